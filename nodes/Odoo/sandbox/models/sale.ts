/*
 * Quotations and orders with their lines, teams and tags.
 */
import type { Env, Rec } from '../env';
import { MissingValue, missingError, userError, validationError } from '../errors';
import {
	boolean,
	char,
	computed,
	date,
	datetime,
	float,
	html,
	integer,
	many2many,
	many2one,
	monetary,
	one2many,
	related,
	selection,
	text,
	writable,
} from '../fields';
import { addressOf } from '../partners';
import { priceOn } from '../prices';
import { cancelOrder, confirmOrders, lineChanged, lineDeleted } from '../sale-flow';
import {
	deliveredQuantity,
	deliveryStatus,
	invoicedQuantity,
	invoiceStatusOfLine,
	invoiceStatusOfOrder,
	lineAmounts,
	orderAmounts,
	quantityToInvoice,
} from '../sale-figures';
import { active, define, type Model } from '../schema';
import { dateOf, isTruthy } from '../values';
import { THREAD } from './threads';

const DAY_MS = 86_400_000;

const order: Model = {
	name: 'sale.order',
	label: 'Sales Order',
	order: 'date_order desc, id desc',
	fields: {
		name: char('Order Reference', { required: true }),
		state: selection(
			'Status',
			[
				['draft', 'Quotation'],
				['sent', 'Quotation Sent'],
				['sale', 'Sales Order'],
				['cancel', 'Cancelled'],
			],
			{
				readonly: true,
				initial: () => 'draft',
				of: {
					16: {
						selection: [
							['draft', 'Quotation'],
							['sent', 'Quotation Sent'],
							['sale', 'Sales Order'],
							['done', 'Locked'],
							['cancel', 'Cancelled'],
						],
					},
				},
			},
		),
		locked: boolean('Locked', { since: 17 }),
		partner_id: many2one('Customer', 'res.partner', { required: true }),
		partner_invoice_id: many2one('Invoice Address', 'res.partner', { required: true }),
		partner_shipping_id: many2one('Delivery Address', 'res.partner', { required: true }),
		client_order_ref: char('Customer Reference'),
		origin: char('Source Document'),
		reference: char('Payment Ref.'),
		date_order: datetime('Order Date', { required: true, initial: (env) => env.now() }),
		validity_date: date('Expiration', { initial: (env) => dateOf(env.clock.now() + 30 * DAY_MS) }),
		commitment_date: datetime('Delivery Date'),
		effective_date: computed(datetime('Effective Date'), (record) => {
			const dates = record.many('picking_ids').map((picking) => picking.text('date_done'));
			return dates.filter((each) => each !== '').sort()[0] ?? false;
		}),
		require_signature: boolean('Online signature', { initial: () => true }),
		require_payment: boolean('Online payment'),
		company_id: many2one('Company', 'res.company', { required: true, initial: (env) => env.company.id }),
		warehouse_id: many2one('Warehouse', 'stock.warehouse'),
		pricelist_id: many2one('Pricelist', 'product.pricelist', { of: { 16: { required: true } } }),
		currency_id: computed(
			many2one('Currency', 'res.currency', { required: undefined }),
			(record) =>
				record.one('pricelist_id')?.get('currency_id') ?? record.one('company_id')?.get('currency_id') ?? false,
		),
		team_id: many2one('Sales Team', 'crm.team', { initial: (env) => env.all('crm.team')[0]?.id ?? false }),
		user_id: many2one('Salesperson', 'res.users', { initial: (env) => env.uid }),
		fiscal_position_id: many2one('Fiscal Position', 'account.fiscal.position'),
		payment_term_id: many2one('Payment Terms', 'account.payment.term'),
		carrier_id: many2one('Delivery Method', 'delivery.carrier'),
		tag_ids: many2many('Tags', 'crm.tag'),
		note: html('Terms and conditions'),
		source_id: many2one('Source', 'utm.source'),
		medium_id: many2one('Medium', 'utm.medium'),
		campaign_id: many2one('Campaign', 'utm.campaign'),
		order_line: one2many('Order Lines', 'sale.order.line', 'order_id'),
		amount_untaxed: computed(monetary('Untaxed Amount'), (record) => orderAmounts(record).untaxed),
		amount_tax: computed(monetary('Taxes'), (record) => orderAmounts(record).tax),
		amount_total: computed(monetary('Total'), (record) => orderAmounts(record).total),
		invoice_status: computed(
			selection('Invoice Status', [
				['upselling', 'Upselling Opportunity'],
				['invoiced', 'Fully Invoiced'],
				['to invoice', 'To Invoice'],
				['no', 'Nothing to Invoice'],
			]),
			invoiceStatusOfOrder,
		),
		invoice_ids: computed(many2many('Invoices', 'account.move'), invoicesOf),
		invoice_count: computed(integer('Invoice Count'), (record) => invoicesOf(record).length),
		picking_ids: one2many('Transfers', 'stock.picking', 'sale_id'),
		delivery_count: computed(integer('Delivery Orders'), (record) => (record.get('picking_ids') as number[]).length),
		delivery_status: computed(
			selection(
				'Delivery Status',
				[
					['pending', 'Not Delivered'],
					['started', 'Started'],
					['partial', 'Partially Delivered'],
					['full', 'Fully Delivered'],
				],
				{
					of: {
						17: {
							selection: [
								['pending', 'Not Delivered'],
								['partial', 'Partially Delivered'],
								['full', 'Fully Delivered'],
							],
						},
					},
				},
			),
			deliveryStatus,
		),
		duplicated_order_ids: computed(
			many2many('Duplicated Order', 'sale.order', { since: 19, unsearchable: true }),
			(record) => {
				const reference = record.text('client_order_ref');
				const others = record.env
					.all('sale.order')
					.filter((each) => each.get('partner_id') === record.get('partner_id'));
				const same = others.filter(
					(each) => each.id !== record.id && reference !== '' && each.get('client_order_ref') === reference,
				);
				return same.map(({ id }) => id);
			},
		),
	},
	complete: completeOrder,
	created: (record, given) => {
		// Confirmed from the start: with its picking, and with the date it was given (seen on 17 to 19).
		if (given['state'] === 'sale') confirmOrders([record.set({ state: 'draft' })], { keepsDate: true });
	},
	unlinking: (record) => {
		if (['draft', 'cancel'].includes(record.text('state'))) return;
		throw userError('You can not delete a sent quotation or a confirmed sales order. You must first cancel it.');
	},
	check: checkCompanies,
	methods: {
		...THREAD,
		action_confirm: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				confirmOrders(records, { keepsDate: false });
				return true;
			},
		},
		action_cancel: { on: 'records', params: [], run: ({ env, records }) => cancel(env, records) },
		action_draft: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				const open = records.filter((record) => ['cancel', 'sent'].includes(record.text('state')));
				for (const record of open) record.set({ state: 'draft' });
				return true;
			},
		},
		action_lock: { on: 'records', params: [], since: 17, run: ({ records }) => lock(records, true) },
		action_unlock: { on: 'records', params: [], since: 17, run: ({ records }) => lock(records, false) },
		action_done: { on: 'records', params: [], until: 16, run: ({ records }) => lock(records, true) },
	},
};

