/*
 * Products: a template and its variants, attributes, pricelists, units.
 */
import type { Rec } from '../env';
import { userError, validationError } from '../errors';
import {
	binary,
	boolean,
	char,
	computed,
	datetime,
	float,
	integer,
	many2many,
	many2one,
	one2many,
	selection,
	text,
	writable,
	type Field,
} from '../fields';
import { priceOn } from '../prices';
import { quantitiesOf } from '../quantities';
import { create, write } from '../records';
import { active, define, type Model } from '../schema';
import { setQuantity } from '../quants';
import { isText, rounded } from '../values';
import { syncVariants } from '../variants';
import { THREAD } from './threads';

const TYPES: ReadonlyArray<readonly [string, string]> = [
	['consu', 'Goods'],
	['service', 'Service'],
	['combo', 'Combo'],
];
const DETAILED: ReadonlyArray<readonly [string, string]> = [
	['consu', 'Consumable'],
	['service', 'Service'],
	['product', 'Storable Product'],
];

/** Up to 17 one word says what 18 and 19 say with two fields. */
const detailedType: Field = computed(
	selection('Product Type', DETAILED),
	(record) => (record.is('is_storable') ? 'product' : record.get('type')),
	{
		readonly: undefined,
		until: 17,
		put: (record, value) =>
			void record.set(value === 'product' ? { type: 'consu', is_storable: true } : { type: value, is_storable: false }),
	},
);

/** What a template and its variants have in common; kept with the template. */
const SHARED: Readonly<Record<string, Field>> = {
	name: char('Name', { required: true, translated: true }),
	type: selection('Product Type', TYPES, { required: true, since: 18, initial: () => 'consu' }),
	is_storable: boolean('Track Inventory', { since: 18 }),
	sale_ok: boolean('Sales', { initial: () => true }),
	purchase_ok: boolean('Purchase', { initial: () => true }),
	list_price: float('Sales Price', { digits: 2, initial: () => 1 }),
	invoice_policy: selection(
		'Invoicing Policy',
		[
			['order', 'Ordered quantities'],
			['delivery', 'Delivered quantities'],
		],
		{ initial: () => 'order' },
	),
	taxes_id: many2many('Sales Taxes', 'account.tax', {
		initial: (env) => {
			const tax = env.company.get('account_sale_tax_id');
			return typeof tax === 'number' ? [[6, 0, [tax]]] : [];
		},
	}),
	uom_id: many2one('Unit', 'uom.uom', { required: true, initial: () => 1 }),
	uom_po_id: many2one('Purchase UoM', 'uom.uom', { until: 18, initial: () => 1 }),
	description_sale: text('Sales Description', { translated: true }),
	categ_id: many2one('Product Category', 'product.category', {
		initial: (env) => (env.version < 19 ? 1 : false),
		of: { 16: { required: true }, 17: { required: true }, 18: { required: true } },
	}),
	hs_code: char('HS Code'),
	country_of_origin: many2one('Origin of Goods', 'res.country'),
	company_id: many2one('Company', 'res.company'),
	currency_id: computed(many2one('Currency', 'res.currency'), (record) => record.env.company.get('currency_id')),
};

/** What only a sole variant can lend its template. */
const LENT: Readonly<Record<string, Field>> = {
	default_code: char('Internal Reference'),
	barcode: char('Barcode'),
	weight: float('Weight', { digits: 2 }),
	volume: float('Volume', { digits: 2 }),
	standard_price: float('Cost', { digits: 2, companyDependent: true }),
};

const variantsOf = (template: Rec): Rec[] =>
	template.env
		.all('product.product')
		.filter((each) => each.get('product_tmpl_id') === template.id && each.is('active'));

function lent(column: string, field: Field): Field {
	const { companyDependent, ...rest } = field;
	void companyDependent;
	return {
		...rest,
		compute: (template) => {
			const variants = variantsOf(template);
			return variants.length === 1 && variants[0] ? variants[0].get(column) : field.type === 'float' ? 0 : false;
		},
		put: (template, value) => {
			const variants = variantsOf(template);
			if (variants.length === 1) variants[0]?.set({ [column]: value === false || value === '' ? false : value });
		},
	};
}

