/*
 * The company at the start: the demo shop's goods on the shelf of one warehouse, and the orders another connector brought.
 * That such a connector writes the shop's order name as the customer reference is assumed.
 */
import type { DemoData, SandboxClock } from '../../../sandbox/kit';

import { COUNTRIES, STATES } from './countries';
import { Env, type Rec } from './env';
import { describeModels } from './models/base';
import './models';
import { confirmOrders } from './sale-flow';
import { BANK, SUSPENSE } from './payments';
import { create } from './records';
import type { Context, State } from './state';
import { changeQuant, countQuant } from './quants';
import { datetimeOf } from './values';
import { validate } from './validation';

/** 40 hexadecimal digits, as Odoo makes them. */
export const KEYS = {
	admin: 'ad0000000000000000000000000000000000d001',
	/** May sell, invoice, keep bank statements, take stock and write contacts and products; no Settings. */
	bot: 'b0700000000000000000000000000000000000d2',
} as const;
export const DATABASE = 'demo';
export const DATABASE_UUID = 'd0000000-0d00-4000-8000-000000000019';

const BOT_GROUPS = [
	'base.group_user',
	'sales_team.group_sale_salesman_all_leads',
	'base.group_partner_manager',
	'stock.group_stock_user',
	'account.group_account_invoice',
	// For bank statements, without which Invoicing alone leaves them to be read.
	'account.group_account_basic',
	'product.group_product_manager',
];

/** A context for work that no request asked for. */
export function contextAt(state: State, options: Readonly<Record<string, string>>, ms: number): Context {
	const clock: SandboxClock = { now: () => ms, iso: () => new Date(ms).toISOString() };
	return { state, options, clock, nextId: () => 0 };
}

export function seed(data: DemoData, options: Readonly<Record<string, string>>): State {
	const state: State = {
		database: DATABASE,
		tables: new Map(),
		lastIds: new Map(),
		sequences: new Map(),
		keys: new Map([
			[KEYS.admin, { userId: 2 }],
			[KEYS.bot, { userId: 3 }],
		]),
		deliveries: [],
		languages: ['en_US', 'fi_FI'],
		contested: { times: 0 },
	};
	const env = new Env(contextAt(state, options, Date.parse(data.moment)), 2, { __inside: true });
	seedCompany(env, data.currency, options);
	seedAccounts(env);
	const [warehouse] = [create(env, 'stock.warehouse', { name: 'Demo Tableware', code: 'WH' })];
	seedCatalogue(env, data, warehouse);
	seedOrders(data, state, options);
	seedCharges(env);
	describeModels(env);
	return state;
}

const CURRENCIES = [
	['EUR', '€', true],
	['USD', '$', true],
	['GBP', '£', false],
	['SEK', 'kr', false],
	['NOK', 'kr', false],
	['DKK', 'kr', false],
	['CHF', 'CHF', false],
	['JPY', '¥', false],
] as const;

function seedCompany(env: Env, currency: string, options: Readonly<Record<string, string>>): void {
	for (const [name, symbol, isActive] of CURRENCIES) {
		const rounding = name === 'JPY' ? 1 : 0.01;
		env.insert('res.currency', { name, symbol, rounding, active: isActive || name === currency });
	}
	const currencyId = env.find('res.currency', (each) => each.get('name') === currency)?.id ?? 1;
	const countries = new Map(COUNTRIES.map(([code, name]) => [code, env.insert('res.country', { code, name }).id]));
	for (const [country, code, name] of STATES) {
		env.insert('res.country.state', { code, name, country_id: countries.get(country) });
	}
	const home = countries.get('FI') ?? false;
	const person = (name: string, more: object = {}) =>
		env.insert('res.partner', { name, type: 'contact', active: true, lang: 'en_US', ...more });
	const own = person('Demo Tableware', { is_company: true, country_id: home, city: 'Helsinki', phone: '+3585550000' });
	env.insert('res.company', {
		name: 'Demo Tableware',
		partner_id: own.id,
		currency_id: currencyId,
		country_id: home,
		phone: '+3585550000',
		tax_calculation_rounding_method: options['rounding'] === 'perLine' ? 'round_per_line' : 'round_globally',
	});
	const user = (name: string, login: string, groups: readonly string[], more: object = {}) =>
		env.insert('res.users', {
			name,
			login,
			partner_id: person(name).id,
			company_id: 1,
			company_ids: [1],
			lang: 'en_US',
			groups: groups.join(','),
			active: true,
			...more,
		});
	user('OdooBot', '__system__', ['base.group_user', 'base.group_system'], { active: false });
	user('Administrator', 'admin', ['base.group_user', 'base.group_system'], { password: 'admin' });
	user('Commerce Bridge', 'bridge', BOT_GROUPS, { password: 'bridge' });
	for (const [name, digits] of [
		['Product Price', 2],
		['Discount', 2],
		['Product Unit', 2],
	] as const) {
		env.insert('decimal.precision', { name, digits });
	}
	env.insert('ir.config_parameter', { key: 'database.uuid', value: DATABASE_UUID });
	env.insert('crm.team', { name: 'Sales', sequence: 0, active: true });
	env.insert('product.category', { name: 'All' });
	env.insert('uom.uom', { name: 'Units', factor: 1, relative_factor: 1, active: true });
	// On 16 an order needs one.
	if (env.version === 16) {
		env.insert('product.pricelist', { name: 'Public Pricelist', currency_id: currencyId, sequence: 16, active: true });
	}
}

