/*
 * Warehouses, locations, transfers, moves, quantities, carriers, and the windows around them.
 */
import Big from 'big.js';

import type { Env, Rec } from '../env';
import { userError } from '../errors';
import {
	boolean,
	char,
	computed,
	datetime,
	float,
	html,
	integer,
	many2many,
	many2one,
	one2many,
	related,
	selection,
	writable,
} from '../fields';
import { isUnder } from '../quantities';
import { makeReturn } from '../returns';
import { active, define, type Model } from '../schema';
import { countQuant } from '../quants';
import { cancelMoves, reserve, setMoveQuantity, unreserve } from '../reservations';
import { refuseDone } from '../stock-moves';
import { goOn, validate } from '../validation';
import { isTruthy } from '../values';
import { furnish } from '../warehouses';
import { THREAD } from './threads';

const warehouse: Model = {
	name: 'stock.warehouse',
	label: 'Warehouse',
	order: 'sequence, id',
	fields: {
		name: char('Warehouse', { required: true }),
		code: char('Short Name', { required: true }),
		sequence: integer('Sequence', { initial: () => 10 }),
		company_id: many2one('Company', 'res.company', {
			required: true,
			readonly: true,
			writable: true,
			initial: (env) => env.company.id,
		}),
		view_location_id: many2one('View Location', 'stock.location', { required: true }),
		lot_stock_id: many2one('Location Stock', 'stock.location', { required: true }),
		wh_pack_stock_loc_id: many2one('Packing Location', 'stock.location'),
		wh_output_stock_loc_id: many2one('Output Location', 'stock.location'),
		delivery_steps: selection(
			'Outgoing Shipments',
			[
				['ship_only', 'Deliver (1 step)'],
				['pick_ship', 'Pick then Deliver (2 steps)'],
				['pick_pack_ship', 'Pick, Pack, then Deliver (3 steps)'],
			],
			{ required: true, initial: () => 'ship_only' },
		),
		out_type_id: many2one('Out Type', 'stock.picking.type'),
		in_type_id: many2one('In Type', 'stock.picking.type'),
		pick_type_id: many2one('Pick Type', 'stock.picking.type'),
		pack_type_id: many2one('Pack Type', 'stock.picking.type'),
		active,
	},
	complete: furnish,
	created: (record) => {
		for (const column of ['out_type_id', 'in_type_id', 'pick_type_id', 'pack_type_id']) {
			record.one(column)?.set({ warehouse_id: record.id });
		}
	},
};

const location: Model = {
	name: 'stock.location',
	label: 'Inventory Locations',
	order: 'complete_name, id',
	searched: ['complete_name', 'barcode'],
	fields: {
		name: char('Location Name', { required: true }),
		complete_name: computed(char('Full Location Name'), fullName),
		usage: selection(
			'Location Type',
			[
				['supplier', 'Vendor'],
				['view', 'Virtual'],
				['internal', 'Internal'],
				['customer', 'Customer'],
				['inventory', 'Inventory Loss'],
				['production', 'Production'],
				['transit', 'Transit'],
			],
			{ required: true, initial: () => 'internal' },
		),
		location_id: many2one('Parent Location', 'stock.location'),
		child_ids: one2many('Contains', 'stock.location', 'location_id'),
		warehouse_id: computed(many2one('Warehouse', 'stock.warehouse'), (record) => {
			const found = record.env.find('stock.warehouse', (each) => isUnder(record, [each.num('view_location_id')]));
			return found?.id ?? false;
		}),
		company_id: many2one('Company', 'res.company'),
		barcode: char('Barcode'),
		active,
	},
	display: (record) => fullName(record),
};

/** Inside a view location its name stands in front. */
function fullName(record: Rec): string {
	const parent = record.one('location_id');
	return parent && record.get('usage') !== 'view' ? `${fullName(parent)}/${record.text('name')}` : record.text('name');
}

const pickingType: Model = {
	name: 'stock.picking.type',
	label: 'Picking Type',
	order: 'sequence, id',
	fields: {
		name: char('Operation Type', { required: true, translated: true }),
		code: selection(
			'Type of Operation',
			[
				['incoming', 'Receipt'],
				['outgoing', 'Delivery'],
				['internal', 'Internal Transfer'],
			],
			{ required: true, initial: () => 'incoming' },
		),
		sequence_code: char('Sequence Prefix', { required: true }),
		sequence: integer('Sequence'),
		warehouse_id: many2one('Warehouse', 'stock.warehouse'),
		company_id: many2one('Company', 'res.company', { required: true }),
		active,
	},
	display: (record) => `${record.one('warehouse_id')?.text('name') ?? ''}: ${record.text('name')}`,
};