function delegated(column: string, field: Field): Field {
	const { initial, required, translated, ...rest } = field;
	void [initial, translated];
	return {
		...rest,
		...(required && { required }),
		compute: (variant) => variant.one('product_tmpl_id')?.get(column) ?? (field.type === 'many2many' ? [] : false),
		put: (variant, value) => {
			const template = variant.one('product_tmpl_id');
			if (template) write([inside(template)], { [column]: value });
		},
	};
}

/** The same record, to be written under its columns and without making variants. */
const inside = ({ env, model, id }: Rec): Rec => env.with({ __inside: true, __variant: true }).rec(model.name, id);

const SHARED_COLUMNS = new Set([...Object.keys(SHARED), 'detailed_type']);

const QUANTITIES: Readonly<Record<string, Field>> = Object.fromEntries(
	(
		[
			['qty_available', 'Quantity On Hand'],
			['virtual_available', 'Forecasted Quantity'],
			['incoming_qty', 'Incoming'],
			['outgoing_qty', 'Outgoing'],
		] as const
	).map(([column, label]) => [column, computed(float(label), (record) => quantitiesOf(record)[column])]),
);

const template: Model = {
	name: 'product.template',
	label: 'Product',
	order: 'name, id',
	searched: ['name', 'default_code', 'barcode'],
	fields: {
		...SHARED,
		detailed_type: detailedType,
		...Object.fromEntries(Object.entries(LENT).map(([column, field]) => [column, lent(column, field)])),
		...QUANTITIES,
		qty_available: writable(QUANTITIES['qty_available'] ?? float('Quantity On Hand')),
		active,
		attribute_line_ids: one2many('Product Attributes', 'product.template.attribute.line', 'product_tmpl_id'),
		product_variant_ids: one2many('Products', 'product.product', 'product_tmpl_id', { required: true }),
		product_variant_id: computed(
			many2one('Product', 'product.product'),
			(record) => variantsOf(record)[0]?.id ?? false,
		),
		product_variant_count: computed(integer('# Product Variants'), (record) => variantsOf(record).length),
		image_1920: binary('Image', { image: true }),
	},
	display: (record) => named(record.text('default_code'), record.text('name')),
	created: (record, vals) => {
		if (record.env.ctx['__variant'] !== true) syncVariants(record);
		// A sole variant takes what was given for it.
		for (const [column, field] of Object.entries(template.fields)) {
			if (column in LENT && vals[column] !== undefined) field.put?.(record, vals[column]);
		}
	},
	written: (record, _before, vals) => {
		if (vals['attribute_line_ids'] !== undefined) syncVariants(record);
		if (vals['active'] !== undefined) {
			for (const each of record.env.all('product.product')) {
				if (each.get('product_tmpl_id') === record.id) each.set({ active: record.get('active') });
			}
		}
		for (const variant of variantsOf(record)) checkBarcode(variant);
	},
	unlinking: (record) => variantsOf(record).forEach(refuseUsed),
	methods: THREAD,
};