/** 16 has a state for it. */
function lock(records: readonly Rec[], locked: boolean): undefined {
	for (const record of records)
		record.set(record.env.version === 16 ? { state: locked ? 'done' : 'sale' } : { locked });
	return undefined;
}

/** On 16 to 18 a confirmed order asks back, unless the context says not to (seen). */
function cancel(env: Env, records: readonly Rec[]): unknown {
	const isLocked = (record: Rec) => record.is('locked') || record.get('state') === 'done';
	if (records.some(isLocked)) throw userError('You cannot cancel a locked order. Please unlock it first.');
	const asks = env.version < 19 && env.ctx['disable_cancel_warning'] !== true;
	const [first] = records;
	if (asks && first && records.some((record) => record.get('state') !== 'draft')) {
		return {
			name: 'Cancel Sales Order',
			type: 'ir.actions.act_window',
			view_mode: 'form',
			res_model: 'sale.order.cancel',
			context: { ...env.ctx, default_order_id: first.id },
			target: 'new',
		};
	}
	for (const record of records) cancelOrder(record);
	return true;
}

function invoicesOf(record: Rec): number[] {
	const lines = new Set(record.get('order_line') as number[]);
	const moves = record.env
		.all('account.move.line')
		.filter((each) => (each.get('sale_line_ids') as number[]).some((id) => lines.has(id)))
		.map((each) => each.num('move_id'));
	return [...new Set(moves)];
}

