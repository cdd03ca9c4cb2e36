import type { Applied } from '../../../core/ports';
import { toDraft, type OrderDraft } from '../../../nodes/Odoo/order/draft';
import { Placing } from '../../../nodes/Odoo/placement/target';
import { callTogether, Loader, type ToLoad } from '../../../nodes/Odoo/target';
import { sampleOrder } from '../../core/samples';
import { rules } from './rules';
import { ScriptedOdoo, type Asked, type Said, type Script } from './scripted';

/*
 * Batches: all or none at a time, halved until the bad record stands alone; what nobody answered is looked for; nothing
 * is loaded over what stands there.
 */

let odoo: ScriptedOdoo;
const use = async (script: Script) => (odoo = await ScriptedOdoo.start(script));
afterEach(async () => await odoo.close());

const always = () => true;
const record = (name: string): ToLoad => ({
	externalId: `commerce_bridge.order__${name}`,
	rows: [[`commerce_bridge.order__${name}`, name]],
	about: { params: { order: name }, personal: ['Ann Example'] },
});
const rowsIn = ({ body }: Asked) => (body.data as string[][]).map(([, name]) => name!);
const NOT_THERE: Said = {
	status: 500,
	body: { name: 'builtins.ValueError', message: 'External ID not found in the system: x' },
};
const REFUSED = (message: string): Said => ({
	body: { ids: false, messages: [{ type: 'error', record: 0, message }], nextrow: 0 },
});
const MADE = (asked: Asked): Said => ({
	body: { ids: rowsIn(asked).map((name) => Number(name)), messages: [], nextrow: 0 },
});

const load = async (names: readonly string[], maySend = always) =>
	await new Loader(odoo.client(), 'sale.order', ['id', 'name'], maySend).load(names.map(record));
const batches = () => odoo.asked.filter(({ call }) => call === 'sale.order.load').map(rowsIn);
const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8'];

it('loads a batch in one call', async () => {
	await use(MADE);
	expect(await load(NUMBERS)).toEqual(NUMBERS.map((name) => ({ id: Number(name) })));
	expect(batches()).toEqual([NUMBERS]);
});

it('halves a refused batch until the bad record stands alone, and makes all the others', async () => {
	await use((asked) =>
		rowsIn(asked).includes('6') ? REFUSED('Missing required value for Ann Example <ann@example.com>') : MADE(asked),
	);
	const answers = await load(NUMBERS);
	expect(answers.map((answer) => ('id' in answer ? answer.id : answer.applied.outcome))).toEqual([
		1,
		2,
		3,
		4,
		5,
		'rejected',
		7,
		8,
	]);
	expect(batches()).toEqual([
		NUMBERS,
		['1', '2', '3', '4'],
		['5', '6', '7', '8'],
		['5', '6'],
		['5'],
		['6'],
		['7', '8'],
	]);
	const { applied } = answers[5] as { applied: Extract<Applied, { outcome: 'rejected' }> };
	expect(applied.problem).toEqual({ code: 'REFUSED', params: { order: '6', target: 'Odoo' } });
	expect(applied.vendorText).toContain('Missing required value');
	expect(applied.vendorText).not.toMatch(/Ann|ann@/);
});

it('looks for every record of a batch that nobody answered, and sends none again', async () => {
	await use(({ call, body }) => {
		if (call === 'sale.order.load') return { body: '', breaks: true };
		return String(body.xml_id).endsWith('2') ? { body: ['sale.order', 22] } : NOT_THERE;
	});
	const answers = await load(['1', '2']);
	expect(answers).toEqual([
		{ applied: { outcome: 'unknown', problem: { code: 'NO_ANSWER', params: { order: '1', target: 'Odoo' } } } },
		{ id: 22 },
	]);
	expect(batches()).toHaveLength(1);
});

it('takes the record of another run that was faster, and does not load over it', async () => {
	await use(({ call }) =>
		call === 'sale.order.load'
			? REFUSED('could not serialize access due to concurrent update\n')
			: { body: ['sale.order', 7] },
	);
	expect(await load(['1'])).toEqual([{ id: 7, stood: true }]);
	expect(batches()).toHaveLength(1);
});

it('tries again where the other run made nothing, and does not try for ever', async () => {
	await use((asked, count) =>
		asked.call !== 'sale.order.load' ? NOT_THERE : count < 3 ? REFUSED('could not serialize access') : MADE(asked),
	);
	expect(await load(['1'])).toEqual([{ id: 1 }]);
	await odoo.close();
	await use(({ call }) => (call === 'sale.order.load' ? REFUSED('could not serialize access') : NOT_THERE));
	expect(await load(['1'])).toMatchObject([{ applied: { outcome: 'unknown' } }]);
	expect(batches()).toHaveLength(4);
});

it('says that nothing was sent when the lease is over', async () => {
	await use(MADE);
	expect(await load(['1', '2'], () => false)).toEqual([
		{ applied: { outcome: 'unsent' } },
		{ applied: { outcome: 'unsent' } },
	]);
	expect(odoo.asked).toEqual([]);
});

