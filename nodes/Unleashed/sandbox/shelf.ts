/*
 * What happens to goods without the API: sold elsewhere, counted, filled up, emptied, and lists that end early.
 *
 * Every change takes `warehouse`, the default one when absent.
 */
import { announce } from './deliveries';
import { productContent } from './products';
import { defaultWarehouse, warehouseOf } from './refs';
import type { Change, Context, Product, State } from './state';
import { isStocked, move, onHandOf } from './stock';
import { amountOf, guid, isText, sumOf, textOf, wholeOf } from './values';

const MOST_BULK = 100_000;

/** { sku, title?, price?, stock? }; without `stock` it never had a transaction. */
export const addProduct: Change = (input, context) => {
	const { state, clock, nextId } = context;
	const code = textOf(input, 'sku');
	if (state.products.some((each) => each.code === code)) throw new Error(`There is a product ${code} already`);
	const fields = { ProductDescription: input['title'] ?? code, DefaultSellPrice: amountOf(input, 'price', 0, 0) };
	const product = newProduct(guid(`new product ${nextId('product')}`), code, fields, clock.now());
	state.products.push(product);
	if (input['stock'] !== undefined)
		setOnHand(context, product, placeOf(input, state), amountOf(input, 'stock', -Infinity));
	announce(context, 'product.created', 'productGuid', product.guid);
	return { guid: product.guid };
};

/** { sku, …fields }: staff change fields of a product, in the vendor's spelling. */
export const changeProduct: Change = (input, context) => {
	const product = knownProduct(context.state, textOf(input, 'sku'));
	if (input['Obsolete'] !== undefined) product.obsolete = input['Obsolete'] === true;
	product.content = productContent({ ...product.content, ...input });
	product.modifiedMs = context.clock.now();
	announce(context, 'product.updated', 'productGuid', product.guid);
	return { guid: product.guid };
};

/** { sku, quantity }: sold by another way than an order here. */
export const sellStock: Change = (input, context) => {
	const product = knownProduct(context.state, textOf(input, 'sku'));
	const place = placeOf(input, context.state);
	move(context, product, place, -amountOf(input, 'quantity', 0));
	return { onHand: onHandOf(context.state, product, place) };
};

/** { sku, stock }: goods arrive or are counted. */
export const setStock: Change = (input, context) => {
	const product = knownProduct(context.state, textOf(input, 'sku'));
	setOnHand(context, product, placeOf(input, context.state), amountOf(input, 'stock', -Infinity));
};

/** { count }: products BULK-00001 and on, each with a figure of its own; those that are there get it anew. */
export const fillStock: Change = (input, context) => {
	const count = wholeOf(input, 'count', 1);
	if (count > MOST_BULK) throw new Error(`"count" must be ${MOST_BULK} at most`);
	const { state, clock } = context;
	const known = new Map(state.products.map((product) => [product.code, product]));
	for (let n = 1; n <= count; n += 1) {
		const code = `BULK-${String(n).padStart(5, '0')}`;
		const fields = { ProductDescription: `Bulk product ${n}` };
		const product = known.get(code) ?? newProduct(guid(`product ${code}`), code, fields, clock.now());
		if (!known.has(code)) state.products.push(product);
		setOnHand(context, product, placeOf(input, state), (n * 7) % 90);
	}
	return { count };
};

/** Every figure is 0, as after a fault in the program itself. */
export const emptyCatalogue: Change = (input, context) => {
	const products = context.state.products.filter(isStocked);
	for (const product of products) setOnHand(context, product, placeOf(input, context.state), 0);
	return { count: products.length };
};

/** { times?, rows? }: so many of the next lists that are not empty end early, after `rows` or after a third. */
export const truncatePages: Change = (input, { state }) => {
	state.truncation.times = wholeOf(input, 'times', 1, 1);
	if (input['rows'] === undefined) delete state.truncation.rows;
	else state.truncation.rows = wholeOf(input, 'rows', 0);
	return { ...state.truncation };
};

function newProduct(id: string, code: string, fields: Record<string, unknown>, now: number): Product {
	return { guid: id, code, content: productContent(fields), obsolete: false, createdMs: now, modifiedMs: now };
}

function knownProduct({ products }: State, code: string): Product {
	const product = products.find((each) => each.code === code);
	if (product === undefined) throw new Error(`There is no product ${code}`);
	return product;
}

function placeOf({ warehouse }: Record<string, unknown>, state: State): string {
	return (isText(warehouse) ? warehouseOf(state, warehouse) : defaultWarehouse(state)).code;
}

function setOnHand(context: Context, product: Product, warehouseCode: string, quantity: number): void {
	const change = sumOf([quantity, -onHandOf(context.state, product, warehouseCode)]).toNumber();
	move(context, product, warehouseCode, change);
}