const STATES: ReadonlyArray<readonly [string, string]> = [
	['draft', 'Draft'],
	['waiting', 'Waiting Another Operation'],
	['confirmed', 'Waiting'],
	['assigned', 'Ready'],
	['done', 'Done'],
	['cancel', 'Cancelled'],
];

function pickingState(picking: Rec): string {
	const states = picking.many('move_ids').map((move) => move.text('state'));
	if (states.length === 0) return 'draft';
	const open = states.filter((state) => state !== 'cancel');
	if (open.length === 0) return 'cancel';
	if (open.every((state) => state === 'done')) return 'done';
	if (open.some((state) => state === 'assigned' || state === 'partially_available')) return 'assigned';
	return open.includes('confirmed') ? 'confirmed' : 'waiting';
}

const picking: Model = {
	name: 'stock.picking',
	label: 'Transfer',
	order: 'scheduled_date, id desc',
	fields: {
		name: char('Reference', { readonly: true, writable: true }),
		state: computed(selection('Status', STATES), pickingState),
		origin: char('Source Document'),
		note: html('Notes'),
		partner_id: many2one('Contact', 'res.partner'),
		picking_type_id: many2one('Operation Type', 'stock.picking.type', { required: true }),
		picking_type_code: computed(
			selection('Type of Operation', [
				['incoming', 'Receipt'],
				['outgoing', 'Delivery'],
				['internal', 'Internal Transfer'],
			]),
			(record) => record.one('picking_type_id')?.get('code') ?? false,
		),
		location_id: many2one('Source Location', 'stock.location', { required: true }),
		location_dest_id: many2one('Destination Location', 'stock.location', { required: true }),
		move_type: selection(
			'Shipping Policy',
			[
				['direct', 'As soon as possible'],
				['one', 'When all products are ready'],
			],
			{ required: true, initial: () => 'direct' },
		),
		move_ids: one2many('Stock Moves', 'stock.move', 'picking_id'),
		move_ids_without_package: one2many('Operations', 'stock.move', 'picking_id', { until: 18 }),
		move_line_ids: one2many('Operations', 'stock.move.line', 'picking_id'),
		backorder_id: many2one('Back Order of', 'stock.picking', { readonly: true }),
		backorder_ids: one2many('Back Orders', 'stock.picking', 'backorder_id'),
		return_id: many2one('Return of', 'stock.picking', { readonly: true }),
		return_ids: one2many('Returns', 'stock.picking', 'return_id'),
		sale_id: many2one('Sales Order', 'sale.order'),
		scheduled_date: datetime('Scheduled Date', { initial: (env) => env.now() }),
		date_done: datetime('Date of Transfer'),
		carrier_id: many2one('Carrier', 'delivery.carrier'),
		carrier_tracking_ref: char('Tracking Reference'),
		carrier_tracking_url: computed(char('Tracking URL'), (record) => {
			const [pattern, reference] = [
				record.one('carrier_id')?.text('tracking_url') ?? '',
				record.text('carrier_tracking_ref'),
			];
			return pattern !== '' && reference !== '' ? pattern.replace('<shipmenttrackingnumber>', reference) : false;
		}),
		company_id: computed(
			many2one('Company', 'res.company'),
			(record) => record.one('picking_type_id')?.get('company_id') ?? false,
			{
				put: () => undefined,
			},
		),
		priority: selection(
			'Priority',
			[
				['0', 'Normal'],
				['1', 'Urgent'],
			],
			{ initial: () => '0' },
		),
	},
	unlinking: (record) => {
		refuseDone(record.many('move_ids'));
		for (const move of record.many('move_ids')) {
			unreserve(move);
			move.remove();
		}
	},
	methods: {
		...THREAD,
		button_validate: { on: 'records', params: [], run: ({ env, records }) => validate(env, records) },
		action_confirm: { on: 'records', params: [], run: () => true },
		action_assign: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				reserve(records.flatMap((record) => record.many('move_ids')));
				return true;
			},
		},
		do_unreserve: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				for (const move of records.flatMap((record) => record.many('move_ids'))) {
					if (['assigned', 'partially_available'].includes(move.text('state'))) unreserve(move);
				}
				return undefined;
			},
		},
		action_cancel: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				const moves = records.flatMap((record) => record.many('move_ids'));
				refuseDone(moves);
				cancelMoves(moves);
				return true;
			},
		},
	},
};