const product: Model = {
	name: 'product.product',
	label: 'Product Variant',
	order: 'default_code, name, id',
	searched: ['default_code', 'name', 'barcode'],
	fields: {
		...Object.fromEntries(Object.entries(SHARED).map(([column, field]) => [column, delegated(column, field)])),
		detailed_type: {
			...detailedType,
			compute: (variant) => variant.one('product_tmpl_id')?.get('detailed_type') ?? false,
			put: (variant, value) => {
				const shared = variant.one('product_tmpl_id');
				if (shared) detailedType.put?.(shared, value);
			},
		},
		...LENT,
		...QUANTITIES,
		qty_available: {
			...float('Quantity On Hand'),
			compute: (record) => quantitiesOf(record).qty_available,
			// Seen on 19 alone.
			put: (record, value) => {
				if (record.env.version >= 19) setQuantity(record, Number(value));
			},
		},
		free_qty: computed(float('Free To Use Quantity '), (record) => quantitiesOf(record).free_qty),
		lst_price: {
			...float('Sales Price', { digits: 2 }),
			compute: (record) => priceOn(record, undefined, 1, true),
			put: (record, value) => {
				const extras = priceOn(record, undefined, 1, true) - record.num('list_price');
				record.one('product_tmpl_id')?.set({ list_price: rounded(Number(value) - extras, 2) });
			},
		},
		active,
		product_tmpl_id: many2one('Product Template', 'product.template', { required: true }),
		product_template_attribute_value_ids: many2many('Attribute Values', 'product.template.attribute.value'),
		combination_indices: computed(char('Combination Indices'), (record) =>
			(record.get('product_template_attribute_value_ids') as number[]).join(','),
		),
		product_template_variant_value_ids: computed(
			many2many('Variant Values', 'product.template.attribute.value'),
			(record) => record.get('product_template_attribute_value_ids'),
			{ readonly: undefined },
		),
		image_1920: binary('Image', { image: true }),
	},
	display: (record) => {
		const values = record.many('product_template_attribute_value_ids').map((each) => each.text('name'));
		return (
			named(record.text('default_code'), record.text('name')) + (values.length > 0 ? ` (${values.join(', ')})` : '')
		);
	},
	complete: (env, vals) => {
		if (vals['product_tmpl_id'] !== undefined) return;
		const shared = Object.entries(vals).filter(([column]) => SHARED_COLUMNS.has(column));
		const made = create(env.with({ __inside: true, __variant: true }), 'product.template', Object.fromEntries(shared));
		vals['product_tmpl_id'] = made.id;
	},
	check: checkBarcode,
	unlinking: refuseUsed,
	methods: THREAD,
};

const named = (code: string, name: string) => (code === '' ? name : `[${code}] ${name}`);

function checkBarcode(record: Rec): void {
	const barcode = record.get('barcode');
	if (!isText(barcode)) return;
	const holders = record.env
		.all('product.product')
		.filter((each) => each.get('barcode') === barcode && each.is('active'));
	if (holders.length < 2) return;
	const names = holders.map((each) => each.text('name')).join(' and ');
	throw validationError(
		`Barcode(s) already assigned:\n\n- Barcode "${barcode}" already assigned to product(s): ${names}\n\nNote: products that you don't have access to will not be shown above.`,
	);
}

function refuseUsed(record: Rec): void {
	const used = record.env.find('sale.order.line', (line) => line.get('product_id') === record.id);
	if (used) throw userError('This product is used in sales orders and cannot be deleted; archive it instead.');
}

const attributes: readonly Model[] = [
	{
		name: 'product.category',
		label: 'Product Category',
		order: 'complete_name',
		fields: {
			name: char('Name', { required: true }),
			complete_name: computed(char('Complete Name'), (record) =>
				[record.one('parent_id')?.text('complete_name'), record.text('name')].filter(Boolean).join(' / '),
			),
			parent_id: many2one('Parent Category', 'product.category'),
		},
		display: (record) => record.text('complete_name'),
	},
	{
		name: 'product.attribute',
		label: 'Product Attribute',
		order: 'sequence, id',
		fields: {
			name: char('Attribute', { required: true, translated: true }),
			sequence: integer('Sequence', { initial: () => 20 }),
			create_variant: selection(
				'Variant Creation',
				[
					['always', 'Instantly'],
					['dynamic', 'Dynamically'],
					['no_variant', 'Never'],
				],
				{ required: true, initial: () => 'always' },
			),
			value_ids: one2many('Values', 'product.attribute.value', 'attribute_id'),
			active,
		},
	},
	{
		name: 'product.attribute.value',
		label: 'Attribute Value',
		order: 'sequence, id',
		fields: {
			name: char('Value', { required: true, translated: true }),
			attribute_id: many2one('Attribute', 'product.attribute', { required: true }),
			sequence: integer('Sequence'),
			active,
		},
		display: (record) => `${record.one('attribute_id')?.text('name') ?? ''}: ${record.text('name')}`,
	},
	{
		name: 'product.template.attribute.line',
		label: 'Product Template Attribute Line',
		order: 'sequence, id',
		fields: {
			product_tmpl_id: many2one('Product Template', 'product.template', { required: true }),
			attribute_id: many2one('Attribute', 'product.attribute', { required: true }),
			value_ids: many2many('Values', 'product.attribute.value'),
			sequence: integer('Sequence', { initial: () => 10 }),
			product_template_value_ids: one2many(
				'Product Attribute Values',
				'product.template.attribute.value',
				'attribute_line_id',
			),
			active,
		},
		display: (record) => record.one('attribute_id')?.text('name') ?? '',
		written: (record) => {
			const of = record.one('product_tmpl_id');
			if (of) syncVariants(of);
		},
	},
	{
		name: 'product.template.attribute.value',
		label: 'Product Template Attribute Value',
		order: 'id',
		fields: {
			attribute_line_id: many2one('Attribute Line', 'product.template.attribute.line', { required: true }),
			product_attribute_value_id: many2one('Attribute Value', 'product.attribute.value', { required: true }),
			product_tmpl_id: computed(
				many2one('Product Template', 'product.template'),
				(record) => record.one('attribute_line_id')?.get('product_tmpl_id') ?? false,
			),
			attribute_id: computed(
				many2one('Attribute', 'product.attribute'),
				(record) => record.one('attribute_line_id')?.get('attribute_id') ?? false,
			),
			name: computed(char('Value'), (record) => record.one('product_attribute_value_id')?.get('name') ?? false),
			price_extra: float('Extra Price', { digits: 2 }),
			ptav_active: boolean('Active', { initial: () => true }),
		},
	},
];

