import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Client } from 'pg';

import { checkPostgresLedger, openPostgresLedger, type PostgresSettings } from '../../ledger';
import { POSTGRES } from '../../ledger/dialects';
import { explained, refusal } from '../../ledger/postgres-words';
import { migrations } from '../../ledger/schema';
import { Beside, besidePostgres, dropSchema, newSchema, withPostgres } from '../support/postgres';

/*
 * PostgreSQL as a server: how it is reached, what it may refuse, what happens when it goes away, and how many of its
 * connections are taken.
 */

const ROUTE = 'shopify:demo.myshopify.com>ogoship:77';
const PASSWORD = 'S3cret-example';
const request = (key: string) => ({ sourceKey: key, documentKey: `doc-${key}`, revision: 'r1' });
const LEASE = { holder: 'run', leaseMs: 300_000 };

/** What the ledger says when it cannot be opened; it must have a code and no password. */
async function refusalOf(settings: PostgresSettings): Promise<string> {
	const error = await openPostgresLedger(settings).then(
		() => undefined,
		(thrown: unknown) => thrown as Error & { problem: unknown },
	);
	expect(error).toMatchObject({
		code: 'SETUP_LEDGER',
		problem: { code: 'SETUP_LEDGER', params: { store: 'postgres' } },
	});
	expect(JSON.stringify([error, error?.message])).not.toContain(PASSWORD);
	await expect(checkPostgresLedger(settings)).rejects.toMatchObject({ message: error?.message });
	return error?.message ?? '';
}

// ------------------------------------------------------------------ what a server may answer

/** A server that greets each connection in its own way. */
async function strangeServer(greet: (socket: Socket, first: Buffer) => void): Promise<Server> {
	const server = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.on('data', (first) => greet(socket, first));
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return server;
}

/** A message as PostgreSQL sends it, https://www.postgresql.org/docs/current/protocol-message-formats.html */
function message(type: string, ...parts: ReadonlyArray<string | number>): Buffer {
	const body = Buffer.concat(
		parts.map((part) => {
			const number = Buffer.alloc(4);
			if (typeof part === 'number') number.writeInt32BE(part);
			return typeof part === 'number' ? number : Buffer.from(part);
		}),
	);
	const head = Buffer.alloc(5, type);
	head.writeInt32BE(body.length + 4, 1);
	return Buffer.concat([head, body]);
}

const answering = (code: string, text: string) => (socket: Socket) =>
	void socket.end(message('E', `SFATAL\0VFATAL\0C${code}\0M${text}\0\0`));
/** Asks for a password by SCRAM: first for the way, then for the proof. */
const asksPassword = (socket: Socket, first: Buffer) =>
	void socket.write(
		first[0] === 'p'.charCodeAt(0)
			? message('R', 11, 'r=nonce,s=c2FsdA==,i=4096')
			: message('R', 10, 'SCRAM-SHA-256\0\0'),
	);

it.each<[string, (socket: Socket, first: Buffer) => void, Partial<PostgresSettings>, RegExp]>([
	[
		'refuses the password',
		answering('28P01', 'password authentication failed'),
		{},
		/refused the password of the user clerk/,
	],
	[
		'lets nobody in',
		answering('28000', 'no pg_hba.conf entry for host'),
		{},
		/does not let the user clerk into the database shop/,
	],
	[
		'wants encryption',
		answering('28000', 'no pg_hba.conf entry for host, no encryption'),
		{},
		/set SSL to Require or Verify/,
	],
	['has no such database', answering('3D000', 'database "shop" does not exist'), {}, /there is no database shop/],
	[
		'has no connection left',
		answering('53300', 'sorry, too many clients already'),
		{},
		/run out of disk space, memory or connections/,
	],
	['is just starting', answering('57P03', 'the database system is starting up'), {}, /shut down or is just starting/],
	['hangs up', (socket) => void socket.destroy(), {}, /connection to 127.0.0.1:\d+ was lost|broke the connection off/],
	['has no encryption', (socket) => void socket.write('N'), { ssl: 'require' }, /set SSL to Disable/],
	[
		'speaks another language',
		(socket) => void socket.write('HTTP/1.1 400'),
		{ ssl: 'verify' },
		/does not speak as PostgreSQL does/,
	],
	['asks for a password there is none of', asksPassword, { password: '' }, /asks for a password of the user clerk/],
])('says in plain words that a server %s', async (_, greet, more, words) => {
	const server = await strangeServer(greet);
	const { port } = server.address() as AddressInfo;
	try {
		const settings = { host: '127.0.0.1', port, database: 'shop', user: 'clerk', password: PASSWORD, ...more };
		expect(await refusalOf(settings)).toMatch(words);
	} finally {
		// Only when nobody holds a connection any more.
		await new Promise((closed) => server.close(closed));
	}
});

it('says in plain words that nothing answers, and that a schema cannot be called so', async () => {
	const nowhere = { host: '127.0.0.1', port: 1, database: 'shop', user: 'clerk', password: PASSWORD };
	expect(await refusalOf(nowhere)).toBe('nothing answers at 127.0.0.1:1');
	for (const schema of ['Upper', 'x"; DROP TABLE facts; --', '1st', 'a-b', 'x'.repeat(64)])
		expect(await refusalOf({ ...nowhere, schema })).toContain('small letters, digits and _');
});

