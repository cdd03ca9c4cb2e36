import { z } from 'zod';

import { OdooFailure, type Answer, type Call } from '../../../nodes/Odoo/client';
import { worded } from '../../../nodes/Odoo/failures';
import { odoo as system } from '../../../nodes/Odoo/system';
import { priceDigits } from '../../../nodes/Odoo/settings/client';
import { OdooCommerceApi } from '../../../credentials/OdooCommerceApi.credentials';
import { ScriptedOdoo, type Said, type Script } from './scripted';

/*
 * One function for two protocols: what is sent, what an answer means, and what is sent again. The answers are those of
 * Odoo 16 to 19 as they were observed.
 */

const ERROR = (name: string, message: string) => ({
	name,
	message,
	arguments: [message],
	context: {},
	debug: 'Traceback',
});
const RPC_ERROR = (name: string, message: string, code = 0): Said => ({
	body: { jsonrpc: '2.0', id: 1, error: { code, message: 'Odoo Server Error', data: ERROR(name, message) } },
});
const RESULT = (result: unknown): Said => ({ body: { jsonrpc: '2.0', id: 1, result } });
const PAGE: Said = { status: 404, type: 'text/html', body: '<h1>No database is selected</h1>' };
const VERSION_19 = { body: { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' } };
const VERSION_18 = RESULT({ server_version: '18.0-20250506', server_version_info: [18, 0, 0, 'final', 0, ''] });

let odoo: ScriptedOdoo;
const use = async (script: Script) => (odoo = await ScriptedOdoo.start(script));
afterEach(async () => await odoo.close());

const WRITE: Call = {
	model: 'res.partner',
	method: 'write',
	ids: [9],
	args: { vals: { name: 'x' } },
	repeatable: false,
};
const READ: Call = { model: 'res.partner', method: 'read', ids: [9], args: { fields: ['name'] }, repeatable: true };

// ------------------------------------------------------------------ what is sent

it('sends one flat object under JSON-2, with language and company always said', async () => {
	await use(() => ({ body: true }));
	await odoo.client({ companyId: 3 }).call({ ...WRITE, context: { active_test: false } });
	expect(odoo.asked[0]).toMatchObject({ path: '/json/2/res.partner/write' });
	expect(odoo.asked[0]?.body).toEqual({
		ids: [9],
		vals: { name: 'x' },
		context: { lang: 'en_US', tz: 'UTC', allowed_company_ids: [3], active_test: false },
	});
});

it('sends execute_kw under JSON-RPC with blanks for database and key, and signs in once', async () => {
	await use(({ call }) => (call === 'common.authenticate' ? RESULT(2) : RESULT(true)));
	const client = odoo.client({ protocol: 'jsonRpc' });
	await Promise.all([client.call(WRITE), client.call(WRITE)]);
	expect(odoo.calls()).toEqual(['common.authenticate', 'res.partner.write', 'res.partner.write']);
	expect((odoo.asked[1]?.body.params as { args: unknown }).args).toEqual([
		'',
		2,
		'',
		'res.partner',
		'write',
		[[9]],
		{ vals: { name: 'x' }, context: { lang: 'en_US', tz: 'UTC' } },
	]);
});

it('hands the values of a create over by place under JSON-RPC, where Odoo looks for them', async () => {
	await use(({ call }) => (call === 'common.authenticate' ? RESULT(2) : RESULT([10])));
	const call = { model: 'res.partner', method: 'create', args: { vals_list: [{ name: 'x' }] }, repeatable: false };
	await odoo.client({ protocol: 'jsonRpc' }).call(call);
	const { args } = odoo.asked[1]?.body.params as { args: unknown[] };
	expect(args.slice(5)).toEqual([[[{ name: 'x' }]], { context: { lang: 'en_US', tz: 'UTC' } }]);
});

it('never calls a method on no record: JSON-2 would answer that it was done', async () => {
	await use(() => ({ body: true }));
	await expect(odoo.client().call({ ...WRITE, ids: [] })).rejects.toThrow(RangeError);
	expect(odoo.asked).toEqual([]);
});

// ------------------------------------------------------------------ which protocol

it.each<[string, Script, string, string]>([
	['19', ({ path }) => (path === '/web/version' ? VERSION_19 : undefined), 'json2', '19.0'],
	[
		'18, whose /web/version is a page',
		({ path }) => (path === '/jsonrpc' ? VERSION_18 : PAGE),
		'jsonRpc',
		'18.0-20250506',
	],
	[
		'a page with status 200 in front of it',
		({ path }) => (path === '/jsonrpc' ? VERSION_18 : { type: 'text/html', body: '<title>Sign in</title>' }),
		'jsonRpc',
		'18.0-20250506',
	],
])('detects Odoo %s', async (_, script, protocol, version) => {
	await use(script);
	expect(await odoo.client({ protocol: 'detect' }).server()).toEqual({ protocol, version });
});

it('detects once, however many calls there are', async () => {
	await use(({ path }) => (path === '/web/version' ? VERSION_19 : { body: [{ id: 9, name: 'x' }] }));
	const client = odoo.client({ protocol: 'detect' });
	await Promise.all([client.call(READ), client.call(READ), client.server()]);
	expect(odoo.calls().filter((call) => call === '/web/version')).toHaveLength(1);
});

it('asks for no version where the credential names the protocol', async () => {
	await use(() => ({ body: true }));
	await odoo.client().call(WRITE);
	expect(odoo.calls()).toEqual(['res.partner.write']);
});

it('speaks JSON-2 at once where nothing else can be meant', async () => {
	await use(() => ({ body: true }));
	expect(await odoo.client({ protocol: 'try' }).call(WRITE)).toEqual({ done: true });
	expect(odoo.calls()).toEqual(['res.partner.write']);
});

it('finds out what is spoken where nobody answers that, and calls nothing twice', async () => {
	await use(({ path, call }) => {
		if (path !== '/jsonrpc') return PAGE;
		return call === 'common.version' ? VERSION_18 : RESULT(call === 'common.authenticate' ? 2 : true);
	});
	const client = odoo.client({ protocol: 'try' });
	expect([await client.call(WRITE), await client.call(WRITE)]).toEqual([{ done: true }, { done: true }]);
	expect(odoo.asked.map(({ path, call }) => (path.startsWith('/json/2') ? path : call))).toEqual([
		...['/json/2/res.partner/write', '/web/version', 'common.version', 'common.authenticate'],
		...['res.partner.write', 'res.partner.write'],
	]);
});

it('tells of the database where a version answers that speaks it', async () => {
	await use(({ path }) => (path === '/web/version' ? VERSION_19 : PAGE));
	await expect(odoo.client({ protocol: 'try' }).call(WRITE)).rejects.toMatchObject({ why: 'database' });
});

// ------------------------------------------------------------------ what an answer means

const NOTHING_DONE = { refused: expect.objectContaining({ name: 'odoo.exceptions.UserError' }) };

it.each<[string, 'json2' | 'jsonRpc', Said, unknown]>([
	['the bare value', 'json2', { body: [10] }, { done: [10] }],
	['null for a method that returns nothing', 'json2', { body: null }, { done: null }],
	['a business rule', 'json2', { status: 422, body: ERROR('odoo.exceptions.UserError', 'No.') }, NOTHING_DONE],
	['the value in result', 'jsonRpc', RESULT([10]), { done: [10] }],
	['neither result nor error', 'jsonRpc', { body: { jsonrpc: '2.0', id: 7 } }, { done: null }],
	['a business rule of 18', 'jsonRpc', RPC_ERROR('odoo.exceptions.UserError', 'No.', 200), NOTHING_DONE],
	['a business rule of 19', 'jsonRpc', RPC_ERROR('odoo.exceptions.UserError', 'No.'), NOTHING_DONE],
	[
		'a gateway',
		'json2',
		{ status: 502, type: 'text/html', body: 'Bad Gateway' },
		{ noAnswer: { sent: true, reason: '502' } },
	],
	[
		'a page that says 200',
		'json2',
		{ type: 'text/html', body: 'hello' },
		{ noAnswer: { sent: true, reason: 'an unreadable answer' } },
	],
])('reads %s under %s', async (_, protocol, said, expected) => {
	await use(({ call }) => (call === 'common.authenticate' ? RESULT(2) : said));
	const answer: Answer = await odoo.client({ protocol }).call(WRITE);
	expect(answer).toEqual(expected);
});

it.each<[string, 'json2' | 'jsonRpc', Script, string]>([
	['a database that is not there', 'json2', () => PAGE, 'SETUP_CREDENTIAL'],
	['a wrong login', 'jsonRpc', () => RESULT(false), 'SETUP_CREDENTIAL'],
	['a wrong key', 'jsonRpc', () => RPC_ERROR('odoo.exceptions.AccessDenied', 'Access Denied', 200), 'SETUP_CREDENTIAL'],
	[
		'no such database',
		'jsonRpc',
		() => RPC_ERROR('psycopg2.OperationalError', 'FATAL:  database "nodb" does not exist'),
		'SETUP_CREDENTIAL',
	],
	[
		'a missing right',
		'json2',
		() => ({ status: 403, body: ERROR('odoo.exceptions.AccessError', 'Allowed for: Extra Rights/Contact Creation') }),
		'SETUP_SCOPES',
	],
	[
		'a missing app',
		'json2',
		() => ({ status: 404, body: ERROR('werkzeug.exceptions.NotFound', "the model 'stock.picking' does not exist") }),
		'SETUP_MODULE',
	],
	[
		'a missing app on 18',
		'jsonRpc',
		({ call }) =>
			call === 'common.authenticate'
				? RESULT(2)
				: RPC_ERROR('odoo.exceptions.UserError', "Object stock.picking doesn't exist", 200),
		'SETUP_MODULE',
	],
	['too many requests', 'json2', () => ({ status: 429, body: {} }), 'SETUP_LIMIT'],
	['a service that is down', 'json2', () => ({ status: 503, type: 'text/html', body: 'down' }), 'SETUP_SERVICE'],
	['records in another form', 'json2', () => ({ body: { records: [] } }), 'SETUP_SERVICE'],
])('words %s under %s', async (_, protocol, script, code) => {
	await use(script);
	const failed = await odoo
		.client({ protocol })
		.ask(READ, z.array(z.unknown()))
		.catch((error: unknown) => error);
	expect(failed).toBeInstanceOf(OdooFailure);
	expect(worded(failed as OdooFailure).code).toBe(code);
});

it('names the groups that would have the right, as Odoo does, and no traceback', async () => {
	await use(() => ({
		status: 403,
		body: ERROR('odoo.exceptions.AccessError', 'Not allowed.\n\n\t- Extra Rights/Contact Creation'),
	}));
	const failed = (await odoo
		.client()
		.ask(READ, z.unknown())
		.catch((error: unknown) => error)) as OdooFailure;
	expect(worded(failed).params.scopes).toBe('Not allowed. - Extra Rights/Contact Creation');
	expect(JSON.stringify(worded(failed))).not.toContain('Traceback');
});

// ------------------------------------------------------------------ what is sent again

const CONFLICT = ERROR('psycopg2.errors.SerializationFailure', 'could not serialize access due to concurrent update');

it.each<[string, Call, Said, number]>([
	['a read after a gateway’s answer', READ, { status: 502, body: {} }, 2],
	['a read after a broken connection', READ, { body: '', breaks: true }, 2],
	['a write of which nobody knows', WRITE, { status: 502, body: {} }, 1],
	['a write whose connection broke', WRITE, { body: '', breaks: true }, 1],
	['a write that was rolled back for another', WRITE, { status: 500, body: CONFLICT }, 2],
	[
		'a read with a wrong field, behind a 500',
		READ,
		{ status: 500, body: ERROR('builtins.ValueError', 'Invalid field') },
		1,
	],
	['a read with a bad domain, behind a 500', READ, { status: 500, body: ERROR('builtins.TypeError', 'unhashable') }, 1],
])('sends %s as often as it may', async (_, call, said, times) => {
	await use((_asked, count) => (count === 1 ? said : { body: true }));
	await odoo.client().call(call);
	expect(odoo.asked).toHaveLength(times);
});

it('sends nothing when the lease is over', async () => {
	await use(() => ({ body: true }));
	const answer = await odoo.client().call({ ...WRITE, maySend: () => false });
	expect(answer).toEqual({ noAnswer: { sent: false, reason: 'LEASE_OVER' } });
	expect(odoo.asked).toEqual([]);
});

// ------------------------------------------------------------------ lists and external ids

it('reads page by page in the order of ids, and ends with the page that is not full', async () => {
	const ids = [1, 2, 3, 4, 5];
	await use(({ body }) => {
		const after = (body.domain as unknown[][]).at(-1)?.[2] as number;
		return {
			body: ids
				.filter((id) => id > after)
				.slice(0, 2)
				.map((id) => ({ id })),
		};
	});
	const rows = z.array(z.object({ id: z.number() }));
	const read: number[] = [];
	for await (const page of odoo.client().pages('res.partner', [['active', '=', true]], ['name'], { size: 2 }, rows))
		read.push(...page.map(({ id }) => id));
	expect(read).toEqual(ids);
	expect(odoo.asked.map(({ body }) => body.domain)).toEqual(
		[0, 2, 4].map((last) => [
			['active', '=', true],
			['id', '>', last],
		]),
	);
});

it('does not ask for ever where the server gives the same page again', async () => {
	await use(() => ({ body: [{ id: 1 }, { id: 2 }] }));
	const rows = z.array(z.object({ id: z.number() }));
	const pages = odoo.client().pages('res.partner', [], ['name'], { size: 2 }, rows);
	await pages.next();
	await expect(pages.next()).rejects.toThrow(OdooFailure);
});

it.each<[string, Said, unknown]>([
	['the record', { body: ['sale.order', 37] }, 37],
	['one of another model', { body: ['res.partner', 37] }, 'hidden'],
	['one the user may not see', { body: ['sale.order', false] }, 'hidden'],
	['none', { status: 500, body: ERROR('builtins.ValueError', 'External ID not found in the system: a.b') }, undefined],
])('finds behind an external id %s', async (_, said, expected) => {
	await use(() => said);
	expect(await odoo.client().withExternalId('commerce_bridge.order__shop__a.b', 'sale.order')).toBe(expected);
	expect(odoo.asked[0]?.body).toMatchObject({ module: 'commerce_bridge', xml_id: 'order__shop__a.b' });
});

it('takes no other error for an external id that is not there', async () => {
	await use(() => ({ status: 500, body: ERROR('builtins.ValueError', 'not enough values to unpack') }));
	await expect(odoo.client().withExternalId('a.b', 'sale.order')).rejects.toThrow(OdooFailure);
});

// ------------------------------------------------------------------ the account and the key

it.each([
	[{ address: 'https://mycompany.odoo.com' }, 'mycompany.odoo.com'],
	[{ address: 'https://ERP.example.com/', database: 'prod' }, 'erp.example.com/prod'],
	[{ address: 'https://erp.example.com', database: 'prod', companyId: '2' }, 'erp.example.com/prod/2'],
	[{ address: 'http://127.0.0.1:8069', database: 'o19' }, '127.0.0.1-8069/o19'],
	[{ address: '' }, undefined],
	[{ address: 'https://erp.example.com', database: 'a>b' }, undefined],
])('calls the account of %j %s', (credential, id) => {
	const account = system.account(credential);
	expect('id' in account ? account.id : undefined).toBe(id);
});

const SIGNED = { address: 'http://127.0.0.1:8069', database: 'o19', user: 'shop@example.com', apiKey: 'secret-key' };
const signed = async (url: string, body: unknown, more: object = {}) =>
	await (
		new OdooCommerceApi().authenticate as (c: object, r: object) => Promise<{ body?: unknown; headers?: unknown }>
	)({ ...SIGNED, ...more }, { url, body });

it('puts database and key into a JSON-RPC call, and the key into nothing else of it', async () => {
	const call = {
		params: { service: 'object', method: 'execute_kw', args: ['', 2, '', 'res.partner', 'read', [[9]], {}] },
	};
	const { body, headers } = await signed('http://127.0.0.1:8069/jsonrpc', call);
	const { args } = (body as typeof call).params;
	expect(args).toEqual(['o19', 2, 'secret-key', 'res.partner', 'read', [[9]], {}]);
	expect(headers).toBeUndefined();
});

it.each([
	['authenticate', ['o19', 'shop@example.com', 'secret-key', {}]],
	['version', ['', '', '', {}]],
])('signs common.%s', async (method, args) => {
	const { body } = await signed('/jsonrpc', { params: { service: 'common', method, args: ['', '', '', {}] } });
	expect((body as { params: { args: unknown } }).params.args).toEqual(args);
});

it('asks for a login where n8n tests the credential over JSON-RPC', async () => {
	const { body } = await signed('/jsonrpc', {});
	expect(body).toMatchObject({
		params: { service: 'common', method: 'login', args: ['o19', SIGNED.user, SIGNED.apiKey] },
	});
});

it('sends the key as a bearer under JSON-2, and a database only where one is named', async () => {
	const named = await signed('/json/2/res.users/context_get', {});
	expect(named.headers).toEqual({ Authorization: 'bearer secret-key', 'X-Odoo-Database': 'o19' });
	const unnamed = await signed('/json/2/res.users/context_get', {}, { database: ' ' });
	expect(unnamed.headers).toEqual({ Authorization: 'bearer secret-key' });
});

it('sends the key to no address that is not encrypted', async () => {
	await expect(signed('/jsonrpc', {}, { address: 'http://erp.example.com' })).rejects.toThrow('not encrypted');
});

// ------------------------------------------------------------------ what only some may read

it.each<[string, unknown, Said, number]>([
	['the field’s own', [16, 4], { body: [] }, 4],
	[
		'the setting’s, where the field keeps every digit',
		false,
		{ body: [{ id: 1, name: 'Product Price', digits: 3 }] },
		3,
	],
	[
		'two for a user who may not read the setting',
		false,
		{ status: 403, body: ERROR('odoo.exceptions.AccessError', 'Not allowed') },
		2,
	],
])('takes for the decimals of a price %s', async (_, digits, said, wanted) => {
	await use(({ call }) =>
		call === 'sale.order.line.fields_get' ? { body: { price_unit: { type: 'float', digits } } } : said,
	);
	expect(await priceDigits(odoo.client(), true)).toBe(wanted);
});

it.each<[string, string, object]>([
	['an answer that is cut off', '{"ids": [12], "mess', { noAnswer: { sent: true, reason: 'an unreadable answer' } }],
	['a list that is cut off', '[{"id": 12', { noAnswer: { sent: true, reason: 'an unreadable answer' } }],
	['a text that a method answers', '"[MUG-BLUE] Blue mug"', { done: '[MUG-BLUE] Blue mug' }],
])('tells %s from the other', async (_, body, wanted) => {
	await use(() => ({ type: 'application/json', body }));
	expect(await odoo.client().call(WRITE)).toEqual(wanted);
});
