import { existsSync } from 'node:fs';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../../nodes/shared/ledger-choice';
import { ledgerFile } from '../support/engine';
import { age } from '../support/ledger-clock';
import { ageSchema, besidePostgres, dropSchema, newSchema, postgresMissing } from '../support/postgres';

/*
 * The ledgers an operator can choose, as the matrix uses them.
 */

/** A ledger that holds nothing yet, for one play. */
export interface FreshLedger {
	/** Parameters and credentials of the nodes that are to use it. */
	readonly parameters: IDataObject;
	readonly credentials: Readonly<Record<string, ICredentialDataDecryptedObject>>;
	/** Whether what happens is remembered at all. */
	readonly remembers: boolean;
	/** Makes everything in it lie that much further in the past, as if time had passed. */
	age(ms: number): Promise<void>;
	/** Takes it away, where that does not go with n8n's folder. */
	remove?(): Promise<void>;
}

export interface LedgerRow {
	readonly name: string;
	/** Why it cannot be tried on this machine; undefined where it can. */
	missing?(): Promise<string | undefined>;
	/** `folder` is n8n's own, fresh as well. */
	fresh(folder: string): Promise<FreshLedger>;
}

const sqlite: LedgerRow = {
	name: 'SQLite',
	fresh: async (folder) =>
		await Promise.resolve({
			parameters: { ledger: 'builtIn' },
			credentials: {},
			remembers: true,
			// An operation that keeps no ledger makes no file.
			age: async (ms) => {
				if (existsSync(ledgerFile(folder))) age(ledgerFile(folder), ms);
				await Promise.resolve();
			},
		}),
};

const postgres: LedgerRow = {
	name: 'PostgreSQL',
	missing: async () => await Promise.resolve(postgresMissing()),
	async fresh() {
		const settings = newSchema();
		return await Promise.resolve({
			parameters: { ledger: 'postgres' },
			credentials: { [LEDGER_CREDENTIAL.name]: { ...settings, ssl: 'disable' } },
			remembers: true,
			// An operation that keeps no ledger makes no tables.
			age: async (ms) => {
				if (await hasTables(settings)) await ageSchema(settings.schema, ms);
			},
			remove: async () => await dropSchema(settings),
		});
	},
};

const hasTables = async ({ schema }: { readonly schema: string }): Promise<boolean> =>
	(await besidePostgres(`SELECT 1 FROM pg_tables WHERE schemaname = '${schema}' AND tablename = 'facts'`)).length > 0;

const off: LedgerRow = {
	name: 'Off',
	fresh: async () =>
		await Promise.resolve({
			parameters: { ledger: 'off' },
			credentials: {},
			remembers: false,
			age: async () => await Promise.resolve(),
		}),
};

export const LEDGERS: readonly LedgerRow[] = [sqlite, postgres, off];