const move: Model = {
	name: 'stock.move',
	label: 'Stock Move',
	order: 'sequence, id',
	fields: {
		name: char('Description', { required: true, until: 18 }),
		sequence: integer('Sequence', { initial: () => 10 }),
		product_id: many2one('Product', 'product.product', { required: true }),
		product_uom: many2one('Unit', 'uom.uom', { required: true, initial: () => 1 }),
		product_uom_qty: float('Demand', { digits: 2, required: true, initial: () => 1 }),
		quantity: { ...float('Quantity', { digits: 2 }), since: 17 },
		/** Up to 16 what is reserved and what is done are two figures. */
		quantity_done: computed(
			float('Quantity Done', { until: 16 }),
			(record) => (record.is('picked') || record.get('state') === 'done' ? record.get('quantity') : 0),
			{
				readonly: undefined,
				put: (record, value) => {
					setMoveQuantity(record, Number(value));
					record.set({ picked: Number(value) > 0 });
				},
			},
		),
		reserved_availability: computed(float('Quantity Reserved', { until: 16 }), (record) =>
			record.get('state') === 'done' ? 0 : record.get('quantity'),
		),
		picked: boolean('Picked', { since: 17 }),
		state: selection(
			'Status',
			[
				['draft', 'New'],
				['waiting', 'Waiting Another Move'],
				['confirmed', 'Waiting'],
				['partially_available', 'Partially Available'],
				['assigned', 'Available'],
				['done', 'Done'],
				['cancel', 'Cancelled'],
			],
			{ readonly: true, initial: () => 'draft' },
		),
		picking_id: many2one('Transfer', 'stock.picking'),
		location_id: many2one('Source Location', 'stock.location', { required: true }),
		location_dest_id: many2one('Intermediate Location', 'stock.location', { required: true }),
		move_line_ids: one2many('Move Line', 'stock.move.line', 'move_id'),
		sale_line_id: many2one('Sale Line', 'sale.order.line'),
		origin: char('Source Document'),
		reference: computed(char('Reference'), (record) => record.one('picking_id')?.get('name') ?? record.get('name')),
		origin_returned_move_id: many2one('Origin return move', 'stock.move'),
		to_refund: boolean('Update quantities on SO/PO'),
		date: datetime('Date Scheduled', { required: true, initial: (env) => env.now() }),
		company_id: many2one('Company', 'res.company', { required: true, initial: (env) => env.company.id }),
	},
	display: (record) => {
		const origin = record.text('origin');
		const code = record.one('product_id')?.text('default_code') ?? '';
		const ends = ['location_id', 'location_dest_id'].map((column) => record.one(column)?.text('name') ?? '').join('>');
		return `${origin === '' ? '' : `${origin}/`}${code === '' ? '' : `${code}: `}${ends}`;
	},
	written: (record, before, vals) => {
		if (vals['quantity'] === undefined || Number(vals['quantity']) === before['quantity']) return;
		const wanted = record.num('quantity');
		record.set({ quantity: before['quantity'] });
		setMoveQuantity(record, wanted);
	},
};

const moveLine: Model = {
	name: 'stock.move.line',
	label: 'Product Moves (Stock Move Line)',
	order: 'id',
	fields: {
		move_id: many2one('Stock Operation', 'stock.move'),
		picking_id: many2one('Transfer', 'stock.picking'),
		product_id: many2one('Product', 'product.product'),
		quantity: float('Quantity', { digits: 2, since: 17 }),
		qty_done: computed(float('Done', { until: 16 }), (record) => (record.is('picked') ? record.get('quantity') : 0), {
			readonly: undefined,
			put: (record, value) => void record.set({ quantity: Number(value), picked: true }),
		}),
		reserved_uom_qty: computed(float('Reserved', { until: 16 }), (record) =>
			record.is('picked') ? 0 : record.get('quantity'),
		),
		picked: boolean('Picked', { since: 17 }),
		location_id: many2one('From', 'stock.location', { required: true }),
		location_dest_id: many2one('To', 'stock.location', { required: true }),
		state: related(selection('Status', move.fields['state']?.selection ?? []), 'move_id.state'),
		date: datetime('Date', { required: true, initial: (env) => env.now() }),
		reference: writable(computed(char('Reference'), (record) => record.one('move_id')?.get('reference') ?? false)),
	},
	display: (record) => record.one('product_id')?.display() ?? '',
};

