/*
 * Stock levels: absolute figures by EAN-13 or SKU (facts, sections 3, 4 and 8). The list is not paginated. A level whose
 * fields are left out keeps them (inferred of `is_blocked`: the vendor's PHP SDK always sends it, and so unblocks a size).
 */
import { done, notFound, type Faults } from './answers';
import { isFaulty, type Answer, type Save } from './call';
import { faultsOf } from './fields';
import type { Context, Level, Wire } from './state';
import { instant, isGiven, isText, type Fields } from './values';

const OPTIONAL = ['is_blocked', 'in_stock_update_time', 'incoming_stock', 'incoming_stock_date'];

export const listLevels: Answer = ({ context }) =>
	done(context.state.levels.map(levelAnswer), { rows: context.state.levels.length });

export const readLevel =
	(key: 'ean13' | 'sku'): Answer =>
	({ context, keys: [value = ''] }) => {
		const level = context.state.levels.find((each) => each[key] === value);
		return level ? done(levelAnswer(level)) : notFound(key, value, context);
	};

/** Levels by key, as long as the list is the same and no level was added to it. */
const INDEXES = new WeakMap<
	readonly Level[],
	{ readonly length: number; readonly levels: ReadonlyMap<string, Level> }
>();

function levelUnder(key: 'ean13' | 'sku', value: unknown, { state }: Context): Level | undefined {
	const known = INDEXES.get(state.levels);
	const index =
		known?.length === state.levels.length
			? known
			: {
					length: state.levels.length,
					levels: new Map(
						[...state.levels]
							.reverse()
							.flatMap((each) => [[`ean13 ${each.ean13}`, each] as const, [`sku ${each.sku}`, each] as const]),
					),
				};
	INDEXES.set(state.levels, index);
	return index.levels.get(`${key} ${String(value)}`);
}

export function levelAnswer(level: Level): Wire {
	return {
		ean13: level.ean13,
		sku: level.sku,
		extra_1: null,
		is_blocked: level.isBlocked,
		in_stock: level.inStock,
		in_stock_update_time: level.inStockUpdateTime,
		incoming_stock: level.incomingStock,
		incoming_stock_date: level.incomingStockDate,
	};
}

/** POST /inventory/ean and /inventory/sku: the key must exist (documented for the import of stock levels). */
export const saveLevel =
	(key: 'ean13' | 'sku'): Save =>
	(fields, context) => {
		const faults = {
			...faultsOf(fields, { key, required: [key, 'in_stock'], optional: OPTIONAL }),
			...figures(fields),
		};
		if (isFaulty(faults)) return { faults };
		const level = levelUnder(key, fields[key], context);
		if (!level) return { faults: { [key]: [key === 'ean13' ? 'unknown EAN13' : 'unknown SKU'] } };
		setLevel(level, fields, context);
		return { result: levelAnswer(level) };
	};

export function setLevel(level: Level, fields: Fields, { clock }: Context): void {
	level.inStock = Number(fields['in_stock']);
	const at = fields['in_stock_update_time'];
	level.inStockUpdateTime = isText(at) ? at : instant(clock.now());
	if (isGiven(fields['is_blocked'])) level.isBlocked = fields['is_blocked'] === true;
	if (fields['incoming_stock'] !== undefined)
		level.incomingStock = fields['incoming_stock'] === null ? null : Number(fields['incoming_stock']);
	if (fields['incoming_stock_date'] !== undefined)
		level.incomingStockDate = isText(fields['incoming_stock_date']) ? fields['incoming_stock_date'] : null;
}

/** Quantities are integers (documented for the import). */
function figures(fields: Fields): Faults {
	const wrong = ['in_stock', 'incoming_stock'].filter(
		(name) => isGiven(fields[name]) && !(typeof fields[name] === 'number' && Number.isInteger(fields[name])),
	);
	return Object.fromEntries(wrong.map((name) => [name, ['must be a whole number']]));
}