function completeOrder(env: Env, vals: Record<string, unknown>): void {
	const given = vals['partner_id'];
	// Text is no id to what computes from it (seen on 16 to 19).
	if (typeof given === 'string' && /^\d+$/.test(given)) {
		throw new MissingValue('sale.order', 'Sales Order', 'partner_invoice_id', 'Invoice Address');
	}
	const partner = typeof given === 'number' ? env.rec('res.partner', given) : undefined;
	if (partner && !partner.exists()) throw missingError('res.partner', [given], env.uid);
	const defaults: Record<string, unknown> = partner
		? {
				partner_invoice_id: addressOf(partner, 'invoice'),
				partner_shipping_id: addressOf(partner, 'delivery'),
				pricelist_id: partner.get('property_product_pricelist') || defaultPricelist(env),
				payment_term_id: partner.get('property_payment_term_id'),
				fiscal_position_id: partner.get('property_account_position_id'),
			}
		: {};
	for (const [column, value] of Object.entries(defaults)) if (vals[column] === undefined) vals[column] = value;
	if (vals['warehouse_id'] === undefined) {
		vals['warehouse_id'] =
			env.find('stock.warehouse', (each) => each.get('company_id') === vals['company_id'])?.id ?? false;
	}
	// What was given stays, and a number is drawn for nothing where the rest is refused.
	if (vals['name'] === undefined || vals['name'] === 'New') {
		if (partner) vals['name'] = `S${String(env.draw('sale.order')).padStart(5, '0')}`;
		else vals['name'] = 'New';
	}
}

/** 16 needs one: its public pricelist. */
const defaultPricelist = (env: Env) => (env.version === 16 ? (env.all('product.pricelist')[0]?.id ?? false) : false);

function checkCompanies(record: Rec): void {
	const company = record.get('company_id');
	const strange = (other: Rec | undefined) => {
		const of = other?.model.fields['company_id'] && other.get('company_id');
		return typeof of === 'number' && of !== company;
	};
	const taxes = record.many('order_line').flatMap((each) => each.many('tax_ids'));
	const found = [record.one('warehouse_id'), ...taxes].find(strange);
	if (found === undefined) return;
	throw userError(
		`Uh-oh! You’ve got some company inconsistencies here:\n- Record is company “${record.one('company_id')?.text('name') ?? ''}” while “${found.model.label}” (${found.display()}) belongs to another company.\n`,
	);
}

// ------------------------------------------------------------------ lines

