/*
 * What people do in Odoo, and what happens around it. They may do everything.
 */
import { createHash } from 'node:crypto';

import { GROUPS } from './access';
import { tell, watch } from './automation';
import { methodOf } from './base-methods';
import { contextOf, idsOf, paramsOf, runMethod } from './call';
import { Env, type Rec } from './env';
import { knownModel } from './schema';
import type { Change, Context } from './state';
import { changeQuant, countQuant, quantOf } from './quants';
import { isText, numberOf, textOf } from './values';
import { validate } from './validation';

const ADMIN = 2;
const QUIET = { skip_sms: true, skip_backorder: true };

/** Does something as the administrator, all or nothing, and lets the automation rules see it. */
function asAdmin<T>(context: Context, ctx: Record<string, unknown>, work: (env: Env) => T): T {
	const env = new Env(context, ADMIN, { ...ctx, __inside: true });
	const watches = watch(env);
	try {
		const result = work(env);
		tell(env, watches);
		return result;
	} catch (error) {
		env.rollBack();
		throw error;
	}
}

/** { model, method, ids?, args?, context? }: any method, arguments by name, as somebody in Odoo's own screens would. */
const call: Change = (input, context) =>
	asAdmin(context, contextOf(input['context']), (env) => {
		const model = knownModel(textOf(input, 'model'), env.version);
		const name = textOf(input, 'method');
		const method = model && methodOf(env, model, name);
		if (!model || !method) throw new Error(`There is no ${textOf(input, 'model')}.${name}`);
		const args = (input['args'] ?? {}) as Record<string, unknown>;
		const stranger = Object.keys(args).find((each) => !paramsOf(env, method).some((param) => param.name === each));
		if (stranger !== undefined) throw new Error(`${name} has no ${stranger}`);
		return runMethod(env, { model, name, method, ids: idsOf(input['ids']), args }) ?? null;
	});

/** { order (name or reference) or id, lines? [{sku, quantity}], tracking? }: what is open of an order leaves the house. */
const ship: Change = (input, context) =>
	asAdmin(context, QUIET, (env) => {
		const order = wantedOrder(env, input);
		const open = order
			.many('picking_ids')
			.filter((each) => each.get('state') !== 'done' && each.get('state') !== 'cancel');
		const outgoing = open.filter((each) => each.get('picking_type_code') === 'outgoing');
		if (outgoing.length === 0) throw new Error(`Nothing of ${order.text('name')} is to be shipped`);
		for (const picking of outgoing) shipPicking(picking, input);
		return { pickings: outgoing.map((each) => each.text('name')) };
	});

function shipPicking(picking: Rec, input: Record<string, unknown>): void {
	const lines = Array.isArray(input['lines']) ? (input['lines'] as Array<Record<string, unknown>>) : undefined;
	for (const move of picking.many('move_ids')) {
		const sku = move.one('product_id')?.get('default_code');
		const wanted = lines
			? Number(lines.find((each) => each['sku'] === sku)?.['quantity'] ?? 0)
			: move.num('product_uom_qty');
		move.model.written?.(move.set({ quantity: wanted }), { quantity: -1 }, { quantity: wanted });
	}
	if (isText(input['tracking'])) picking.set({ carrier_tracking_ref: input['tracking'] });
	validate(picking.env, [picking]);
}

/** Ships what is reserved of every order, with tracking numbers. */
const shipAll: Change = (_input, context) =>
	asAdmin(context, QUIET, (env) => {
		const ready = env
			.all('stock.picking')
			.filter((each) => each.get('state') === 'assigned' && each.get('picking_type_code') === 'outgoing');
		for (const picking of ready) {
			picking.set({ carrier_tracking_ref: `JJFI${String(context.nextId('parcel')).padStart(17, '0')}` });
			validate(env, [picking]);
		}
		return { pickings: ready.map((each) => each.text('name')) };
	});

/** { order or id, tracking }: a number that came late, or another one. */
const setTracking: Change = (input, context) =>
	asAdmin(context, {}, (env) => {
		const done = wantedOrder(env, input)
			.many('picking_ids')
			.filter((each) => each.get('state') === 'done');
		const last = done.at(-1) ?? fail('Nothing was shipped yet');
		last.set({ carrier_tracking_ref: textOf(input, 'tracking') });
		return { picking: last.text('name') };
	});