/** A relation that had another name until 18. */
const before19 = (relation: string) => ({ 16: { relation }, 17: { relation }, 18: { relation } });

const quant: Model = {
	name: 'stock.quant',
	label: 'Quants',
	order: 'id',
	fields: {
		product_id: many2one('Product', 'product.product', { required: true }),
		location_id: many2one('Location', 'stock.location', { required: true }),
		warehouse_id: related(many2one('Warehouse', 'stock.warehouse'), 'location_id.warehouse_id'),
		company_id: many2one('Company', 'res.company', { readonly: true }),
		quantity: float('Quantity', { readonly: true, writable: true }),
		reserved_quantity: float('Reserved Quantity', { required: true, readonly: true, initial: () => 0 }),
		available_quantity: computed(float('Available Quantity'), (record) =>
			Number(new Big(record.num('quantity')).minus(record.num('reserved_quantity'))),
		),
		inventory_quantity: float('Counted'),
		inventory_quantity_set: boolean('Inventory Quantity Set'),
		inventory_quantity_auto_apply: computed(float('Inventoried Quantity'), (record) => record.get('quantity'), {
			readonly: undefined,
			// Without the mode in the context it is taken, and nothing happens (seen on 19).
			put: (record, value) => {
				if (record.env.ctx['inventory_mode'] === true) countQuant(record, Number(value));
			},
		}),
		// Nothing here is told apart by them.
		lot_id: many2one('Lot/Serial Number', 'stock.lot'),
		package_id: many2one('Package', 'stock.package', { of: before19('stock.quant.package') }),
		owner_id: many2one('Owner', 'res.partner'),
		in_date: datetime('Incoming Date', { required: true, readonly: true, initial: (env) => env.now() }),
	},
	display: (record) => `${record.one('location_id')?.display() ?? ''}`,
	complete: (env, vals) => {
		vals['company_id'] ??= env.company.id;
		if (vals['inventory_quantity'] !== undefined) vals['inventory_quantity_set'] = true;
	},
	created: merge,
	written: (record, _before, vals) => {
		if (vals['inventory_quantity'] !== undefined) record.set({ inventory_quantity_set: true });
	},
	methods: {
		action_apply_inventory: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				for (const record of records) countQuant(record, record.num('inventory_quantity'));
				return undefined;
			},
		},
	},
};

/** One product has one quant in a place: a second one adds to it, and is the first one counted anew. */
function merge(record: Rec): void {
	const same = record.env
		.all('stock.quant')
		.find(
			(each) =>
				each.id !== record.id &&
				each.get('product_id') === record.get('product_id') &&
				each.get('location_id') === record.get('location_id'),
		);
	if (same === undefined) return;
	if (record.is('inventory_quantity_set')) {
		record.set({ quantity: same.num('quantity'), reserved_quantity: same.num('reserved_quantity') });
	} else {
		const quantity = Number(new Big(record.num('quantity')).plus(same.num('quantity')));
		record.set({ quantity, reserved_quantity: same.num('reserved_quantity') });
	}
	same.remove();
}

