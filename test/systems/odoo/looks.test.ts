import type { Order } from '../../../core/model/order';
import type { Applied, Wanted } from '../../../core/ports';
import { orderKey, toDraft, type OrderDraft, type OrderRules } from '../../../nodes/Odoo/order/draft';
import { OrderTarget } from '../../../nodes/Odoo/order/target';
import { sellingCompany } from '../../../nodes/Odoo/settings/client';
import { sampleOrder } from '../../core/samples';
import { rules } from './rules';
import { ScriptedOdoo, type Asked, type Said, type Script } from './scripted';

/*
 * How orders and their customers are looked for: together by what they are called, alone where it must be certain, and
 * by making them where what stands there is left as it is.
 */

let odoo: ScriptedOdoo;
const use = async (script: Script) => (odoo = await ScriptedOdoo.start(script));
afterEach(async () => await odoo.close());

const EXTERNAL_ID = 'ir.model.data.check_object_reference';
const NOT_THERE: Said = {
	status: 500,
	body: { name: 'builtins.ValueError', message: 'External ID not found in the system: x' },
};
const orderNumbered = (number: string, changes: Partial<Order> = {}) =>
	sampleOrder({ origin: { ...sampleOrder().origin, id: number, number }, number, ...changes });
const setFor = (changes: Partial<OrderRules> = {}) => rules({ guest: 5, ...changes });
const targetOf = (changes: Partial<OrderRules> = {}) =>
	new OrderTarget('account-1', {
		odoo: odoo.client(),
		rules: setFor(changes),
		spelling: { taxes: 'tax_ids', hasDelivery: true },
		urlOf: (id) => `https://erp.example.com/web#id=${id}`,
	});

// ------------------------------------------------------------------ orders

const wanted = (number: string, more: Partial<Wanted<Order>> = {}): Wanted<Order> => {
	const record = orderNumbered(number);
	return { key: orderKey(record), record, ...more };
};
const NUMBERS = ['#1', '#2', '#3'];

it('asks for orders that are presumed new in one call for all', async () => {
	await use(() => ({ body: [] }));
	const list = NUMBERS.map((number) => wanted(number, { presumedNew: true }));
	expect(await targetOf({ prefix: 'SHOP' }).find(list)).toEqual(new Map());
	expect(odoo.calls()).toEqual(['sale.order.search_read']);
	expect(odoo.asked[0]?.body.domain).toEqual([
		'|',
		['name', 'in', ['#1', 'SHOP1', '#2', 'SHOP2', '#3', 'SHOP3']],
		['client_order_ref', 'in', ['#1', 'SHOP1', '#2', 'SHOP2', '#3', 'SHOP3']],
	]);
});

it('asks for each of the others alone that is not found so', async () => {
	await use(({ call }) => (call === EXTERNAL_ID ? NOT_THERE : { body: [] }));
	const list = [wanted('#1', { presumedNew: true }), wanted('#2'), wanted('#3', { presumedNew: false })];
	expect(await targetOf().find(list)).toEqual(new Map());
	expect(odoo.calls().filter((call) => call === EXTERNAL_ID)).toHaveLength(2);
});

it('asks for orders under the reference that the operator fills in', async () => {
	await use(() => ({ body: [] }));
	const target = targetOf({ customFields: ({ number }) => [['client_order_ref', `WEB ${number}`]] });
	await target.find([wanted('#1', { presumedNew: true })]);
	expect(odoo.asked[0]?.body.domain).toContainEqual(['client_order_ref', 'in', ['WEB #1']]);
	const drafted = target.draft(orderNumbered('#1')) as { draft: OrderDraft };
	expect(drafted.draft).toMatchObject({ reference: 'WEB #1', customFields: [] });
});

it('takes an order of another shop with the same number neither for ours nor for another connector’s', async () => {
	await use(({ call }) => {
		if (call === 'sale.order.get_external_id') return { body: { 42: 'commerce_bridge.order__shop__other__9' } };
		return { body: call === 'sale.order.search_read' ? [{ id: 42, name: 'S00042', client_order_ref: '#1' }] : [] };
	});
	const { record } = wanted('#1');
	const list = [wanted('#1', { presumedNew: true }), { key: '#1', record, presumedNew: true }];
	expect(await targetOf().find(list)).toEqual(new Map());
});

// ------------------------------------------------------------------ what stands there all the same

interface Standing {
	/** Whether the user may see the order. */
	readonly seen: boolean;
	readonly client_order_ref: string;
	readonly state: string;
}

/** An Odoo with one order, which is answered as made by whoever makes it. */
function withOrder({ seen, client_order_ref, state }: Standing): Script {
	const row = {
		...{ id: 42, name: 'S00042', client_order_ref, state, origin: '', write_date: '2026-11-22 10:00:00' },
		...{ amount_untaxed: 30, amount_tax: 7.4, amount_total: 37.4, currency_id: [1, 'EUR'], order_line: [] },
		...{ date_order: '2026-11-22 10:00:00', partner_id: [5, 'x'] },
		...{ partner_invoice_id: [5, 'x'], partner_shipping_id: [5, 'x'] },
	};
	const byCall: Record<string, (asked: Asked) => Said> = {
		'product.product.search_read': () => ({
			body: ['MUG-BLUE', 'MUG-RED'].map((default_code, index) => ({ id: 100 + index, default_code, barcode: '' })),
		}),
		'res.partner.search_read': () => ({ body: [PARTNER] }),
		'sale.order.load': () => ({ body: { ids: [42], messages: [], nextrow: 0 } }),
		'sale.order.search_read': () => ({ body: seen ? [row] : [] }),
		'sale.order.fields_get': () => ({
			body: Object.fromEntries(Object.keys(row).map((name) => [name, { type: 'char' }])),
		}),
	};
	return (asked) => byCall[asked.call]?.(asked) ?? { body: asked.call.endsWith('_get') ? {} : [] };
}

