/*
 * What a new warehouse comes with: its locations and its types of transfers.
 */
import type { Env } from './env';

const TYPES = [
	['in_type_id', 'Receipts', 'incoming', 'IN'],
	['out_type_id', 'Delivery Orders', 'outgoing', 'OUT'],
	['pick_type_id', 'Pick', 'internal', 'PICK'],
	['pack_type_id', 'Pack', 'internal', 'PACK'],
] as const;

/** Makes them, unless they are given. */
export function furnish(env: Env, vals: Record<string, unknown>): void {
	if (vals['view_location_id'] !== undefined) return;
	const company = vals['company_id'] ?? env.company.id;
	const place = (name: string, usage: string, parent: number | false, active = true) =>
		env.insert('stock.location', { name, usage, location_id: parent, company_id: company, active }).id;
	const view = place(String(vals['code']), 'view', false);
	const isStepwise = vals['delivery_steps'] !== undefined && vals['delivery_steps'] !== 'ship_only';
	vals['view_location_id'] = view;
	vals['lot_stock_id'] = place('Stock', 'internal', view);
	vals['wh_output_stock_loc_id'] = place('Output', 'internal', view, isStepwise);
	vals['wh_pack_stock_loc_id'] = place('Packing Zone', 'internal', view, vals['delivery_steps'] === 'pick_pack_ship');
	TYPES.forEach(([column, name, code, sequence_code], at) => {
		const made = { name, code, sequence_code, sequence: at, company_id: company, active: true };
		vals[column] = env.insert('stock.picking.type', made).id;
	});
}
