import { openPostgresLedger } from '../../ledger';
import { Beside, dropSchema, newSchema, withPostgres } from '../support/postgres';
import { ledgerContract } from './ledger-suite';

withPostgres('the ledger on PostgreSQL', () => {
	const settings = newSchema();
	const beside = new Beside(settings.schema);

	beforeAll(async () => {
		await (await openPostgresLedger(settings)).close();
		await beside.open();
	});
	afterAll(async () => {
		await beside.close();
		await dropSchema(settings);
	});

	ledgerContract('the ledger on PostgreSQL', {
		open: async () => {
			await beside.empty();
			const ledger = await openPostgresLedger(settings);
			return {
				ledger,
				age: (ms) => beside.age(ms),
				dump: () => beside.dump(),
				tamper: async (sql) => {
					// Statements in one text are one transaction.
					await beside.run(sql);
				},
				close: () => ledger.close(),
			};
		},
	});
});