const PARTNER = {
	...{ id: 5, name: 'Guests', is_company: false, type: 'contact', parent_id: false, email: false },
	...{ email_normalized: false, phone: false, vat: false, ref: false, street: 'Example Street 1', street2: false },
	...{ city: 'Helsinki', zip: '00100', state_id: false, country_id: false, write_date: '2026-11-22 10:00:00' },
};

async function create(): Promise<Applied> {
	const record = sampleOrder({ customer: null, shipTo: null });
	const { draft } = toDraft(record, setFor()) as { draft: OrderDraft };
	const [applied] = await targetOf().create([{ record, draft }], () => true);
	return applied!;
}

it('says of an order that stands there and may not be seen that it does, and sends nothing more', async () => {
	await use(withOrder({ seen: false, client_order_ref: '', state: 'sale' }));
	expect(await create()).toMatchObject({ outcome: 'rejected', problem: { code: 'NOT_VISIBLE' } });
	expect(odoo.calls().filter((call) => /load|action|write/.test(call))).toEqual(['sale.order.load']);
});

it('leaves one to people that they have cancelled and called otherwise', async () => {
	await use(withOrder({ seen: true, client_order_ref: 'For the fair', state: 'cancel' }));
	expect(await create()).toMatchObject({ outcome: 'rejected', problem: { code: 'STAGE_LOCKED' } });
	expect(odoo.calls().filter((call) => /load|action|write/.test(call))).toEqual(['sale.order.load']);
});

it('makes orders so that nothing that stands there is written over', async () => {
	await use(withOrder({ seen: true, client_order_ref: '#1001', state: 'sale' }));
	expect(await create()).toMatchObject({ outcome: 'done', id: '42' });
	expect(odoo.asked.find(({ call }) => call === 'sale.order.load')?.body.context).toMatchObject({
		mode: 'update',
		noupdate: true,
	});
});

// ------------------------------------------------------------------ customers

/** An Odoo with these contacts; a contact that is made gets, or has, the id 9. */
function withContacts(...contacts: object[]): Script {
	const others = withOrder({ seen: true, client_order_ref: '#1001', state: 'sale' });
	return (asked, count) => {
		if (asked.call === 'res.partner.search_read')
			return { body: JSON.stringify(asked.body.domain).includes('"id"') ? [{ ...PARTNER, id: 9 }] : contacts };
		if (asked.call === 'res.partner.load') return { body: { ids: [9], messages: [], nextrow: 0 } };
		return asked.call === EXTERNAL_ID ? { body: ['res.partner', 9] } : others(asked, count);
	};
}
const withEmail = (id: number) => ({ ...PARTNER, id, email_normalized: 'buyer@example.com' });
const partnerOf = () => {
	const { fields, data } = odoo.asked.find(({ call }) => call === 'sale.order.load')!.body;
	return (data as string[][])[0]![(fields as string[]).indexOf('partner_id/.id')];
};

it.each<[string, object[], string, string[]]>([
	['the one with the e-mail, and asks for no other', [withEmail(7)], '7', []],
	['of several with the e-mail the one that was made for it', [withEmail(7), withEmail(9)], '9', [EXTERNAL_ID]],
	['nobody’s else, who is made unless that was done before', [], '9', ['res.partner.load']],
])('takes as an order’s contact %s', async (_, contacts, partner, calls) => {
	await use(withContacts(...contacts));
	const customer = { reference: 'C-7', email: 'buyer@example.com', name: 'Example Person' };
	const record = sampleOrder({ customer, shipTo: null });
	const { draft } = toDraft(record, rules()) as { draft: OrderDraft };
	expect(await targetOf({ guest: undefined }).create([{ record, draft }], () => true)).toMatchObject([
		{ outcome: 'done' },
	]);
	expect(partnerOf()).toBe(partner);
	expect(odoo.calls().filter((call) => [EXTERNAL_ID, 'res.partner.load'].includes(call))).toEqual(calls);
});

// ------------------------------------------------------------------ the company

const TAX = { id: 3, name: '25.5 %', amount: 25.5, amount_type: 'percent', price_include: true };
const COMPANY = { id: 1, name: 'Example', currency_id: { id: 9, name: 'EUR' }, tax_calculation_rounding_method: 'x' };
const companyRow = { id: 2, name: 'Other', currency_id: [9, 'EUR'], tax_calculation_rounding_method: 'x' };
const taxRow = { ...TAX, company_id: [2, 'Other'] };

it('reads the company and its taxes together', async () => {
	await use(() => ({ body: { length: 1, records: [{ ...TAX, company_id: COMPANY }] } }));
	expect(await sellingCompany(odoo.client())).toEqual({
		company: COMPANY,
		taxes: [{ ...TAX, company_id: { id: 1, name: 'Example' } }],
	});
	expect(odoo.calls()).toEqual(['account.tax.web_search_read']);
});

it.each<[string, Said]>([
	['the first company has no taxes, or is not the user’s', { body: { length: 0, records: [] } }],
	['nobody understands the question', { status: 422, body: { name: 'builtins.TypeError', message: 'x' } }],
])('reads one after the other where %s', async (_, said) => {
	await use(({ call }) => {
		if (call === 'account.tax.web_search_read') return said;
		if (call === 'res.company.fields_get')
			return { body: { name: { type: 'char' }, currency_id: { type: 'many2one' } } };
		return { body: call === 'res.company.search_read' ? [companyRow] : [taxRow] };
	});
	expect(await sellingCompany(odoo.client())).toMatchObject({ company: { id: 2 }, taxes: [{ id: 3 }] });
});
