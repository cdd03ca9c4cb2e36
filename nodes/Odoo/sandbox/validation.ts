/*
 * `button_validate` of transfers: done, or a window that asks back and means that nothing happened yet (seen on 16 to 19).
 */
import Big from 'big.js';

import type { Env, Rec } from './env';
import { userError } from './errors';
import { isOpen, reserve } from './reservations';
import { finish, newPicking } from './stock-moves';
import { rounded } from './values';

const NOTHING_MOVED =
	"Transfer trouble alert! Validating a zero quantity transfer? You're not moving invisible goods around are you?\nSet some quantities and let's get moving!";

export function validate(env: Env, pickings: readonly Rec[]): unknown {
	const open = pickings.filter((picking) => !['done', 'cancel'].includes(picking.text('state')));
	if (open.length === 0) return true;
	const asked = askImmediate(env, open) ?? askSms(env, open);
	if (asked) return asked;
	if (open.some((picking) => doneMoves(picking).length === 0)) throw userError(NOTHING_MOVED);
	const short = open.filter(isShort);
	if (short.length > 0 && env.ctx['skip_backorder'] !== true) return askBackorder(env, open, short);
	for (const picking of open) complete(picking, !without(env, picking));
	return true;
}

/** What counts as done: what is marked as picked, else every quantity that is set or reserved. */
function doneMoves(picking: Rec): Rec[] {
	const moves = picking.many('move_ids').filter(isOpen);
	const picked = moves.filter((move) => move.is('picked'));
	return (picked.length > 0 ? picked : moves).filter((move) => move.num('quantity') > 0);
}

function isShort(picking: Rec): boolean {
	const done = new Set(doneMoves(picking).map(({ id }) => id));
	return picking
		.many('move_ids')
		.filter(isOpen)
		.some((move) => !done.has(move.id) || move.num('quantity') < move.num('product_uom_qty'));
}

const without = (env: Env, picking: Rec): boolean => {
	const ids = env.ctx['picking_ids_not_to_backorder'];
	return Array.isArray(ids) && ids.includes(picking.id);
};

interface Window {
	readonly name: string;
	readonly model: string;
	readonly more?: Readonly<Record<string, unknown>>;
	readonly context?: Readonly<Record<string, unknown>>;
}

function window(env: Env, pickings: readonly Rec[], { name, model, more, context }: Window): object {
	return {
		name,
		type: 'ir.actions.act_window',
		view_mode: 'form',
		res_model: model,
		target: 'new',
		...more,
		context: { ...env.ctx, button_validate_picking_ids: pickings.map(({ id }) => id), ...context },
	};
}

/** On 16, where no quantity is done yet. `skip_immediate` falls through to the question after it. */
function askImmediate(env: Env, pickings: readonly Rec[]): object | undefined {
	if (env.version !== 16 || env.ctx['skip_immediate'] === true) return undefined;
	const untouched = pickings.filter((picking) => !picking.many('move_ids').some((move) => move.is('picked')));
	if (untouched.length === 0) return undefined;
	return window(env, pickings, {
		name: 'Immediate Transfer?',
		model: 'stock.immediate.transfer',
		context: { default_pick_ids: untouched.map(({ id }) => [4, id]), default_show_transfers: pickings.length > 1 },
	});
}

/** Once a company, when a customer with a phone number is to get something: may they be written to? */
function askSms(env: Env, pickings: readonly Rec[]): object | undefined {
	if (env.ctx['skip_sms'] === true) return undefined;
	const first = pickings.find((picking) => {
		const asked = picking.one('company_id')?.is('has_received_warning_stock_sms');
		return !asked && picking.get('picking_type_code') === 'outgoing' && picking.one('partner_id')?.get('phone');
	});
	if (first === undefined) return undefined;
	const wizard = env.insert('confirm.stock.sms', { pick_ids: pickings.map(({ id }) => id) });
	return window(env, pickings, { name: 'SMS', model: 'confirm.stock.sms', more: { res_id: wizard.id } });
}

function askBackorder(env: Env, pickings: readonly Rec[], short: readonly Rec[]): object {
	return window(env, pickings, {
		name: 'Create Backorder?',
		model: 'stock.backorder.confirmation',
		context: { default_show_transfers: pickings.length > 1, default_pick_ids: short.map(({ id }) => [4, id]) },
	});
}

/** Does what is done; what is left goes into a backorder, or is cancelled. */
function complete(picking: Rec, backorder: boolean): void {
	const done = new Set(doneMoves(picking).map(({ id }) => id));
	const left: Rec[] = [];
	for (const move of picking.many('move_ids').filter(isOpen)) {
		const quantity = done.has(move.id) ? move.num('quantity') : 0;
		const rest = rounded(new Big(move.num('product_uom_qty')).minus(quantity), 2);
		if (quantity === 0) left.push(move);
		else if (rest > 0) left.push(splitOff(move, rest));
		if (quantity > 0) finish(move);
	}
	picking.set({ date_done: picking.env.now() });
	if (left.length === 0) return;
	if (!backorder) {
		for (const move of left) move.set({ state: 'cancel', quantity: 0 });
		return;
	}
	const { env } = picking;
	const columns = [
		'picking_type_id',
		'location_id',
		'location_dest_id',
		'partner_id',
		'origin',
		'sale_id',
		'carrier_id',
	];
	const kept = [...columns, 'company_id', 'scheduled_date'].map((column) => [column, picking.get(column)]);
	const next = newPicking(env, { ...Object.fromEntries(kept), backorder_id: picking.id });
	for (const move of left) move.set({ picking_id: next.id, picked: false });
	reserve(left.filter((move) => move.get('state') === 'confirmed'));
}

function splitOff(move: Rec, rest: number): Rec {
	const columns = Object.keys(move.env.table('stock.move').get(move.id) ?? {}).filter(
		(column) => !['id', 'create_date', 'create_uid', 'write_uid', '__writtenMs'].includes(column),
	);
	const values = Object.fromEntries(columns.map((column) => [column, move.get(column)]));
	move.set({ product_uom_qty: move.get('quantity') });
	return move.env.insert('stock.move', {
		...values,
		product_uom_qty: rest,
		quantity: 0,
		picked: false,
		state: 'confirmed',
	});
}

/** The wizards' answer: goes on with the transfers, and what was asked is not asked again. */
export function goOn(env: Env, more: Readonly<Record<string, unknown>>): unknown {
	const ids = env.ctx['button_validate_picking_ids'];
	const there = (Array.isArray(ids) ? ids : []).map((id) => env.rec('stock.picking', Number(id)).id);
	const inner = env.with(more);
	return validate(
		inner,
		there.map((id) => inner.rec('stock.picking', id)),
	);
}