const line: Model = {
	name: 'sale.order.line',
	label: 'Sales Order Line',
	order: 'order_id, sequence, id',
	fields: {
		order_id: many2one('Order Reference', 'sale.order', { required: true }),
		name: text('Description', { required: true }),
		sequence: integer('Sequence', { initial: () => 10 }),
		display_type: selection('Display Type', [
			['line_section', 'Section'],
			['line_subsection', 'Subsection'],
			['line_note', 'Note'],
		]),
		product_id: many2one('Product', 'product.product'),
		product_template_id: writable(
			related(many2one('Product Template', 'product.template'), 'product_id.product_tmpl_id'),
		),
		product_uom_qty: float('Quantity', { digits: 2, required: true }),
		product_uom_id: many2one('Unit', 'uom.uom', { was: ['product_uom', 18] }),
		price_unit: float('Unit Price', {
			required: true,
			of: { 16: { digits: 2 }, 17: { digits: 2 }, 18: { digits: 2 } },
		}),
		discount: float('Discount (%)', { digits: 2 }),
		tax_ids: many2many('Taxes', 'account.tax', { was: ['tax_id', 18] }),
		price_subtotal: computed(monetary('Subtotal'), (record) => lineAmounts(record).untaxed),
		price_tax: computed(float('Total Tax'), (record) => lineAmounts(record).total - lineAmounts(record).untaxed),
		price_total: computed(monetary('Total'), (record) => lineAmounts(record).total),
		currency_id: related(many2one('Currency', 'res.currency'), 'order_id.currency_id'),
		company_id: related(many2one('Company', 'res.company'), 'order_id.company_id'),
		order_partner_id: related(many2one('Customer', 'res.partner'), 'order_id.partner_id'),
		state: related(
			selection('Order Status', [
				['draft', 'Quotation'],
				['sent', 'Quotation Sent'],
				['sale', 'Sales Order'],
				['cancel', 'Cancelled'],
			]),
			'order_id.state',
		),
		is_delivery: boolean('Is a Delivery'),
		is_downpayment: boolean('Is a down payment'),
		route_ids: many2many('Routes', 'stock.route', { since: 19 }),
		route_id: many2one('Route', 'stock.route', { until: 18 }),
		customer_lead: float('Lead Time', { required: true }),
		qty_delivered: writable(computed(float('Delivery Quantity'), deliveredQuantity)),
		qty_invoiced: computed(float('Invoiced Quantity'), invoicedQuantity),
		qty_to_invoice: computed(float('Quantity To Invoice'), quantityToInvoice),
		invoice_status: computed(
			selection('Invoice Status', [
				['upselling', 'Upselling Opportunity'],
				['invoiced', 'Fully Invoiced'],
				['to invoice', 'To Invoice'],
				['no', 'Nothing to Invoice'],
			]),
			invoiceStatusOfLine,
		),
		invoice_lines: computed(
			many2many('Invoice Lines', 'account.move.line'),
			(record) =>
				record.env
					.all('account.move.line')
					.filter((each) => (each.get('sale_line_ids') as number[]).includes(record.id))
					.map(({ id }) => id),
			{ readonly: undefined },
		),
		move_ids: one2many('Stock Moves', 'stock.move', 'sale_line_id'),
	},
	display: (record) => {
		const of = record.one('order_id');
		return `${of?.text('name') ?? ''} - ${record.text('name').split('\n')[0] ?? ''} (${of?.one('partner_id')?.text('name') ?? ''})`;
	},
	complete: completeLine,
	created: (record) => {
		if (record.one('order_id')?.get('state') === 'sale') lineChanged(record);
	},
	writing: (record, vals) => {
		if (vals['product_id'] !== undefined && vals['product_id'] !== record.get('product_id')) {
			const product = isTruthy(vals['product_id'])
				? record.env.rec('product.product', Number(vals['product_id']))
				: undefined;
			if (vals['name'] === undefined && product) vals['name'] = product.display();
			if (vals['price_unit'] === undefined)
				vals['price_unit'] = listPrice(record, product, record.num('product_uom_qty'));
			return;
		}
		// A quantity alone brings the list price back (seen on 16 to 19).
		const product = record.one('product_id');
		if (vals['product_uom_qty'] === undefined || vals['price_unit'] !== undefined || product === undefined) return;
		if (Number(vals['product_uom_qty']) === record.num('product_uom_qty') || record.num('qty_invoiced') > 0) return;
		vals['price_unit'] = listPrice(record, product, Number(vals['product_uom_qty']));
	},
	written: (record, _before, vals) => {
		const isConfirmed = record.one('order_id')?.get('state') === 'sale';
		if (isConfirmed && (vals['product_uom_qty'] !== undefined || vals['product_id'] !== undefined)) lineChanged(record);
	},
	unlinking: lineDeleted,
};

