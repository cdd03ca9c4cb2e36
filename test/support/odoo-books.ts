import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import axios from 'axios';

import odooSandbox from '../../nodes/Odoo/sandbox';
import { DATABASE, KEYS } from '../../nodes/Odoo/sandbox/seed';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { jsonOf, type Options } from './desk';
import { startOdoo } from './odoo';
import { runNode, skipWaits, type NodeRunInput } from './engine';
import type { Answered } from './warehouse';

/*
 * The books of a company: an Odoo (the sandbox's, of any version, or a real one), n8n's folder, and the Odoo node over
 * them. What stands there is asked over JSON-RPC, which every version speaks.
 */

export type Protocol = 'json2' | 'jsonRpc';

type Run = Partial<Omit<NodeRunInput, 'type' | 'parameters' | 'items'>>;
export type Row = Record<string, unknown> & { readonly id: number };

/** Where an Odoo answers, and who its administrator is. */
export interface Place {
	readonly url: string;
	readonly database: string;
	/** Of the user with the id 2, an administrator. */
	readonly apiKey: string;
	/** Makes a user whose password is the login; in the way of a real Odoo when absent. */
	makeUser?(login: string, groups: readonly string[]): Promise<void>;
	close(): Promise<void>;
}

export interface Books {
	readonly place: Place;
	readonly keys: ICredentialDataDecryptedObject;
	readonly folder: string;
	/** Runs an operation on items, problems on the error output. */
	run(parameters: IDataObject, items?: readonly IDataObject[], run?: Run): Promise<Answered>;
	/** Calls a method as the administrator; throws what Odoo says against it. */
	ask<T = unknown>(model: string, method: string, args?: unknown[], named?: object): Promise<T>;
	/** Records by a domain. */
	rows(model: string, domain: unknown[], fields: readonly string[]): Promise<Row[]>;
	/** The id of a new record. */
	make(model: string, vals: object): Promise<number>;
	/** The credential of a new user with these groups beside Internal User, over JSON-RPC, which takes a password too. */
	user(groups: readonly string[]): Promise<ICredentialDataDecryptedObject>;
	/** Ends n8n's folder, and leaves the Odoo as it is. */
	close(): void;
}

/** Opens the books at an Odoo, with the credential of a user there. */
export function openBooks(place: Place, credential: IDataObject): Books {
	const folder = mkdtempSync(join(tmpdir(), 'books-'));
	const keys = { address: place.url, language: 'en_US', ...credential } as ICredentialDataDecryptedObject;
	const ask = async <T>(model: string, method: string, args: unknown[] = [], named: object = {}): Promise<T> => {
		const call = [place.database, 2, place.apiKey, model, method, args, named];
		const params = { service: 'object', method: 'execute_kw', args: call };
		const body = { jsonrpc: '2.0', method: 'call', id: 1, params };
		const { data } = await axios.post(`${place.url}/jsonrpc`, body, { proxy: false, timeout: 60_000 });
		if (data.error) throw new Error(`${model}.${method}: ${data.error.data.name} ${data.error.data.message}`);
		return data.result as T;
	};
	return {
		place,
		keys,
		folder,
		async run(parameters, items = [{}], run = {}) {
			const answer = await runNode({
				type: 'odoo',
				parameters,
				credentials: { odooCommerceApi: keys },
				items: [...items],
				onError: 'continueErrorOutput',
				storageFolder: folder,
				...run,
			});
			return { ...answer, results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
		},
		ask,
		rows: async (model, domain, fields) => await ask<Row[]>(model, 'search_read', [domain], { fields, order: 'id' }),
		make: async (model, vals) => {
			const [id] = await ask<number[]>(model, 'create', [[vals]]);
			return id ?? 0;
		},
		async user(groups) {
			const login = `bot-${randomBytes(6).toString('hex')}`;
			await (place.makeUser?.(login, groups) ?? makeUser(ask, login, groups));
			return { ...keys, user: login, apiKey: login, protocol: 'jsonRpc' };
		},
		close: () => rmSync(folder, { recursive: true, force: true }),
	};
}

async function makeUser(ask: Books['ask'], login: string, groups: readonly string[]): Promise<void> {
	const idOf = async (group: string) => {
		const [module, xml_id] = group.split('.');
		return (await ask<[string, number]>('ir.model.data', 'check_object_reference', [], { module, xml_id }))[1];
	};
	const ids = await Promise.all(['base.group_user', ...groups].map(idOf));
	const vals = { name: login, login, password: login, group_ids: [[6, 0, ids]] };
	await ask('res.users', 'create', [[vals]]);
}

export interface SandboxBooks extends Books {
	readonly sandbox: RunningSandbox;
	closeAll(): Promise<void>;
}

/** Opens the books at the sandbox, with the demo's goods. Nobody waits in real time at it. */
export async function openSandboxBooks(protocol: Protocol = 'json2', options: Options = {}): Promise<SandboxBooks> {
	const sandbox = await serve(odooSandbox, { seed: demoData(new Date().toISOString()), options });
	const resumeWaits = skipWaits((ms) => sandbox.advanceClock(ms));
	const makeUser = async (login: string, groups: readonly string[]) =>
		void (await sandbox.change('addUser', { login, groups, password: login }));
	const place = { url: sandbox.url, database: DATABASE, apiKey: KEYS.admin, makeUser, close: () => sandbox.close() };
	const books = openBooks(place, { ...sandbox.credential().data, protocol });
	return {
		...books,
		sandbox,
		async closeAll() {
			resumeWaits();
			books.close();
			await sandbox.close();
		},
	};
}

// ------------------------------------------------------------------ a real Odoo

/** A new company in a real Odoo 19, which keeps its books in euro. */
export async function realPlace(): Promise<Place> {
	const { url, database, apiKey, stop } = await startOdoo();
	const place = { url, database, apiKey, close: stop };
	await setUp(openBooks(place, {}));
	return place;
}

/**
 * A new company keeps its books in US dollars, which may be changed as long as nothing is booked; a second currency
 * brings price lists along, the first one in the old currency. Bank statements need a group that nobody has.
 */
async function setUp(books: Books): Promise<void> {
	const [euro] = await books.rows(
		'res.currency',
		[
			['name', '=', 'EUR'],
			['active', 'in', [true, false]],
		],
		['name'],
	);
	await books.ask('res.currency', 'write', [[euro!.id], { active: true }]);
	const [company] = await books.rows('res.company', [], ['name']);
	await books.ask('res.company', 'write', [[company!.id], { currency_id: euro!.id }]);
	const lists = await books.rows('product.pricelist', [], ['name']);
	await books.ask('product.pricelist', 'write', [lists.map(({ id }) => id), { currency_id: euro!.id }]);
	const reference = { module: 'account', xml_id: 'group_account_basic' };
	const [, basic] = await books.ask<[string, number]>('ir.model.data', 'check_object_reference', [], reference);
	await books.ask('res.users', 'write', [[2], { group_ids: [[4, basic]] }]);
	books.close();
}
