import { stockLevelSchema } from '../../../core/model/stock-level';
import type { LevelAnswer, LevelChange } from '../../../core/ports';
import { contextOf } from '../../../nodes/Odoo/stock/client';
import { isCounted, isPlain, standing, toCount, toStockLevel, type Figure } from '../../../nodes/Odoo/stock/mapping';
import { OdooLevels } from '../../../nodes/Odoo/stock/target';
import type { Quant, StockedProduct } from '../../../nodes/Odoo/stock/wire';
import { ScriptedOdoo, type Script } from './scripted';

/*
 * Stock of Odoo and ours: which figure is which, and how a count is set.
 */

// Observed after confirming an order of 2 out of 10.
const PRODUCT: StockedProduct = {
	id: 3,
	default_code: 'MUG-BLUE',
	barcode: '',
	display_name: '[MUG-BLUE] Blue mug',
	qty_available: 10,
	free_qty: 8,
	virtual_available: 13,
	incoming_qty: 5,
};
const READING = {
	account: 'erp.example.com',
	observedAt: '2026-11-22T10:00:00.000Z',
	place: { id: '1', name: 'Main' },
};

it.each<[Figure, number]>([
	['free', 8],
	['onHand', 10],
	['forecast', 13],
])('takes %s for what can be sold: %d', (figure, available) => {
	const level = stockLevelSchema.parse(toStockLevel(PRODUCT, { ...READING, figure }));
	expect(level).toMatchObject({
		sku: 'MUG-BLUE',
		available,
		onHand: 10,
		allocated: 2,
		incoming: 5,
		location: { id: '1', name: 'Main' },
		updatedAt: null,
	});
});

it.each([
	['half a unit', { qty_available: 2.5, free_qty: 1.5 }, { available: 1, onHand: 2 }],
	['binary noise', { qty_available: 7.999999999, free_qty: 7.999999999 }, { available: 8, onHand: 8 }],
	['less than nothing', { qty_available: -2, free_qty: -3 }, { available: -3, onHand: -2, allocated: 1 }],
	['more free than there is', { qty_available: 1, free_qty: 2 }, { allocated: 0 }],
])('counts %s', (_, figures, expected) => {
	expect(toStockLevel({ ...PRODUCT, ...figures }, { ...READING, figure: 'free' })).toMatchObject(expected);
});

it('has one ID for each place of a product', () => {
	const idAt = (place: typeof READING.place | null) =>
		toStockLevel(PRODUCT, { ...READING, place, figure: 'free' }).origin.id;
	expect([idAt(READING.place), idAt({ id: '2', name: 'Outlet' }), idAt(null)]).toEqual(['3@1', '3@2', '3']);
});

it('names a warehouse under the keys of every version, because the wrong one alone would mean all of them', () => {
	expect(contextOf({ warehouse: 2 })).toEqual({ warehouse: 2, warehouse_id: 2 });
	expect([contextOf({ location: 8 }), contextOf({ everywhere: true })]).toEqual([{ location: 8 }, {}]);
});

const counted = (changes: object) => ({ id: 3, default_code: 'A', barcode: '', ...changes });

it.each([
	['stored, since 18', { is_storable: true, tracking: 'none' }, true],
	['not stored, since 18', { is_storable: false }, false],
	['stored, on 16 and 17', { detailed_type: 'product' }, true],
	['consumed, on 16 and 17', { detailed_type: 'consu' }, false],
	['kept by lots', { is_storable: true, tracking: 'lot' }, false],
	['kept by serial numbers', { is_storable: true, tracking: 'serial' }, false],
])('says of a product that is %s whether it is counted: %s', (_, changes, expected) =>
	expect(isCounted(counted(changes))).toBe(expected),
);

const quant = (changes: Partial<Quant> = {}): Quant => ({
	id: 1,
	product_id: { id: 3, name: '[MUG-BLUE] Blue mug' },
	location_id: { id: 8, name: 'WH/Stock' },
	quantity: 10,
	reserved_quantity: 2,
	write_date: '2026-11-22 09:00:00',
	...changes,
});

it.each([
	['onHand', quant(), 10],
	['available', quant(), 8],
	['onHand', undefined, null],
] as const)('reads the figure %s', (figure, own, expected) => expect(standing(own, figure)).toBe(expected));

it.each([
	['onHand', 7, 7],
	['available', 7, 9],
] as const)('counts so that %s becomes %d: %d', (figure, wanted, count) =>
	expect(toCount(wanted, quant(), figure)).toBe(count),
);

it('takes stock of a lot, a package or an owner for nothing one figure could set', () => {
	const owned = { id: 1, name: 'x' };
	expect(
		[quant(), quant({ lot_id: owned }), quant({ package_id: owned }), quant({ owner_id: owned })].map(isPlain),
	).toEqual([true, false, false, false]);
});

// ------------------------------------------------------------------ setting

let odoo: ScriptedOdoo | undefined;
afterEach(async () => await odoo?.close());

const row = (id: number, quantity: number, product = id) => ({
	id,
	product_id: [product, `[SKU-${product}] x`],
	location_id: [8, 'WH/Stock'],
	quantity,
	reserved_quantity: 0,
	write_date: '2026-11-22 09:00:00',
});