function listPrice(record: Rec, product: Rec | undefined, quantity: number): number {
	return product ? priceOn(product, record.one('order_id')?.one('pricelist_id'), quantity) : 0;
}

function completeLine(env: Env, vals: Record<string, unknown>): void {
	const of = env.rec('sale.order', Number(vals['order_id']));
	const id = vals['product_id'];
	const product = isTruthy(id) && Number.isInteger(Number(id)) ? env.rec('product.product', Number(id)) : undefined;
	const known = product?.exists() ? product : undefined;
	const isText = isTruthy(vals['display_type']);
	if (env.version === 17 && !isText && known === undefined) {
		throw userError('Missing required fields on accountable sale order line.');
	}
	vals['product_uom_qty'] ??= isText ? 0 : 1;
	vals['customer_lead'] ??= 0;
	if (vals['name'] === undefined && known) {
		const more = known.text('description_sale');
		vals['name'] = known.display() + (more === '' ? '' : `\n${more}`);
	}
	vals['price_unit'] ??= known ? priceOn(known, of.one('pricelist_id'), Number(vals['product_uom_qty'])) : 0;
	vals['product_uom_id'] ??= known?.get('uom_id') ?? false;
	// Given taxes stay as they are; the product's own go through the fiscal position.
	vals['tax_ids'] ??= known ? [[6, 0, mappedTaxes(of, known)]] : [];
}

function mappedTaxes(of: Rec, product: Rec): number[] {
	const position = of.one('fiscal_position_id');
	const taxes = product.many('taxes_id').filter((tax) => tax.get('company_id') === of.get('company_id'));
	if (position === undefined) return taxes.map(({ id }) => id);
	const rules = position.env
		.all('account.fiscal.position.tax')
		.filter((rule) => rule.get('position_id') === position.id);
	return taxes.flatMap((tax) => {
		const fitting = rules.filter((rule) => rule.get('tax_src_id') === tax.id);
		return fitting.length === 0 ? [tax.id] : fitting.map((rule) => rule.num('tax_dest_id')).filter((each) => each > 0);
	});
}

const named = (name: string, label: string, title: string): Model => ({
	name,
	label,
	order: 'name, id',
	fields: { name: char(title, { required: true, translated: true }) },
});

const around: readonly Model[] = [
	{
		name: 'crm.team',
		label: 'Sales Team',
		order: 'sequence, id',
		fields: {
			name: char('Sales Team', { required: true, translated: true }),
			sequence: integer('Sequence', { initial: () => 10 }),
			company_id: many2one('Company', 'res.company'),
			active,
		},
	},
	{
		...named('crm.tag', 'CRM Tag', 'Tag Name'),
		complete: (env, vals) => {
			if (env.find('crm.tag', (each) => each.get('name') === vals['name']) === undefined) return;
			throw validationError('The operation cannot be completed: Tag name already exists!');
		},
	},
	named('utm.source', 'UTM Source', 'Source Name'),
	named('utm.medium', 'UTM Medium', 'Medium Name'),
	named('utm.campaign', 'UTM Campaign', 'Campaign Identifier'),
	{
		name: 'sale.order.cancel',
		label: 'Sales Order Cancel',
		until: 18,
		transient: true,
		fields: { order_id: many2one('Sale Order', 'sale.order', { required: true }) },
		methods: {
			action_cancel: {
				on: 'records',
				params: [],
				run: ({ records }) => {
					for (const wizard of records) {
						const of = wizard.one('order_id');
						if (of) cancelOrder(of);
					}
					return true;
				},
			},
		},
	},
];

define(order, line, ...around);