/** As a real Odoo 19 says it, of a user with the rights of sales alone. */
const NO_RIGHT = [
	"You are not allowed to create 'Contact' (res.partner) records.",
	'',
	'This operation is allowed for the following groups:\n\t- Contact/Creation\n\t- Contact/Creation\n\t- Sales/Administrator',
	'',
	'Contact your administrator to request access if necessary.',
].join('\n');
const NAMED = { model: 'res.partner', groups: 'Contact/Creation, Sales/Administrator' };

it.each<[string, Said, object]>([
	['', { status: 403, body: { name: 'odoo.exceptions.AccessError', message: NO_RIGHT } }, NAMED],
	['in a message about a row', REFUSED(NO_RIGHT), NAMED],
	[
		'to one record, whose name is not kept',
		{
			status: 403,
			body: {
				name: 'odoo.exceptions.AccessError',
				message: 'Sorry, you have no access to:\n- Ada Buyer (res.partner: 7)',
			},
		},
		{ groups: '' },
	],
])(
	'tells of a right that is missing, %s, as a problem of the record, with the groups that have it',
	async (_, said, wanted) => {
		await use(() => said);
		const [answer] = await load(['1']);
		expect(answer).toMatchObject({
			applied: { outcome: 'rejected', problem: { code: 'RIGHT_MISSING', params: wanted } },
		});
		expect(JSON.stringify((answer as { applied: { problem: unknown } }).applied.problem)).not.toContain('Ada');
	},
);

it('ends the run where an app is missing, as for every record', async () => {
	const message = "the model 'sale.order' does not exist";
	await use(() => ({ status: 404, body: { name: 'werkzeug.exceptions.NotFound', message } }));
	expect((await load(['1'])).map((answer) => 'applied' in answer && answer.applied.outcome)).toEqual(['stopped']);
});

it('halves a refused call of a method in the same way', async () => {
	await use(({ body }) =>
		(body.ids as number[]).includes(3)
			? { status: 422, body: { name: 'odoo.exceptions.UserError', message: 'No.' } }
			: { body: true },
	);
	const list = [1, 2, 3, 4].map((id) => ({ id, about: { params: { order: String(id) } } }));
	const answers = await callTogether(odoo.client(), { model: 'sale.order', method: 'action_confirm' }, list, always);
	expect(answers.map((answer) => ('applied' in answer ? answer.applied.outcome : answer.answered))).toEqual([
		true,
		true,
		'rejected',
		true,
	]);
});

// ------------------------------------------------------------------ from quotation to sales order

interface Row {
	client_order_ref: string;
	state: string;
	amount_total: number;
	currency_id: [number, string];
	date_order: string;
}

const order = sampleOrder();
const drafted = toDraft(order, rules()) as { draft: OrderDraft };

/** A row of sale.order over time, and how it answers what is asked of it. */
function life(row: Row, over: Script = () => undefined): Script {
	return (asked, count) => {
		const said = over(asked, count);
		if (said) return said;
		if (asked.call.endsWith('fields_get'))
			return {
				body: Object.fromEntries(
					['name', 'state', 'amount_total', 'currency_id', 'date_order'].map((name) => [name, { type: 'char' }]),
				),
			};
		if (asked.call === 'sale.order.load' && (asked.body.fields as string[]).includes('date_order'))
			row.date_order = '2026-11-22 10:00:00';
		if (asked.call === 'sale.order.load') return { body: { ids: [42], messages: [], nextrow: 0 } };
		if (asked.call === 'sale.order.search_read') return { body: [{ id: 42, name: 'S00042', ...row }] };
		if (asked.call === 'sale.order.action_confirm') row.state = 'sale';
		if (asked.call === 'sale.order.action_cancel') row.state = 'cancel';
		return { body: true };
	};
}

const quotation = (changes: Partial<Row> = {}): Row => ({
	client_order_ref: order.number,
	state: 'draft',
	amount_total: 37.4,
	currency_id: [1, 'EUR'],
	date_order: '2026-11-28 12:00:00',
	...changes,
});

async function place(draft: OrderDraft = drafted.draft): Promise<Applied> {
	const resolved = { partner: 5, billTo: 5, shipTo: 5, productOf: () => 100 };
	const about = { params: { order: order.number } };
	const placing = new Placing({
		odoo: odoo.client(),
		rules: rules(),
		spelling: { taxes: 'tax_ids', hasDelivery: true },
		urlOf: (id) => `https://erp.example.com/web#id=${id}`,
		maySend: always,
	});
	const [placed] = await placing.place([{ record: order, draft, about, resolved }]);
	if (placed && 'applied' in placed) return placed.applied;
	throw new Error(`It stood there: ${JSON.stringify(placed)}`);
}