const ACCOUNTS = [
	[BANK, 'Bank', 'asset_cash'],
	[SUSPENSE, 'Bank Suspense Account', 'asset_current'],
	['101404', 'Payouts on the way', 'asset_current'],
	['121000', 'Account Receivable', 'asset_receivable'],
	['211000', 'Account Payable', 'liability_payable'],
	['251000', 'Tax Received', 'liability_current'],
	['400000', 'Product Sales', 'income'],
	['600000', 'Expenses', 'expense'],
	['620000', 'Bank Fees', 'expense'],
] as const;
const JOURNALS = [
	['Sales', 'INV', 'sale'],
	['Purchases', 'BILL', 'purchase'],
	['Miscellaneous Operations', 'MISC', 'general'],
	['Exchange Difference', 'EXCH', 'general'],
	['Bank', 'BNK1', 'bank'],
	['Card Payments', 'CARD', 'bank'],
] as const;

function seedAccounts(env: Env): void {
	for (const [code, name, account_type] of ACCOUNTS) {
		env.insert('account.account', {
			code,
			name,
			account_type,
			reconcile: account_type === 'asset_receivable',
			active: true,
		});
	}
	for (const [name, code, type] of JOURNALS) create(env, 'account.journal', { name, code, type });
	const tax = (name: string, amount: number, included: boolean) =>
		create(env, 'account.tax', { name, amount, price_include_override: included ? 'tax_included' : false }).id;
	env.company.set({ account_sale_tax_id: tax('25.5%', 25.5, false) });
	tax('25.5% incl.', 25.5, true);
	tax('14% incl.', 14, true);
	tax('0% Exports', 0, false);
	env.insert('account.payment.term', { name: 'Immediate Payment', sequence: 1, active: true });
	env.insert('account.fiscal.position', { name: 'Export', company_id: 1, sequence: 1, active: true });
	for (const [name, usage] of [
		['Vendors', 'supplier'],
		['Customers', 'customer'],
		['Inventory adjustment', 'inventory'],
	] as const) {
		env.insert('stock.location', {
			name,
			usage,
			location_id: false,
			company_id: usage === 'inventory' ? 1 : false,
			active: true,
		});
	}
}

const CARRIERS = [
	['Home delivery', 'DELIVERY-HOME', '9.90'],
	['Pick-up point', 'DELIVERY-PICKUP', '5.90'],
	['Letter', 'DELIVERY-LETTER', '3.50'],
] as const;

function seedCatalogue(env: Env, data: DemoData, warehouse: Rec): void {
	for (const [name, default_code, price] of CARRIERS) {
		const product = create(env, 'product.product', { name, default_code, type: 'service', list_price: Number(price) });
		const tracking_url = 'https://track.example.com/<shipmenttrackingnumber>';
		create(env, 'delivery.carrier', { name, product_id: product.id, fixed_price: Number(price), tracking_url });
	}
	// What the shop sells and nobody has entered here yet stays unknown.
	for (const product of data.products.filter((each) => each.atWarehouse || !each.ships)) {
		const made = create(env, 'product.product', {
			name: product.title,
			default_code: product.sku,
			barcode: product.barcode || false,
			list_price: Number(product.price),
			weight: product.weightGrams / 1000,
			hs_code: product.hsCode || false,
			type: product.ships ? 'consu' : 'service',
			is_storable: product.ships,
		});
		if (product.ships) countQuant(changeQuant(env, made.id, warehouse.num('lot_stock_id'), 0), product.stock);
	}
}

/** Products under which amounts stand that are no goods. */
const CHARGES = [
	['Discount', 'DISCOUNT'],
	['Rounding', 'ROUNDING'],
] as const;

function seedCharges(env: Env): void {
	for (const [name, default_code] of CHARGES)
		create(env, 'product.product', { name, default_code, type: 'service', list_price: 0 });
}

/** Orders that were there before the route began, delivered and done with. */
function seedOrders(data: DemoData, state: State, options: Readonly<Record<string, string>>): void {
	for (const order of data.orders.filter(({ plant }) => plant === 'beforeStartAlreadyThere')) {
		const placedMs = Date.parse(data.moment) - order.placedMinutesAgo * 60_000;
		const env = new Env(contextAt(state, options, placedMs), 2, {
			__inside: true,
			skip_sms: true,
			skip_backorder: true,
		});
		const partner = create(env, 'res.partner', {
			name: 'Example Customer',
			email: 'customer@example.com',
			phone: '+3585550000',
			street: 'Esimerkkikatu 1',
			zip: '00100',
			city: 'Helsinki',
			country_id: env.find('res.country', (each) => each.get('code') === 'FI')?.id,
		});
		const lines = order.lines.map(({ sku, quantity }) => {
			const product = env.find('product.product', (each) => each.get('default_code') === sku);
			return [0, 0, { product_id: product?.id, product_uom_qty: quantity }];
		});
		const made = create(env, 'sale.order', {
			partner_id: partner.id,
			client_order_ref: `#${order.number}`,
			origin: `Shopify #${order.number}`,
			date_order: datetimeOf(placedMs),
			order_line: lines,
		});
		confirmOrders([made], { keepsDate: true });
		validate(env, made.many('picking_ids'));
		for (const picking of made.many('picking_ids'))
			picking.set({ carrier_tracking_ref: `JJFI00000000000000${order.number}` });
	}
}
