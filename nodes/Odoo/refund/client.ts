import type { Answer, OdooClient } from '../client';
import { fieldsThere } from '../order/client';
import { NOTE_LINE_FIELDS, noteLines, noteProducts, type NoteLine } from './wire';

/*
 * One function a question about the lines of credit notes.
 */

/** The lines of a note, with the SKU of each and the external id of the order's line it is for. */
export async function linesOfNote(
	odoo: OdooClient,
	ids: readonly number[],
): Promise<Array<{ line: NoteLine; sku: string; external: string | undefined }>> {
	if (ids.length === 0) return [];
	const fields = await fieldsThere(odoo, 'account.move.line', NOTE_LINE_FIELDS);
	const lines = await odoo.searchRead('account.move.line', [['id', 'in', [...ids]]], fields, noteLines, {
		order: 'id',
	});
	const products = [...new Set(lines.flatMap(({ product_id }) => product_id?.id ?? []))];
	const context = { active_test: false };
	const codes =
		products.length === 0
			? []
			: await odoo.searchRead('product.product', [['id', 'in', products]], ['default_code'], noteProducts, { context });
	const externals = await odoo.externalIdsOf('sale.order.line', [
		...new Set(lines.flatMap(({ sale_line_ids }) => sale_line_ids ?? [])),
	]);
	return lines.map((line) => ({
		line,
		sku: codes.find(({ id }) => id === line.product_id?.id)?.default_code.trim() ?? '',
		external: (line.sale_line_ids ?? []).map((id) => externals.get(id)).find((each) => each !== undefined),
	}));
}

/** Changes the lines of a draft. */
export async function editNote(
	odoo: OdooClient,
	note: number,
	commands: readonly unknown[],
	maySend: () => boolean,
): Promise<Answer> {
	const call = { model: 'account.move', method: 'write', ids: [note], args: { vals: { invoice_line_ids: commands } } };
	// Lines are added too, so a second time would add them twice.
	return await odoo.call({ ...call, repeatable: false, maySend });
}
