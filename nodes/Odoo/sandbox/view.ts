/*
 * The sandbox's own view of the company, which tests compare: what stands there, and of people only where they live.
 */
import { Env, type Rec } from './env';
import { externalIdsOf } from './external-ids';
import { contextAt } from './seed';
import type { State } from './state';

export function view(state: State): unknown {
	const env = new Env(contextAt(state, { version: '19' }, 0), 1);
	return {
		orders: env.all('sale.order').map(orderView),
		pickings: env.all('stock.picking').map((picking) => ({
			...shown(picking, ['id', 'name', 'state', 'origin', 'carrier_tracking_ref', 'date_done']),
			order: picking.one('sale_id')?.text('name') ?? false,
			kind: picking.get('picking_type_code'),
			carrier: picking.one('carrier_id')?.text('name') ?? false,
			lines: picking.many('move_ids').map((move) => ({
				sku: skuOf(move),
				...shown(move, ['product_uom_qty', 'quantity', 'state']),
			})),
		})),
		invoices: env.all('account.move').map((move) => ({
			...shown(move, ['id', 'name', 'move_type', 'state', 'payment_state', 'ref', 'invoice_origin', 'invoice_date']),
			...shown(move, ['amount_total', 'amount_residual']),
			externalIds: externalIdsOf(move),
			lines: move.many('line_ids').map((line) => ({
				sku: skuOf(line),
				account: line.one('account_id')?.text('code') ?? false,
				...shown(line, ['display_type', 'quantity', 'price_unit', 'debit', 'credit']),
			})),
		})),
		payments: env.all('account.payment').map((payment) => ({
			...shown(payment, ['name', 'state', 'amount', 'date', 'memo', 'payment_type']),
			journal: payment.one('journal_id')?.text('code') ?? false,
		})),
		products: env.all('product.product').map((product) => ({
			...shown(product, ['id', 'default_code', 'barcode', 'name', 'list_price', 'active', 'type']),
			externalIds: externalIdsOf(product),
		})),
		prices: env
			.all('product.pricelist.item')
			.map((rule) => ({ sku: skuOf(rule), list: rule.get('pricelist_id'), ...shown(rule, ['fixed_price']) })),
		stock: env
			.all('stock.quant')
			.filter((quant) => quant.one('location_id')?.get('usage') === 'internal')
			.map((quant) => ({
				sku: skuOf(quant),
				location: quant.one('location_id')?.display(),
				...shown(quant, ['quantity', 'reserved_quantity', 'available_quantity']),
			})),
		partners: env.all('res.partner').map((partner) => ({
			id: partner.id,
			type: partner.get('type'),
			parent: partner.get('parent_id'),
			country: partner.one('country_id')?.get('code') ?? false,
			externalIds: externalIdsOf(partner),
		})),
		rules: state.tables.has('base.automation')
			? env.all('base.automation').map((rule) => ({
					...shown(rule, ['id', 'name', 'active', 'trigger']),
					actions: rule.many('action_server_ids').map((action) => shown(action, ['id', 'name', 'webhook_url'])),
				}))
			: [],
	};
}

function orderView(order: Rec): object {
	return {
		...shown(order, [
			'id',
			'name',
			'state',
			'client_order_ref',
			'origin',
			'date_order',
			'invoice_status',
			'create_date',
		]),
		...shown(order, ['amount_untaxed', 'amount_tax', 'amount_total', 'delivery_status']),
		currency: order.one('currency_id')?.text('name') ?? false,
		warehouse: order.one('warehouse_id')?.text('code') ?? false,
		carrier: order.one('carrier_id')?.text('name') ?? false,
		shipTo: { country: order.one('partner_shipping_id')?.one('country_id')?.get('code') ?? false },
		tags: order.many('tag_ids').map((tag) => tag.text('name')),
		externalIds: externalIdsOf(order),
		lines: order.many('order_line').map((line) => ({
			sku: skuOf(line),
			...shown(line, ['product_uom_qty', 'price_unit', 'discount', 'is_delivery', 'qty_delivered', 'qty_invoiced']),
			taxes: line.many('tax_ids').map((tax) => tax.text('name')),
			externalIds: externalIdsOf(line),
		})),
	};
}

const skuOf = (record: Rec): string => record.one('product_id')?.text('default_code') ?? '';

const shown = (record: Rec, columns: readonly string[]): object =>
	Object.fromEntries(columns.map((column) => [column, column === 'id' ? record.id : record.get(column)]));