const pricelists: readonly Model[] = [
	{
		name: 'product.pricelist',
		label: 'Pricelist',
		order: 'sequence, id',
		fields: {
			name: char('Pricelist Name', { required: true, translated: true }),
			currency_id: many2one('Currency', 'res.currency', {
				required: true,
				initial: (env) => env.company.get('currency_id'),
			}),
			company_id: many2one('Company', 'res.company'),
			sequence: integer('Sequence', { initial: () => 16 }),
			item_ids: one2many('Pricelist Rules', 'product.pricelist.item', 'pricelist_id'),
			discount_policy: selection(
				'Discount Policy',
				[
					['with_discount', 'Discount included in the price'],
					['without_discount', 'Show public price & discount to the customer'],
				],
				{ until: 17, initial: () => 'with_discount' },
			),
			active,
		},
		display: (record) => `${record.text('name')} (${record.one('currency_id')?.text('name') ?? ''})`,
	},
	{
		name: 'product.pricelist.item',
		label: 'Pricelist Rule',
		order: 'applied_on, min_quantity desc, id desc',
		fields: {
			pricelist_id: many2one('Pricelist', 'product.pricelist'),
			applied_on: selection(
				'Apply On',
				[
					['3_global', 'All Products'],
					['2_product_category', 'Product Category'],
					['1_product', 'Product'],
					['0_product_variant', 'Product Variant'],
				],
				{ required: true, initial: () => '3_global' },
			),
			product_id: many2one('Variant', 'product.product'),
			product_tmpl_id: many2one('Product', 'product.template'),
			compute_price: selection(
				'Compute Price',
				[
					['percentage', 'Discount'],
					['formula', 'Formula'],
					['fixed', 'Fixed Price'],
				],
				{ required: true, initial: () => 'fixed' },
			),
			fixed_price: float('Fixed Price', { digits: 2 }),
			percent_price: float('Percentage Price'),
			min_quantity: float('Min. Quantity', { digits: 2 }),
			date_start: datetime('Start Date'),
			date_end: datetime('End Date'),
			currency_id: computed(
				many2one('Currency', 'res.currency'),
				(record) => record.one('pricelist_id')?.get('currency_id') ?? false,
			),
		},
		display: (record) =>
			record.one('product_id')?.display() ?? record.one('product_tmpl_id')?.display() ?? 'All Products',
	},
	{
		name: 'uom.uom',
		label: 'Product Unit of Measure',
		order: 'id',
		fields: {
			name: char('Unit Name', { required: true, translated: true }),
			relative_factor: float('Contains', { since: 19, required: true, initial: () => 1 }),
			factor: float('Absolute Quantity', { digits: 5, readonly: true, initial: () => 1 }),
			active,
		},
	},
];

define(template, product, ...attributes, ...pricelists);
