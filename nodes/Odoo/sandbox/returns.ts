/*
 * Goods that come back: a transfer of its own, from the customer into stock. Delivered quantities drop when it is done.
 */
import type { Env, Rec } from './env';
import { userError } from './errors';
import { reserve } from './reservations';
import { newPicking } from './stock-moves';

export function makeReturn(env: Env, wizard: Rec | undefined): unknown {
	const picking = wizard?.one('picking_id');
	if (wizard === undefined || picking === undefined) return true;
	const lines = wizard.many('product_return_moves').filter((line) => line.num('quantity') > 0);
	if (lines.length === 0) throw userError('Please specify at least one non-zero quantity.');
	const warehouse = picking.one('picking_type_id')?.one('warehouse_id');
	const [from, to] = [picking.num('location_dest_id'), warehouse?.num('lot_stock_id') ?? picking.num('location_id')];
	const back = newPicking(env, {
		picking_type_id: warehouse?.get('in_type_id'),
		location_id: from,
		location_dest_id: to,
		partner_id: picking.get('partner_id'),
		origin: `Return of ${picking.text('name')}`,
		sale_id: picking.get('sale_id'),
		return_id: picking.id,
	});
	const moves = lines.map((line) => {
		const returned = line.one('move_id');
		return env.insert('stock.move', {
			name: returned?.get('name') || line.one('product_id')?.display(),
			product_id: line.get('product_id'),
			product_uom: 1,
			product_uom_qty: line.num('quantity'),
			quantity: 0,
			picking_id: back.id,
			location_id: from,
			location_dest_id: to,
			sale_line_id: returned?.get('sale_line_id') ?? false,
			origin_returned_move_id: returned?.id ?? false,
			to_refund: line.get('to_refund'),
			origin: back.get('origin'),
			company_id: picking.get('company_id'),
			date: env.now(),
			state: 'confirmed',
		});
	});
	reserve(moves);
	return {
		name: 'Returned Picking',
		view_mode: 'form',
		res_model: 'stock.picking',
		res_id: back.id,
		type: 'ir.actions.act_window',
		context: env.ctx,
	};
}
