import { problem } from '../../core/problems';
import type { CheckOperation, ListOperation, Operation, SetLevelsOperation, System } from '../shared/system';
import { EighthClient } from './client';
import { calling, LABEL, SYSTEM } from './failures';
import { toStockLevel } from './mapping';
import { StockTarget } from './target';
import { stockRow } from './wire';

/*
 * Eighth as a system of this package: a warehouse whose stock is read and set.
 */

const STOCK = { kind: 'stockLevel', resource: 'stockLevel', resourceName: 'Stock Level', fields: [] } as const;

const getManyLevels: ListOperation<'stockLevel'> = {
	...{ ...STOCK, does: 'list', sweeps: false, operation: 'getAll', operationName: 'Get Many' },
	...{ action: 'Get many stock levels', description: 'Retrieve how many of each product are there' },
	async *list({ http, account, now }) {
		const pages = new EighthClient(http).stock();
		for (;;) {
			const page = await calling(async () => await pages.next());
			if (page.done) return;
			yield page.value.map((row) => {
				const { success, data } = stockRow.safeParse(row);
				if (success) return toStockLevel(data, account, now);
				const record = `the stock level of ${String((row as { sku?: unknown } | null)?.sku ?? 'a product without a SKU')}`;
				return problem('FIELD_INVALID', { record, field: 'quantity', reason: 'Eighth sent it in another form' });
			});
		}
	},
};

const setLevels: SetLevelsOperation = {
	...{ ...STOCK, does: 'setLevels', figures: ['available'], onePlace: true, operation: 'set', operationName: 'Set' },
	...{ action: 'Set a stock level', description: 'Bring what is there to what the source says' },
	target: async ({ http, account }) => await Promise.resolve(new StockTarget(account, new EighthClient(http))),
};

const check: CheckOperation = {
	...{ does: 'check', resource: 'connection', resourceName: 'Connection', fields: [] },
	...{ operation: 'check', operationName: 'Check Connection' },
	...{ action: 'Check the connection', description: 'Read whether the key works' },
	async check({ http, account }) {
		const owner = await calling(async () => await new EighthClient(http).owner());
		return { kind: 'connection', system: SYSTEM, account, ok: owner.account === account };
	},
};

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

export const eighth: System = {
	id: SYSTEM,
	label: LABEL,
	credential: 'eighthApi',
	address: ({ address }) => text(address),
	account({ account }) {
		const id = text(account);
		return id ? { id } : { problem: problem('SETUP_ACCOUNT', { system: LABEL, reason: 'Account is missing' }) };
	},
	operations: [getManyLevels, setLevels, check] as unknown as readonly Operation[],
};