const PLACE = { host: 'db.example.com', port: 5432, database: 'shop', user: 'clerk', schema: 'bridge' };

it.each([
	['ENOTFOUND', 'there is no host of the name db.example.com'],
	['ETIMEDOUT', 'db.example.com:5432 does not answer'],
	['SELF_SIGNED_CERT_IN_CHAIN', 'give its CA Certificate in the credential'],
	['ERR_TLS_CERT_ALTNAME_INVALID', 'not for the name db.example.com'],
	['40P01', 'too busy with other processes'],
	['55P03', 'locked for longer than ten seconds'],
	['57014', 'longer than thirty seconds'],
	['25006', 'can only be read'],
	['42501', 'may not use the schema bridge'],
	['53100', 'run out of disk space'],
	['XX001', 'damaged'],
])('has words for %s', (code, words) => {
	const error = Object.assign(new Error(`with ${PASSWORD}`), { code });
	const { message } = explained(PLACE, error) as Error;
	expect(message).toContain(words);
	expect(message).not.toContain(PASSWORD);
});

it.each(['23514', '42601', '22P02', 'INTERNAL'])('leaves a fault of ours what it is: %s', (code) => {
	const fault = Object.assign(new Error('fault'), { code });
	expect(explained(PLACE, fault)).toBe(fault);
});

it('says which version it needs', () => {
	const standing = {
		...{ may_make_schemas: true, schema_exists: true, may_use_schema: true, may_make_tables: true },
		...{ tables_exist: false, may_use_tables: false },
	};
	expect(refusal(PLACE, { ...standing, version: 149_999 })).toBe(
		'the server is PostgreSQL 14; the ledger needs 15 or later',
	);
	expect(refusal(PLACE, { ...standing, version: 150_000 })).toBeUndefined();
});

// ------------------------------------------------------------------ a real one