/** Quants by product; a count is noted, and applied where nothing moved since. */
async function shelf(quantities: Record<number, number>, over: Script = () => undefined) {
	const noted = new Map<number, number>();
	odoo = await ScriptedOdoo.start((asked, count) => {
		const said = over(asked, count);
		if (said) return said;
		const { call, body } = asked;
		if (call === 'stock.quant.search_read')
			return { body: Object.entries(quantities).map(([product, quantity]) => row(Number(product), quantity)) };
		if (call === 'stock.quant.create') {
			const values = body.vals_list as Array<{ product_id: number; inventory_quantity: number }>;
			for (const { product_id, inventory_quantity } of values) noted.set(product_id, inventory_quantity);
			return { body: values.map(({ product_id }) => product_id) };
		}
		if (call === 'stock.quant.action_apply_inventory')
			for (const id of body.ids as number[]) quantities[id] = noted.get(id)!;
		return { body: null };
	});
	return quantities;
}

const change = (product: number, before: number | null, quantity: number): LevelChange => ({
	at: product,
	quantity,
	level: { itemId: String(product), locationId: '8', quantity: before },
});
const set = async (changes: readonly LevelChange[], figure: 'onHand' | 'available' = 'onHand'): Promise<string[]> => {
	const answers: LevelAnswer[] = await new OdooLevels(odoo!.client(), 'erp.example.com', figure, true).set(changes);
	return answers.map(({ outcome }) => outcome);
};

it('notes counts together and applies them, in the mode that counts what is there', async () => {
	const quantities = await shelf({ 1: 5, 2: 7 });
	expect(await set([change(1, 5, 3), change(2, 7, 9)])).toEqual(['done', 'done']);
	expect(quantities).toEqual({ 1: 3, 2: 9 });
	const writes = odoo!.asked.filter(({ call }) => !call.includes('search'));
	expect(writes.map(({ call }) => call)).toEqual(['stock.quant.create', 'stock.quant.action_apply_inventory']);
	for (const { body } of writes) expect(body.context).toMatchObject({ inventory_mode: true });
});

it('counts nothing that moved after it was read', async () => {
	const quantities = await shelf({ 1: 4, 2: 7 });
	expect(await set([change(1, 5, 3), change(2, 7, 9)])).toEqual(['stale', 'done']);
	expect(quantities).toEqual({ 1: 4, 2: 9 });
});

it('finds the one that moved between note and apply, and takes its note back', async () => {
	await shelf({ 1: 5, 2: 7 }, ({ call, body }) =>
		call.endsWith('action_apply_inventory') && (body.ids as number[]).includes(2)
			? { body: { type: 'ir.actions.act_window', res_model: 'stock.inventory.conflict' } }
			: undefined,
	);
	expect(await set([change(1, 5, 3), change(2, 7, 9)])).toEqual(['done', 'stale']);
	expect(odoo!.asked.find(({ call }) => call === 'stock.quant.write')?.body).toMatchObject({
		ids: [2],
		vals: { inventory_quantity_set: false },
	});
});

it('finds the one that is refused, and sets the others', async () => {
	await shelf({ 1: 5, 2: 7, 3: 9 }, ({ call, body }) =>
		call === 'stock.quant.create' &&
		(body.vals_list as Array<{ product_id: number }>).some(({ product_id }) => product_id === 2)
			? { status: 422, body: { name: 'odoo.exceptions.UserError', message: 'No.' } }
			: undefined,
	);
	expect(await set([change(1, 5, 3), change(2, 7, 9), change(3, 9, 1)])).toEqual(['done', 'rejected', 'done']);
});

it('looks what lies there when nobody answered, and applies nothing twice', async () => {
	const quantities: Record<number, number> = await shelf({ 1: 5, 2: 7 }, ({ call }) => {
		if (!call.endsWith('action_apply_inventory')) return undefined;
		quantities[1] = 3;
		return { body: '', breaks: true };
	});
	expect(await set([change(1, 5, 3), change(2, 7, 9)])).toEqual(['done', 'unknown']);
	expect(odoo!.calls().filter((call) => call.endsWith('action_apply_inventory'))).toHaveLength(1);
});

it('says how many units of its own orders have not left yet', async () => {
	const line = (order: number, ordered: number, delivered: number, state = 'sale') => ({
		id: order * 10 + delivered,
		order_id: [order, 'S'],
		product_id: [3, '[MUG-BLUE] Blue mug'],
		product_uom_qty: ordered,
		qty_delivered: delivered,
		state,
	});
	odoo = await ScriptedOdoo.start(() => ({
		body: [line(41, 3, 1), line(41, 2, 0), line(42, 5, 5), line(43, 4, 0, 'cancel')],
	}));
	const open = await new OdooLevels(odoo.client(), 'erp.example.com', 'onHand', true).openUnits([
		'41',
		'42',
		'43',
		'gid://x',
	]);
	expect([...open].map(([order, units]) => [order, Object.fromEntries(units)])).toEqual([
		['41', { 'MUG-BLUE': 4 }],
		['42', { 'MUG-BLUE': 0 }],
		['43', {}],
	]);
});
