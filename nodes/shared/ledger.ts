import type { IExecuteFunctions } from 'n8n-workflow';

import type { Ledger } from '../../core/ports';
import { runProblem } from '../../core/sync/run';

/** Where the built-in ledger lies below n8n's own storage folder. */
const LEDGER_FILE = ['n8n-nodes-commerce-bridge', 'ledger.sqlite'];

/** Whether this process is part of n8n's queue mode, where a file of one machine cannot be everybody's memory. */
function inQueueMode(): boolean {
	return (
		process.env.EXECUTIONS_MODE === 'queue' ||
		process.argv.slice(2, 3).some((word) => word === 'worker' || word === 'webhook')
	);
}

/**
 * The built-in ledger's file: `<n8n folder>/storage/n8n-nodes-commerce-bridge/ledger.sqlite`. n8n names a storage
 * folder per node type; its parent is the same for all of them.
 */
function ledgerPath(context: IExecuteFunctions): string {
	const ofThisNode = context.helpers.getStoragePath();
	const separator = ofThisNode.includes('\\') ? '\\' : '/';
	return [...ofThisNode.split(/[\\/]/).slice(0, -1), ...LEDGER_FILE].join(separator);
}

/**
 * Opens the ledger the operator chose; undefined for *Off*. A ledger that cannot be opened ends the run with
 * SETUP_LEDGER, and the built-in one in queue mode with SETUP_LEDGER_QUEUE; it never degrades to *Off*.
 */
export async function openLedger(context: IExecuteFunctions, choice: string): Promise<Ledger | undefined> {
	if (choice === 'off') return undefined;
	if (choice !== 'builtIn')
		throw runProblem({
			code: 'SETUP_PARAMETER',
			params: { name: 'Ledger', reason: `it is set to "${choice}", which this version does not have` },
		});
	if (inQueueMode()) throw runProblem({ code: 'SETUP_LEDGER_QUEUE', params: {} });
	try {
		const { openSqliteLedger } = await import('../../ledger');
		return await openSqliteLedger({ path: ledgerPath(context) });
	} catch (error) {
		const reason =
			(error as { code?: unknown }).code === 'SETUP_LEDGER'
				? (error as Error).message
				: 'the ledger part of this package could not be loaded';
		throw runProblem({ code: 'SETUP_LEDGER', params: { reason } });
	}
}