it('makes a quotation, confirms it, and gives it the shop’s date again', async () => {
	await use(life(quotation()));
	expect(await place()).toEqual({
		outcome: 'done',
		id: '42',
		number: 'S00042',
		url: 'https://erp.example.com/web#id=42',
	});
	const writes = odoo.asked.filter(({ call }) => /load|action|write/.test(call));
	expect(writes.map(({ call }) => call)).toEqual(['sale.order.load', 'sale.order.action_confirm', 'sale.order.load']);
	expect(writes[2]?.body).toMatchObject({
		fields: ['id', 'date_order'],
		data: [[drafted.draft.externalId, '2026-11-22 10:00:00']],
	});
});

it('gives it the date alone where those of all could not be set together', async () => {
	await use(
		life(quotation(), ({ call, body }) =>
			call === 'sale.order.load' && (body.fields as string[]).length === 2
				? REFUSED('could not serialize access due to concurrent update\n')
				: undefined,
		),
	);
	expect(await place()).toMatchObject({ outcome: 'done' });
	expect(odoo.asked.find(({ call }) => call === 'sale.order.write')?.body).toMatchObject({
		ids: [42],
		vals: { date_order: '2026-11-22 10:00:00' },
	});
});

it.each<[string, OrderDraft['state'], string[]]>([
	['a risky one', 'draft', []],
	['a cancelled one', 'cancel', ['sale.order.action_cancel']],
])('leaves %s unconfirmed', async (_, state, actions) => {
	await use(life(quotation()));
	expect(await place({ ...drafted.draft, state })).toMatchObject({ outcome: 'done' });
	expect(odoo.calls().filter((call) => call.includes('action'))).toEqual(actions);
});

it('confirms nothing whose total in Odoo is another one', async () => {
	await use(life(quotation({ amount_total: 41.2 })));
	expect(await place()).toMatchObject({
		outcome: 'rejected',
		problem: { code: 'TOTALS_DIFFER', params: { expected: '37.40', computed: '41.20' } },
	});
	expect(odoo.calls()).not.toContain('sale.order.action_confirm');
});

it('confirms nothing that came out in another currency', async () => {
	await use(life(quotation({ currency_id: [2, 'USD'] })));
	expect(await place()).toMatchObject({ outcome: 'rejected', problem: { code: 'CURRENCY_DIFFERS' } });
	expect(odoo.calls()).not.toContain('sale.order.action_confirm');
});

it('puts a cent of Odoo’s own rounding into the rounding line before it confirms', async () => {
	const row = quotation({ amount_total: 37.39 });
	await use(
		life(row, ({ call }) => {
			if (call === 'ir.model.data.check_object_reference') return NOT_THERE;
			if (call !== 'sale.order.line.load') return undefined;
			row.amount_total = 37.4;
			return { body: { ids: [77], messages: [], nextrow: 0 } };
		}),
	);
	expect(await place()).toMatchObject({ outcome: 'done' });
	const added = odoo.asked.find(({ call }) => call === 'sale.order.line.load')!;
	const cells = Object.fromEntries(
		(added.body.fields as string[]).map((name, index) => [name, (added.body.data as string[][])[0]![index]]),
	);
	expect(cells).toMatchObject({
		'order_id/.id': '42',
		id: drafted.draft.roundingId,
		price_unit: '0.01',
		'tax_ids/.id': '',
	});
	expect(odoo.calls().indexOf('sale.order.line.load')).toBeLessThan(odoo.calls().indexOf('sale.order.action_confirm'));
});

it.each<[string, Script, string]>([
	[
		'was refused',
		({ call }) =>
			call.endsWith('action_confirm')
				? { status: 422, body: { name: 'odoo.exceptions.UserError', message: 'A line is missing a product.' } }
				: undefined,
		'NOT_CONFIRMED',
	],
	[
		'was answered with a page of Odoo’s',
		({ call }) =>
			call.endsWith('action_confirm') ? { body: { type: 'ir.actions.act_window', res_model: 'x' } } : undefined,
		'NOT_CONFIRMED',
	],
	[
		'got no answer',
		({ call }) => (call.endsWith('action_confirm') ? { body: '', breaks: true } : undefined),
		'NOT_CONFIRMED',
	],
])('says that an order stands there unconfirmed when confirming it %s', async (_, script, code) => {
	await use(life(quotation(), script));
	expect(await place()).toMatchObject({ outcome: 'rejected', problem: { code, params: { number: 'S00042' } } });
});

it('believes the order’s state and not the lost answer', async () => {
	const row = quotation();
	await use(
		life(row, ({ call }) => {
			if (!call.endsWith('action_confirm')) return undefined;
			row.state = 'sale';
			return { body: '', breaks: true };
		}),
	);
	expect(await place()).toMatchObject({ outcome: 'done' });
});

it('does not confirm again what another run has confirmed', async () => {
	await use(life(quotation({ state: 'sale' })));
	expect(await place()).toMatchObject({ outcome: 'done' });
	expect(odoo.calls()).not.toContain('sale.order.action_confirm');
});