withPostgres('the ledger’s server', () => {
	let settings: PostgresSettings & { readonly schema: string };

	beforeEach(() => {
		settings = newSchema();
	});
	afterEach(async () => await dropSchema(settings));

	const claimOne = async (key: string) => {
		const ledger = await openPostgresLedger(settings);
		return await ledger.claim(ROUTE, 'order', [request(key)], LEASE);
	};

	it('refuses a ledger of a newer version and leaves it as it is', async () => {
		await openPostgresLedger(settings);
		await besidePostgres('INSERT INTO schema_versions VALUES (999, 0)', settings.schema);
		expect(await refusalOf({ ...settings, password: PASSWORD })).toContain('newer version');
	});

	it.each([1, 2, 3])('brings a ledger of version %s forward with all it holds', async (version) => {
		const steps = migrations(POSTGRES).slice(0, version);
		await besidePostgres(`CREATE SCHEMA "${settings.schema}"`);
		await besidePostgres(
			`${steps.flatMap(({ statements }) => statements).join(';\n')};
			CREATE TABLE schema_versions (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL);
			INSERT INTO schema_versions VALUES ${steps.map((step) => `(${step.version}, 0)`).join()};
			INSERT INTO facts (route, target, kind, source_key, document_key, first_seen_at, changed_at, state, revision)
				VALUES ('${ROUTE}', 'ogoship:77', 'order', '1', 'doc-1', 0, 0, 'done', 'r1');
			INSERT INTO history (route, kind, source_key, at, event, attempt) VALUES ('${ROUTE}', 'order', '1', 0, 'done', 1)`,
			settings.schema,
		);
		const ledger = await openPostgresLedger(settings);
		expect(await ledger.peek(ROUTE, 'order', [request('1')])).toMatchObject([{ verdict: 'settled' }]);
		await ledger.note(ROUTE, 'skus', '1');
		await ledger.countCalls('unleashed:a', { callClass: 'order', calls: 1 });
		expect(await ledger.purge({ olderThanDays: 30 })).toEqual({ facts: 1, history: 1 });
	});

	it('removes no history as a whole either', async () => {
		await claimOne('1');
		await expect(besidePostgres('TRUNCATE history', settings.schema)).rejects.toThrow('append-only');
	});

	it('says what a user may not do, and works for one who may do no more than it needs', async () => {
		const user = settings.schema;
		await besidePostgres(`CREATE ROLE ${user} LOGIN PASSWORD '${PASSWORD}'`);
		try {
			const own = { ...settings, user, password: PASSWORD };
			expect(await refusalOf(own)).toContain(`the user ${user} may not make the schema ${settings.schema}`);
			await besidePostgres(`CREATE SCHEMA ${user}`);
			expect(await refusalOf(own)).toContain(`may not use the schema ${settings.schema}`);
			await besidePostgres(`GRANT USAGE ON SCHEMA ${user} TO ${user}`);
			expect(await refusalOf(own)).toContain(`may not make tables in the schema ${settings.schema}`);
			await besidePostgres(`ALTER SCHEMA ${user} OWNER TO ${user}`);
			const ledger = await openPostgresLedger(own);
			expect(await ledger.claim(ROUTE, 'order', [request('1')], LEASE)).toMatchObject([{ verdict: 'claimed' }]);
			await besidePostgres(`REVOKE INSERT ON facts FROM ${user}`, settings.schema);
			await expect(ledger.claim(ROUTE, 'order', [request('2')], LEASE)).rejects.toMatchObject({
				code: 'SETUP_LEDGER',
				message: expect.stringContaining(`may not use the schema ${settings.schema} and all of its tables`),
			});
			expect(await refusalOf(own)).toContain('may not read and change every table');
		} finally {
			await dropSchema(settings);
			await besidePostgres(`DROP ROLE ${user}`);
		}
	});

	// ---------------------------------------------------------------- a connection that is lost

	const ofThisProcess = `FROM pg_stat_activity WHERE application_name = 'n8n-nodes-commerce-bridge ${process.pid}'`;

	/** Waits until the database says so. */
	async function until(query: string): Promise<void> {
		while ((await besidePostgres(query)).length === 0) await new Promise((later) => setTimeout(later, 20));
	}

	it('a connection that is ended in mid-transaction leaves nothing behind, and the next call works again', async () => {
		const ledger = await openPostgresLedger(settings);
		await ledger.claim(ROUTE, 'order', [request('b')], LEASE);
		const beside = new Beside(settings.schema);
		await beside.open();
		await beside.run(`BEGIN; SELECT * FROM facts WHERE source_key = 'b' FOR UPDATE`);
		// It has written "a" and waits for "b".
		const claiming = ledger.claim(ROUTE, 'order', [request('b'), request('a')], LEASE);
		const failing = expect(claiming).rejects.toMatchObject({
			code: 'SETUP_LEDGER',
			message: 'its database was shut down or is just starting',
		});
		await until(`SELECT 1 ${ofThisProcess} AND wait_event_type = 'Lock'`);
		await besidePostgres(`SELECT pg_terminate_backend(pid) ${ofThisProcess} AND wait_event_type = 'Lock'`);
		await failing;
		await beside.close();
		expect((await ledger.facts({ limit: 10 })).map(({ sourceKey }) => sourceKey)).toEqual(['b']);
		expect(await ledger.claim(ROUTE, 'order', [request('a')], LEASE)).toMatchObject([{ verdict: 'claimed' }]);
	});

	it('connections that are ended while nobody uses them are noticed by nobody', async () => {
		const ledger = await openPostgresLedger(settings);
		await ledger.hashKey();
		await besidePostgres(`SELECT pg_terminate_backend(pid) ${ofThisProcess}`);
		await until(`SELECT 1 WHERE NOT EXISTS (SELECT 1 ${ofThisProcess})`);
		expect(await claimOne('1')).toMatchObject([{ verdict: 'claimed' }]);
	});

	it('makes its tables anew when they were removed under it', async () => {
		const ledger = await openPostgresLedger(settings);
		await dropSchema(settings);
		await expect(ledger.hashKey()).rejects.toMatchObject({
			code: 'SETUP_LEDGER',
			message: expect.stringContaining(`gone from the schema ${settings.schema}`),
		});
		expect(await claimOne('1')).toMatchObject([{ verdict: 'claimed' }]);
	});

	// ---------------------------------------------------------------- how much of the server is taken

	it('takes two connections for all callers of a process, whatever their schema', async () => {
		const other = newSchema();
		try {
			const ledgers = await Promise.all(
				Array.from({ length: 10 }, (_, index) => openPostgresLedger(index % 2 ? settings : other)),
			);
			let most = 0;
			const watch = (async () => {
				for (let times = 0; times < 20; times += 1)
					most = Math.max(most, (await besidePostgres(`SELECT 1 ${ofThisProcess}`)).length);
			})();
			const claims = ledgers.flatMap((ledger, index) =>
				Array.from({ length: 10 }, (_, key) => ledger.claim(ROUTE, 'order', [request(`${index}-${key}`)], LEASE)),
			);
			expect((await Promise.all(claims)).every(([claim]) => claim?.verdict === 'claimed')).toBe(true);
			await watch;
			expect(most).toBe(2);
		} finally {
			await dropSchema(other);
		}
	});

	it('asks twelve times at most to claim and settle a batch, however large it is', async () => {
		const ledger = await openPostgresLedger(settings);
		const query = jest.spyOn(Client.prototype, 'query');
		const claims = await ledger.claim(
			ROUTE,
			'order',
			Array.from({ length: 1000 }, (_, key) => request(`${key}`)),
			LEASE,
		);
		await ledger.settle(
			claims.map((claim) => ({
				...{ token: claim.verdict === 'claimed' ? claim.token : '', state: 'done', event: 'created' },
				holds: [{ sku: 'TEA-1', quantity: 1 }],
			})),
		);
		const times = query.mock.calls.length;
		query.mockRestore();
		expect(times).toBeLessThanOrEqual(12);
		expect(await ledger.doneCount(ROUTE, 'order')).toBe(1000);
	});
});
