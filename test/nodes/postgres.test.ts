/** @jest-environment ./test/support/jest-environment.js */
import type { ICredentialTestFunctions, IDataObject, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { jsonOf, openDesk, standing, type Desk } from '../support/desk';
import { loadPackage, outside, type NodeRunInput } from '../support/engine';
import { besidePostgres, dropSchema, newSchema, withPostgres } from '../support/postgres';

/*
 * The nodes with Ledger set to PostgreSQL, as n8n runs them: the same memory as Built-In, shared by processes, and its
 * credential asked for only then.
 */

const CREDENTIAL = 'commerceLedgerPostgresApi';
const SWEEP = { resource: 'order', operation: 'getAll', skipSettled: true, settledFor: 'ogoship', returnAll: true };
const errorOf = ({ error }: IDataObject) => error as { code: string; message: string; description: string };

withPostgres('the nodes with the ledger on PostgreSQL', () => {
	let settings: ReturnType<typeof newSchema>;
	let desk: Desk;

	beforeEach(async () => {
		settings = newSchema();
		desk = await openDesk({ postgres: settings });
	});
	afterEach(async () => {
		await desk.close();
		await dropSchema(settings);
	});

	it('previews, writes once, knows what it wrote, and lists and retries what is stuck', async () => {
		const orders = await desk.orders(1005, 1006, 1022);
		const preview = await desk.send(orders, { previewOnly: true });
		const would = preview.results.map(({ preview: plan }) => (plan as IDataObject).would);
		expect(would.sort()).toEqual(['create', 'create', 'problem']);
		expect(standing(desk.warehouse, 'SHOP-1005')).toHaveLength(0);
		const sent = await desk.send(orders);
		expect(sent.results.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
		expect(sent.problems.map((each) => errorOf(each).code)).toEqual(['UNKNOWN_SKU']);
		const again = await desk.send(orders);
		expect(again.results.map(({ outcome }) => outcome).sort()).toEqual(['skipped', 'unchanged', 'unchanged']);
		expect(standing(desk.warehouse, 'SHOP-1005')).toHaveLength(1);
		const swept = jsonOf((await desk.shopify(SWEEP)).outputs[0]).map(({ number }) => number);
		expect(swept).not.toEqual(expect.arrayContaining(['#1005']));
		expect(swept.length).toBeGreaterThan(10);
		const stuck = jsonOf((await desk.ledger({ operation: 'getProblems' })).outputs[0]);
		expect(stuck).toMatchObject([{ kind: 'order', ledger: { problem: { code: 'UNKNOWN_SKU' } } }]);
		expect(jsonOf((await desk.ledger({ operation: 'retry' })).outputs[0])).toHaveLength(1);
		expect((await besidePostgres(`SELECT 1 FROM facts`, settings.schema)).length).toBe(3);
	});

	it('works in queue mode, where Built-In is refused and PostgreSQL named as the way', async () => {
		const orders = await desk.orders(1005);
		outside.process.env.EXECUTIONS_MODE = 'queue';
		try {
			const refused = await desk.send(orders, { ledger: 'builtIn' });
			expect(errorOf(refused.problems[0]!)).toMatchObject({
				code: 'SETUP_LEDGER_QUEUE',
				description: expect.stringContaining('Set Ledger to PostgreSQL'),
			});
			expect((await desk.send(orders)).results).toMatchObject([{ outcome: 'created' }]);
		} finally {
			delete outside.process.env.EXECUTIONS_MODE;
		}
	});

	it.each<[string, (keys: IDataObject) => IDataObject, string, string]>([
		['no credential is chosen', () => ({}), 'SETUP_CREDENTIAL_MISSING', 'Commerce Ledger PostgreSQL'],
		[
			'nothing answers',
			(keys) => ({ [CREDENTIAL]: { ...keys, port: 1 } }),
			'SETUP_LEDGER',
			'nothing answers at 127.0.0.1:1',
		],
		[
			'there is no such database',
			(keys) => ({ [CREDENTIAL]: { ...keys, database: 'nowhere', password: 'S3cret-example' } }),
			'SETUP_LEDGER',
			'there is no database nowhere',
		],
	])('writes nothing when %s, and says so', async (_, keysFrom, code, words) => {
		const orders = await desk.orders(1005);
		const credentials = { ogoshipApi: desk.warehouseKeys, ...keysFrom({ ...settings }) } as NodeRunInput['credentials'];
		const sent = await desk.send(orders, {}, { credentials });
		expect(sent.results).toEqual([]);
		expect(errorOf(sent.problems[0]!)).toMatchObject({ code, message: expect.stringContaining(words) });
		expect(JSON.stringify(sent)).not.toContain('S3cret');
		expect(standing(desk.warehouse, 'SHOP-1005')).toHaveLength(0);
	});
});

async function described(): Promise<INodeTypeDescription[]> {
	const loader = await loadPackage();
	return Object.keys(loader.known.nodes).map((name) => (loader.getNode(name).type as INodeType).description);
}

/** Whether n8n asks for the ledger's credential where a node stands with these parameters. */
function asks(description: INodeTypeDescription, parameters: IDataObject): boolean {
	const whole = NodeHelpers.getNodeParameters(
		description.properties,
		parameters as never,
		true,
		false,
		null,
		description,
	);
	const credential = description.credentials?.find(({ name }) => name === CREDENTIAL);
	return credential !== undefined && NodeHelpers.displayParameter(whole ?? {}, credential, null, description);
}

it('asks for the credential, always required, only while Ledger is shown and PostgreSQL', async () => {
	const offering = (await described()).filter(({ properties }) => properties.some(({ name }) => name === 'ledger'));
	expect(offering.map(({ name }) => name).sort()).toEqual([
		'leNewBlack',
		'leNewBlackPollTrigger',
		'ledger',
		'odoo',
		'odooPollTrigger',
		'ogoship',
		'ogoshipPollTrigger',
		'omniEngine',
		'omniEnginePollTrigger',
		'shopDesk',
		'shopDeskPollTrigger',
		'shopify',
		'unleashed',
		'unleashedPollTrigger',
		'unleashedTrigger',
	]);
	for (const { credentials } of offering)
		expect(credentials?.find(({ name }) => name === CREDENTIAL)).toMatchObject({ required: true });
	const cases: Array<[string, IDataObject, boolean]> = [
		['ledger', { operation: 'getProblems' }, false],
		['ledger', { operation: 'getProblems', ledger: 'postgres' }, true],
		['ogoshipPollTrigger', { ledger: 'builtIn' }, false],
		['ogoshipPollTrigger', { ledger: 'postgres' }, true],
		['ogoship', { resource: 'order', operation: 'upsert', ledger: 'postgres' }, true],
		['ogoship', { resource: 'order', operation: 'upsert', ledger: 'off' }, false],
		// What is left over from another operation asks for nothing.
		['ogoship', { resource: 'order', operation: 'getAll', ledger: 'postgres' }, false],
		['ogoship', { resource: 'order', operation: 'get', ledger: 'postgres' }, false],
		['shopify', { resource: 'order', operation: 'getAll', skipSettled: false, ledger: 'postgres' }, false],
		['shopify', { resource: 'order', operation: 'getAll', skipSettled: true, ledger: 'postgres' }, true],
		['leNewBlack', { resource: 'order', operation: 'create', ledger: 'postgres' }, true],
		['leNewBlack', { resource: 'product', operation: 'upsert', ledger: 'off' }, false],
		// What asks the showroom every time remembers nothing.
		['leNewBlack', { resource: 'order', operation: 'moveStatus', ledger: 'postgres' }, false],
		['leNewBlackPollTrigger', { ledger: 'postgres' }, true],
		['odoo', { resource: 'order', operation: 'upsert', ledger: 'postgres' }, true],
		// Where calls are counted, whatever calls is asked where.
		['unleashed', { resource: 'order', operation: 'get', ledger: 'postgres' }, true],
		['unleashed', { resource: 'order', operation: 'getAll', skipSettled: false, ledger: 'postgres' }, true],
		['unleashed', { resource: 'connection', operation: 'check', ledger: 'postgres' }, true],
		['unleashed', { resource: 'order', operation: 'get', ledger: 'builtIn' }, false],
		['unleashedPollTrigger', { ledger: 'postgres' }, true],
		['unleashedTrigger', { ledger: 'postgres' }, true],
		['unleashedTrigger', { ledger: 'off' }, false],
	];
	for (const [name, parameters, shown] of cases) {
		const description = offering.find((each) => each.name === name)!;
		expect([name, parameters, asks(description, parameters)]).toEqual([name, parameters, shown]);
	}
});

it('offers PostgreSQL wherever a ledger can be chosen, and Off only where one can do without', async () => {
	const offers = (await described()).flatMap(({ name, properties }) =>
		properties
			.filter((each) => each.name === 'ledger')
			.map((each) => [name, (each.options as Array<{ value: string }>).map(({ value }) => value).join()]),
	);
	expect(new Set(offers.map(([, values]) => values))).toEqual(new Set(['builtIn,postgres', 'builtIn,postgres,off']));
	expect(offers.filter(([name]) => name === 'ledger')).toEqual([['ledger', 'builtIn,postgres']]);
});

describe('the test of the credential', () => {
	async function test(data: IDataObject): Promise<{ status: string; message: string }> {
		const loader = await loadPackage();
		const { description, methods } = loader.getNode('ledger').type as INodeType;
		const testedBy = description.credentials?.find(({ name }) => name === CREDENTIAL)?.testedBy as string;
		const run = methods?.credentialTest?.[testedBy];
		const context = {} as ICredentialTestFunctions;
		return await run!.call(context, { id: '1', name: 'ledger', type: CREDENTIAL, data: data as never });
	}

	it('says that nothing answers, without the password', async () => {
		const answer = await test({ host: '127.0.0.1', port: 1, database: 'n8n', user: 'n8n', password: 'S3cret-example' });
		expect(answer).toEqual({ status: 'Error', message: 'Nothing answers at 127.0.0.1:1.' });
	});

	it('says what is wrong with the name of the schema', async () => {
		const answer = await test({
			host: '127.0.0.1',
			port: 1,
			database: 'n8n',
			user: 'n8n',
			schema: 'x"; DROP TABLE facts',
		});
		expect(answer).toEqual({ status: 'Error', message: expect.stringContaining('small letters, digits and _') });
	});

	withPostgres('connects', () => {
		const settings = newSchema();
		afterAll(async () => await dropSchema(settings));

		it('says that it connects, and whether the ledger is there or can be created, creating nothing', async () => {
			const before = await test({ ...settings });
			expect(before).toMatchObject({ status: 'OK', message: expect.stringContaining('can be created') });
			const made = `SELECT 1 FROM pg_namespace WHERE nspname = '${settings.schema}'`;
			expect(await besidePostgres(made)).toEqual([]);
			const desk = await openDesk({ postgres: settings });
			await desk.ledger({ operation: 'getProblems' });
			await desk.close();
			const after = await test({ ...settings });
			expect(after).toMatchObject({ status: 'OK', message: expect.stringContaining('stands in the schema') });
		});
	});
});
