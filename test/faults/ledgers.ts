import { existsSync } from 'node:fs';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../../nodes/shared/ledger-choice';
import { ledgerFile } from '../support/engine';
import { age } from '../support/ledger-clock';
import { agedWithHolds, Beside, newSchema, postgresMissing } from '../support/postgres';

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
	/** When no more of them are wanted. */
	close?(): Promise<void>;
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

/** The connection beside the ledgers, one for all plays; made when it is first needed. */
let beside: Promise<Beside> | undefined;

async function besideAll(sql: string): Promise<void> {
	beside ??= (async () => {
		const opened = new Beside('public');
		await opened.open();
		return opened;
	})();
	await (await beside).run(sql);
}

const postgres: LedgerRow = {
	name: 'PostgreSQL',
	missing: async () => await Promise.resolve(postgresMissing()),
	async fresh() {
		const settings = newSchema();
		return await Promise.resolve({
			parameters: { ledger: 'postgres' },
			credentials: { [LEDGER_CREDENTIAL.name]: { ...settings, ssl: 'disable' } },
			remembers: true,
			age: async (ms) => await besideAll(agedWhereThere(settings.schema, ms)),
			remove: async () => await besideAll(`DROP SCHEMA IF EXISTS "${settings.schema}" CASCADE`),
		});
	},
	async close() {
		await (await beside)?.close();
		beside = undefined;
	},
};

/** An operation that keeps no ledger makes no tables. */
const agedWhereThere = (schema: string, ms: number) => `DO $$ BEGIN
	IF to_regclass('"${schema}".facts') IS NOT NULL THEN SET LOCAL search_path TO "${schema}"; ${agedWithHolds(ms)}; END IF;
END $$`;

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
