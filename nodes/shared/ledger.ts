import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
	IPollFunctions,
} from 'n8n-workflow';

import type { Ledger, Problem } from '../../core/ports';
import { parameterProblem, runProblem } from '../../core/sync/run';
import type { PostgresSettings } from '../../ledger';
import { LEDGER_CREDENTIAL } from './ledger-choice';

type LedgerContext = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions;

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
function ledgerPath(context: LedgerContext): string {
	const ofThisNode = 'getStoragePath' in context.helpers ? context.helpers.getStoragePath() : storagePathElsewhere();
	const separator = ofThisNode.includes('\\') ? '\\' : '/';
	return [...ofThisNode.split(/[\\/]/).slice(0, -1), ...LEDGER_FILE].join(separator);
}

/** n8n tells triggers and pickers no storage folder; this is where n8n itself looks for its own (@n8n/config of 2.40.7, utils). */
function storagePathElsewhere(): string {
	const { N8N_STORAGE_PATH, N8N_BINARY_DATA_STORAGE_PATH, N8N_USER_FOLDER, HOME, USERPROFILE } = process.env;
	const chosen = N8N_STORAGE_PATH ?? N8N_BINARY_DATA_STORAGE_PATH;
	if (chosen) return `${chosen}/trigger`;
	const home = process.platform === 'win32' ? USERPROFILE : HOME;
	return `${N8N_USER_FOLDER ?? home ?? process.cwd()}/.n8n/storage/trigger`;
}

/**
 * Opens the ledger the operator chose; undefined for *Off*. A ledger that cannot be opened ends the run with
 * SETUP_LEDGER, and the built-in one in queue mode with SETUP_LEDGER_QUEUE; it never degrades to *Off*.
 */
export async function openLedger(context: LedgerContext, choice: string): Promise<Ledger | undefined> {
	if (choice === 'off') return undefined;
	if (choice === 'postgres') return await openPostgres(context);
	if (choice !== 'builtIn')
		throw parameterProblem('Ledger', `it is set to "${choice}", which this version does not have`);
	if (inQueueMode()) throw runProblem({ code: 'SETUP_LEDGER_QUEUE', params: {} });
	return await inWords(async () => {
		const { openSqliteLedger } = await import('../../ledger');
		return await openSqliteLedger({ path: ledgerPath(context) });
	});
}

async function openPostgres(context: LedgerContext): Promise<Ledger> {
	const values = await credentialValues(context);
	return await inWords(async () => {
		const { openPostgresLedger } = await import('../../ledger');
		return await openPostgresLedger(settingsFrom(values));
	});
}

async function credentialValues(context: LedgerContext): Promise<IDataObject> {
	try {
		return await context.getCredentials<IDataObject>(LEDGER_CREDENTIAL.name);
	} catch {
		throw runProblem({ code: 'SETUP_CREDENTIAL_MISSING', params: { system: 'Commerce Ledger PostgreSQL' } });
	}
}

/** n8n's test of the ledger's credential: whether it connects, and whether the ledger is or can be kept there. */
export async function testPostgres(values: IDataObject): Promise<INodeCredentialTestResult> {
	try {
		const { checkPostgresLedger } = await import('../../ledger');
		return { status: 'OK', message: await checkPostgresLedger(settingsFrom(values)) };
	} catch (error) {
		const reason = reasonOf(error);
		return { status: 'Error', message: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.` };
	}
}

function settingsFrom(values: IDataObject): PostgresSettings {
	const text = (name: string) => String(values[name] ?? '').trim();
	const ssl = text('ssl');
	return {
		host: text('host') || 'localhost',
		port: Number(values.port) || 5432,
		database: text('database'),
		user: text('user'),
		password: String(values.password ?? ''),
		schema: text('schema'),
		ssl: ssl === 'require' || ssl === 'verify' ? ssl : 'disable',
		...(text('ca') && { ca: text('ca') }),
	};
}

async function inWords(open: () => Promise<Ledger>): Promise<Ledger> {
	try {
		return await open();
	} catch (error) {
		const { problem } = error as { problem?: Problem };
		throw runProblem(problem ?? { code: 'SETUP_LEDGER', params: { reason: reasonOf(error) } });
	}
}

function reasonOf(error: unknown): string {
	const { code, message } = error as { code?: unknown; message?: unknown };
	return code === 'SETUP_LEDGER' ? String(message) : 'the ledger part of this package could not be loaded';
}
