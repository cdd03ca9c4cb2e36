/*
 * What is done to goods without the API: counted, filled up, emptied, mixed up by a slip, and lists that end early.
 */
import { knownProduct, type Change, type Context, type Product } from './state';
import { changeStock } from './stock';
import { guid, isText, textOf, wholeOf } from './values';

const MOST_BULK = 100_000;

/** { sku, title?, stock? } */
export const addProduct: Change = (input, { state, clock, nextId }) => {
	const code = textOf(input, 'sku');
	if (state.products.has(code)) throw new Error(`There is a product ${code} already`);
	const now = clock.now();
	const content = { languageCode: 'en', name: input['title'] ?? code };
	const id = guid(`new product ${nextId('product')}`);
	const stock = Number(input['stock'] ?? 0);
	state.products.set(code, { id, code, content, stock, editedMs: now, stockChangedMs: now });
	return { id };
};

/** { sku } */
export const removeProduct: Change = (input, { state }) => {
	state.products.delete(knownProduct(state, textOf(input, 'sku')).code);
};

/** { code or sku, stock }: goods arrive or are counted. */
export const setStock: Change = (input, context) => {
	const product = knownProduct(context.state, textOf(input, isText(input['code']) ? 'code' : 'sku'));
	setFigures(context, new Map([[product.code, wholeOf(input, 'stock', -Infinity)]]));
};

/** { count }: products BULK-00001 and on, each with a figure of its own; those that are there get it anew. */
export const fillStock: Change = (input, context) => {
	const count = wholeOf(input, 'count', 1);
	if (count > MOST_BULK) throw new Error(`"count" must be ${MOST_BULK} at most`);
	const { state, clock } = context;
	const now = clock.now();
	const figures = new Map<string, number>();
	for (let n = 1; n <= count; n += 1) {
		const number = String(n).padStart(5, '0');
		const code = `BULK-${number}`;
		const stock = (n * 7) % 90;
		if (state.products.has(code)) figures.set(code, stock);
		else state.products.set(code, bulkProduct(code, number, stock, now));
	}
	setFigures(context, figures);
	return { count };
};

function bulkProduct(code: string, number: string, stock: number, now: number): Product {
	const content = { languageCode: 'en', name: `Bulk product ${number}` };
	return { id: guid(`product ${code}`), code, content, stock, editedMs: now, stockChangedMs: now };
}

/** Every figure is 0, as after a fault in the warehouse's own system. */
export const emptyCatalogue: Change = (_input, context) => {
	const codes = [...context.state.products.keys()];
	setFigures(context, new Map(codes.map((code) => [code, 0])));
	return { count: codes.length };
};

/** Every product has the figure of the one after it, the last that of the first. */
export const wrongWarehouse: Change = (_input, context) => {
	const products = [...context.state.products.values()];
	const figures = products.map(({ code }, at) => [code, products[(at + 1) % products.length]?.stock ?? 0] as const);
	setFigures(context, new Map(figures));
	return { count: products.length };
};

/** { code?, stock? }: less than nothing on the shelf; of the first product and -3 when not said. */
export const negativeStock: Change = (input, context) => {
	const [first] = context.state.products.keys();
	const { code } = knownProduct(context.state, isText(input['code']) ? input['code'] : (first ?? ''));
	const stock = wholeOf(input, 'stock', -Infinity, -3);
	if (stock >= 0) throw new Error('"stock" must be below 0');
	setFigures(context, new Map([[code, stock]]));
	return { code, stock };
};

/** { times?, rows? }: so many of the next lists that are not empty end early, after `rows` or after a third of a page. */
export const truncatePages: Change = (input, { state }) => {
	state.truncation.times = wholeOf(input, 'times', 1, 1);
	if (input['rows'] === undefined) delete state.truncation.rows;
	else state.truncation.rows = wholeOf(input, 'rows', 0);
	return { ...state.truncation };
};

function setFigures(context: Context, figures: ReadonlyMap<string, number>): void {
	changeStock(context, figures.keys(), () => {
		for (const [code, stock] of figures) knownProduct(context.state, code).stock = stock;
	});
}