const windows: readonly Model[] = [
	{
		name: 'stock.backorder.confirmation',
		label: 'Backorder Confirmation',
		transient: true,
		fields: { pick_ids: many2many('Pick', 'stock.picking'), show_transfers: boolean('Show Transfers') },
		display: () => 'stock.backorder.confirmation',
		methods: {
			process: { on: 'records', params: [], run: ({ env }) => goOn(env, { skip_backorder: true }) },
			process_cancel_backorder: {
				on: 'records',
				params: [],
				run: ({ env, records }) => {
					const ids = records.flatMap((record) => record.get('pick_ids') as number[]);
					return goOn(env, { skip_backorder: true, picking_ids_not_to_backorder: ids });
				},
			},
		},
	},
	{
		name: 'stock.immediate.transfer',
		label: 'Immediate Transfer',
		until: 16,
		transient: true,
		fields: {
			pick_ids: many2many('Pick', 'stock.picking'),
			immediate_transfer_line_ids: one2many(
				'Immediate Transfer Lines',
				'stock.immediate.transfer.line',
				'immediate_transfer_id',
			),
			show_transfers: boolean('Show Transfers'),
		},
		display: () => 'stock.immediate.transfer',
		methods: {
			process: {
				on: 'records',
				params: [],
				run: ({ env, records }) => {
					for (const each of records
						.flatMap((record) => record.many('pick_ids'))
						.flatMap((record) => record.many('move_ids'))) {
						if (each.num('quantity') > 0) each.set({ picked: true });
					}
					return goOn(env, { skip_immediate: true });
				},
			},
		},
	},
	{
		name: 'stock.immediate.transfer.line',
		label: 'Immediate Transfer Line',
		until: 16,
		transient: true,
		fields: {
			immediate_transfer_id: many2one('Immediate Transfer', 'stock.immediate.transfer', { required: true }),
			picking_id: many2one('Transfer', 'stock.picking', { required: true }),
			to_immediate: boolean('To Process'),
		},
		display: () => 'stock.immediate.transfer.line',
	},
	{
		name: 'confirm.stock.sms',
		label: 'Confirm Stock SMS',
		transient: true,
		fields: { pick_ids: many2many('Pick', 'stock.picking') },
		display: () => 'confirm.stock.sms',
		methods: {
			send_sms: { on: 'records', params: [], run: ({ env, records }) => answered(env, records) },
			dont_send_sms: { on: 'records', params: [], run: ({ env, records }) => answered(env, records) },
		},
	},
	{
		name: 'stock.return.picking',
		label: 'Return Picking',
		transient: true,
		fields: {
			picking_id: many2one('Picking', 'stock.picking'),
			product_return_moves: one2many('Moves', 'stock.return.picking.line', 'wizard_id'),
		},
		display: () => 'stock.return.picking',
		complete: (env, vals) => {
			vals['picking_id'] ??= env.ctx['active_id'];
			const of = isTruthy(vals['picking_id']) ? env.rec('stock.picking', Number(vals['picking_id'])) : undefined;
			if (env.version <= 17 && of?.get('state') !== 'done') throw userError('You may only return Done pickings.');
			vals['product_return_moves'] ??= (of?.many('move_ids') ?? [])
				.filter((each) => each.get('state') !== 'cancel')
				.map((each) => [
					0,
					0,
					{
						product_id: each.get('product_id'),
						move_id: each.id,
						// 18 and 19 leave it to the person (seen).
						quantity: env.version <= 17 ? each.get('quantity') : 0,
						to_refund: true,
					},
				]);
		},
		methods: {
			create_returns: { on: 'records', params: [], until: 17, run: ({ env, records }) => makeReturn(env, records[0]) },
			action_create_returns: {
				on: 'records',
				params: [],
				since: 18,
				run: ({ env, records }) => makeReturn(env, records[0]),
			},
		},
	},
	{
		name: 'stock.return.picking.line',
		label: 'Return Picking Line',
		transient: true,
		fields: {
			wizard_id: many2one('Wizard', 'stock.return.picking', { required: undefined }),
			product_id: many2one('Product', 'product.product', { required: true }),
			move_id: many2one('Move', 'stock.move'),
			quantity: float('Quantity', { digits: 2, required: true }),
			move_quantity: computed(
				float('Move Quantity', { since: 18 }),
				(record) => record.one('move_id')?.get('quantity') ?? 0,
			),
			to_refund: boolean('Update quantities on SO/PO', { initial: () => true }),
		},
		display: (record) => record.one('product_id')?.display() ?? '',
	},
];

function answered(env: Env, records: readonly Rec[]): unknown {
	for (const of of records.flatMap((record) => record.many('pick_ids'))) {
		of.one('company_id')?.set({ has_received_warning_stock_sms: true });
	}
	return goOn(env, { skip_sms: true });
}

const around: readonly Model[] = [
	{
		name: 'stock.route',
		label: 'Inventory Routes',
		order: 'sequence, id',
		fields: { name: char('Route', { required: true, translated: true }), sequence: integer('Sequence'), active },
	},
	{
		name: 'delivery.carrier',
		label: 'Shipping Methods',
		order: 'sequence, id',
		fields: {
			name: char('Delivery Method', { required: true, translated: true }),
			sequence: integer('Sequence', { initial: () => 10 }),
			delivery_type: selection(
				'Provider',
				[
					['base_on_rule', 'Based on Rules'],
					['fixed', 'Fixed Price'],
				],
				{ required: true, initial: () => 'fixed' },
			),
			product_id: many2one('Delivery Product', 'product.product', { required: true }),
			fixed_price: float('Fixed Price'),
			tracking_url: char('Tracking Link'),
			company_id: many2one('Company', 'res.company'),
			active,
		},
	},
];

define(warehouse, location, pickingType, picking, move, moveLine, quant, ...windows, ...around);