/** { sku, quantity, warehouse? (code) }: counted anew. */
const setStock: Change = (input, context) =>
	asAdmin(context, {}, (env) => {
		const product = wantedProduct(env, textOf(input, 'sku'));
		const code = isText(input['warehouse']) ? input['warehouse'] : 'WH';
		const warehouse = env.find('stock.warehouse', (each) => each.get('code') === code) ?? fail(`No warehouse ${code}`);
		const place = warehouse.num('lot_stock_id');
		countQuant(quantOf(env, product.id, place) ?? changeQuant(env, product.id, place, 0), numberOf(input, 'quantity'));
		return { id: product.id };
	});

/** { login, groups, lang?, password? }: a user with a key, which is the answer. */
const addUser: Change = (input, context) =>
	asAdmin(context, {}, (env) => {
		const login = textOf(input, 'login');
		const groups = Array.isArray(input['groups']) ? input['groups'].map(String) : [];
		const strange = groups.find((group) => !(group in GROUPS));
		if (strange !== undefined) throw new Error(`The sandbox knows no group ${strange}`);
		const partner = env.insert('res.partner', { name: login, type: 'contact', active: true, lang: 'en_US' });
		const user = env.insert('res.users', {
			name: login,
			login,
			password: input['password'] ?? false,
			partner_id: partner.id,
			company_id: 1,
			company_ids: [1],
			lang: input['lang'] ?? 'en_US',
			groups: ['base.group_user', ...groups].join(','),
			active: true,
		});
		const key = createHash('sha1').update(`key of ${login}`).digest('hex');
		context.state.keys.set(key, { userId: user.id });
		return { id: user.id, key };
	});

/** { key, afterMs? }: revoked, or at the end of its life. */
const endKey: Change = (input, { state, clock }) => {
	const key = textOf(input, 'key');
	const known = state.keys.get(key) ?? fail('There is no such key');
	state.keys.set(key, { ...known, endsMs: clock.now() + numberOf(input, 'afterMs', 0) });
	return {};
};

/** { times? }: the next loads lose the race for their external ids against another worker. */
const loseRaces: Change = (input, { state }) => {
	state.contested.times += numberOf(input, 'times', 1);
	return { times: state.contested.times };
};

/** { code }: a language is switched on. */
const activateLanguage: Change = (input, { state }) => {
	const code = textOf(input, 'code');
	if (!state.languages.includes(code)) state.languages.push(code);
	return { languages: state.languages };
};

/** { name, currency? }: a company without a warehouse, which the administrator may work in. */
const addCompany: Change = (input, context) =>
	asAdmin(context, {}, (env) => {
		const name = textOf(input, 'name');
		const wanted = isText(input['currency']) ? input['currency'] : env.company.one('currency_id')?.text('name');
		const currency =
			env.find('res.currency', (each) => each.get('name') === wanted) ?? fail(`No currency ${String(wanted)}`);
		const partner = env.insert('res.partner', { name, type: 'contact', is_company: true, active: true });
		const company = env.insert('res.company', {
			name,
			partner_id: partner.id,
			currency_id: currency.id,
			country_id: env.company.get('country_id'),
			tax_calculation_rounding_method: 'round_globally',
		});
		env.user.set({ company_ids: [...(env.user.get('company_ids') as number[]), company.id] });
		return { id: company.id };
	});

export const CHANGES: Readonly<Record<string, Change>> = {
	call,
	ship,
	shipAll,
	setTracking,
	setStock,
	addUser,
	endKey,
	loseRaces,
	activateLanguage,
	addCompany,
};

function wantedOrder(env: Env, input: Record<string, unknown>): Rec {
	const { id, order } = input;
	const found = env.find('sale.order', (each) =>
		id === undefined ? each.get('name') === order || each.get('client_order_ref') === order : each.id === id,
	);
	return found ?? fail(`There is no order ${String(id ?? order)}`);
}

function wantedProduct(env: Env, sku: string): Rec {
	return env.find('product.product', (each) => each.get('default_code') === sku) ?? fail(`There is no product ${sku}`);
}

function fail(message: string): never {
	throw new Error(message);
}
