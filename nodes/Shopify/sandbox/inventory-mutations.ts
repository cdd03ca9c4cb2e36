/*
 * Mutations that write stock. https://shopify.dev/docs/api/admin-graphql/latest/mutations/inventorySetQuantities
 * Everything of a call is written or nothing is (the facts leave it open; as recorded by
 * https://github.com/airhorns/shopify-draft-proxy, which is also where the fields of errors, which quantity may be
 * negative, the changes of a group and their missing `quantityAfterChange` come from). Seen there on older versions:
 * the list of reasons.
 * Two readings of a level that was never activated, as the option `inactiveLevels`:
 *   written: the figure is kept and the level stays inactive
 *            (https://shopify.dev/changelog/removal-of-itemnotstockedatlocation-error says it can be set).
 *   ignored: no error and nothing written, as somebody saw on 25 August 2026.
 * On version 2026-07 it is ITEM_NOT_STOCKED_AT_LOCATION in both.
 */
import { GraphQLError } from 'graphql';

import type { Arguments, Call } from './call';
import { gid, readGid } from './ids';
import type { KeyedMutation, Outcome, UserError } from './idempotency';
import { adjustmentProblems, pairProblems, type Row } from './inventory-checks';
import { heldUnits, toItem, toLevel, toLocation } from './inventory';
import { levelAt, newLevel, quantityOf, saveLevel, store, type QuantityName, type StoredName } from './levels';
import { findLocation } from './locations';
import type { Fields } from './money';
import { variantOfItem } from './products';
import { toSeconds } from './state';

interface ChangeRecord {
	readonly name: QuantityName;
	readonly delta: number;
	readonly itemId: string;
	readonly locationId: string;
	readonly ledgerDocumentUri: string | null;
}

interface GroupRecord {
	readonly id: string;
	readonly createdAt: string;
	readonly reason: string;
	readonly referenceDocumentUri: string | null;
	readonly app: string;
	readonly changes: readonly ChangeRecord[];
}

/** Null when nothing had to change. */
interface Adjusted extends Outcome {
	readonly group: GroupRecord | null;
}

interface Input {
	readonly name: string;
	readonly reason: string;
	readonly referenceDocumentUri?: string | null;
	readonly quantities?: readonly Row[];
	readonly changes?: readonly Row[];
}

export const INVENTORY_MUTATIONS: Readonly<Record<string, KeyedMutation>> = {
	inventorySetQuantities: keyed(setQuantities, (args, call) => staleRows(args.input as Input, 'quantities', call)),
	inventoryAdjustQuantities: keyed(adjustQuantities, (args, call) => staleRows(args.input as Input, 'changes', call)),
	inventoryActivate: {
		run: (args, call) => activateLevel(args, call),
		show: (outcome, call) => {
			const { itemId, locationId } = outcome as Activated;
			const level = levelAt(call.state, itemId, locationId);
			return { inventoryLevel: level ? toLevel(level, call) : null };
		},
	} satisfies KeyedMutation,
};

function keyed(
	run: (args: Arguments, call: Call) => Adjusted,
	compare: (args: Arguments, call: Call) => UserError[],
): KeyedMutation {
	return {
		run,
		compare,
		show: (outcome, call) => {
			const { group } = outcome as Adjusted;
			return { inventoryAdjustmentGroup: group && toGroup(group, call) };
		},
	};
}

function setQuantities(args: Arguments, call: Call): Adjusted {
	const input = args.input as Input;
	const rows = input.quantities ?? [];
	demandComparison(rows, 'InventoryQuantityInput');
	const problems = [...adjustmentProblems(input, ['available', 'on_hand'], 'INVALID_NAME')];
	if (problems.length === 0) problems.push(...pairProblems(rows, input.name, 'quantities', call));
	if (problems.length === 0) problems.push(...staleRows(input, 'quantities', call));
	if (problems.length > 0) return { userErrors: problems, group: null };
	const name = input.name as 'available' | 'on_hand';
	const deltas = rows.map((row) => ({ row, delta: (row.quantity ?? 0) - figureOf(row, name, call) }));
	return commit(input, deltas, call);
}

const ADJUSTABLE = ['available', 'damaged', 'incoming', 'quality_control', 'reserved', 'safety_stock'] as const;

function adjustQuantities(args: Arguments, call: Call): Adjusted {
	const input = args.input as Input;
	const rows = input.changes ?? [];
	demandComparison(rows, 'InventoryChangeInput');
	const problems = [...adjustmentProblems(input, ADJUSTABLE, 'INVALID_QUANTITY_NAME')];
	if (problems.length === 0) problems.push(...pairProblems(rows, input.name, 'changes', call));
	if (problems.length === 0) problems.push(...staleRows(input, 'changes', call));
	if (problems.length > 0) return { userErrors: problems, group: null };
	return commit(
		input,
		rows.map((row) => ({ row, delta: row.delta ?? 0 })),
		call,
	);
}

/** The schema lets the field be left out, Shopify does not: https://shopify.dev/changelog/making-changefromquantity-field-required */
function demandComparison(rows: readonly Row[], type: string): void {
	if (rows.every((row) => Object.hasOwn(row, 'changeFromQuantity'))) return;
	throw new GraphQLError(`${type} must include the following argument: changeFromQuantity.`, {
		extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
	});
}

function staleRows(input: Input, list: 'quantities' | 'changes', call: Call): UserError[] {
	return (input[list] ?? []).flatMap((row, index): UserError[] => {
		const { changeFromQuantity } = row;
		if (changeFromQuantity == null || changeFromQuantity === figureOf(row, input.name as QuantityName, call)) return [];
		return [
			{
				field: ['input', list, `${index}`, 'changeFromQuantity'],
				message: 'The changeFromQuantity argument no longer matches the persisted quantity.',
				code: 'CHANGE_FROM_QUANTITY_STALE',
			},
		];
	});
}

function figureOf(row: Row, name: QuantityName, call: Call): number {
	const level = levelAt(call.state, row.inventoryItemId, row.locationId);
	return level ? quantityOf(level, name, heldUnits(call)).quantity : 0;
}

function commit(input: Input, deltas: ReadonlyArray<{ row: Row; delta: number }>, call: Call): Adjusted {
	const at = toSeconds(call.nowMs);
	const written = deltas.filter(({ row, delta }) => delta !== 0 && isWritten(row, call));
	const changes = written.flatMap(({ row, delta }) => write(row, input.name as QuantityName, delta, at, call));
	call.note.changed = Number(call.note.changed ?? 0) + written.length;
	if (changes.length === 0) return { userErrors: [], group: null };
	const group: GroupRecord = {
		id: gid('InventoryAdjustmentGroup', 1_000_000_000 + call.context.nextId('inventoryAdjustmentGroup')),
		createdAt: at,
		reason: input.reason,
		referenceDocumentUri: input.referenceDocumentUri ?? null,
		app: call.app,
		changes,
	};
	return { userErrors: [], group };
}

function isWritten(row: Row, { state, context }: Call): boolean {
	const active = levelAt(state, row.inventoryItemId, row.locationId)?.active === true;
	return active || context.options.inactiveLevels !== 'ignored';
}

/** Writes one figure. What is sold from stands on what lies there, so those two move together. */
function write(row: Row, name: QuantityName, delta: number, at: string, { state }: Call): ChangeRecord[] {
	const { inventoryItemId: itemId, locationId, ledgerDocumentUri = null } = row;
	const stored = (figure: StoredName): number => levelAt(state, itemId, locationId)?.stored[figure]?.quantity ?? 0;
	const change = (figure: QuantityName): ChangeRecord => ({
		name: figure,
		delta,
		itemId,
		locationId,
		ledgerDocumentUri,
	});
	if (name === 'available' || name === 'on_hand') {
		store(state, itemId, locationId, { on_hand: stored('on_hand') + delta }, at);
		return [change('available'), change('on_hand')];
	}
	const figure = name as Exclude<StoredName, 'on_hand'>;
	const lies = figure === 'incoming' ? {} : { on_hand: stored('on_hand') + delta };
	store(state, itemId, locationId, { [figure]: stored(figure) + delta, ...lies }, at);
	return figure === 'incoming' ? [change(figure)] : [change(figure), change('on_hand')];
}

function toGroup(group: GroupRecord, call: Call): Fields {
	return {
		...group,
		__typename: 'InventoryAdjustmentGroup',
		app: { id: gid('App', 580222), name: group.app },
		staffMember: null,
		changes: ({ inventoryItemIds, locationIds, quantityNames }: ChangeFilter) =>
			group.changes
				.filter(({ itemId }) => inventoryItemIds?.includes(itemId) ?? true)
				.filter(({ locationId }) => locationIds?.includes(locationId) ?? true)
				.filter(({ name }) => quantityNames?.includes(name) ?? true)
				.map((change) => toChange(change, call)),
	};
}

interface ChangeFilter {
	readonly inventoryItemIds?: readonly string[] | null;
	readonly locationIds?: readonly string[] | null;
	readonly quantityNames?: readonly string[] | null;
}

function toChange({ itemId, locationId, name, delta, ledgerDocumentUri }: ChangeRecord, call: Call): Fields {
	const location = findLocation(locationId);
	const variant = variantOfItem(call.state, itemId);
	return {
		name,
		delta,
		quantityAfterChange: null,
		ledgerDocumentUri,
		item: variant ? toItem(variant, call) : null,
		location: location ? toLocation(location, call) : null,
	};
}

interface Activated extends Outcome {
	readonly itemId: string;
	readonly locationId: string;
}

/**
 * Makes a level active; figures it had before it was deactivated stay unless new ones are said
 * (https://shopify.dev/changelog/inventoryactivate-now-preserves-available-quantity). Field and words of its errors are
 * assumed, and so is that figures of an active level cannot be set here.
 */
function activateLevel(args: Arguments, call: Call): Activated {
	const { state } = call;
	const [itemId, locationId] = [String(args.inventoryItemId), String(args.locationId)];
	const fail = (field: string, message: string): Activated => ({
		userErrors: [{ field: [field], message }],
		itemId,
		locationId,
	});
	const variant = readGid(itemId)?.type === 'InventoryItem' ? variantOfItem(state, itemId) : undefined;
	if (!variant) return fail('inventoryItemId', "The product couldn't be stocked because it wasn't found.");
	if (!findLocation(locationId)?.active)
		return fail('locationId', "The product couldn't be stocked because the location wasn't found.");
	const figures = [args.available, args.onHand].filter((figure) => typeof figure === 'number');
	if (figures.length === 2) return fail('available', 'Not allowed to set both available and on_hand quantities.');
	const known = levelAt(state, itemId, locationId);
	if (known?.active && figures.length > 0)
		return fail('available', 'Not allowed to set available quantity when the item is already active at the location.');
	if (known?.active) return { userErrors: [], itemId, locationId };
	const at = toSeconds(call.nowMs);
	const level = saveLevel(state, { ...(known ?? newLevel(itemId, locationId, at)), active: true, changedAt: at });
	const held = heldUnits(call);
	const aside = quantityOf(level, 'on_hand', held).quantity - quantityOf(level, 'available', held).quantity;
	const { onHand, available } = args;
	if (typeof onHand === 'number') store(state, itemId, locationId, { on_hand: onHand }, at);
	else if (typeof available === 'number') store(state, itemId, locationId, { on_hand: available + aside }, at);
	else if (!known) store(state, itemId, locationId, { on_hand: 0 }, at);
	call.note.changed = Number(call.note.changed ?? 0) + 1;
	return { userErrors: [], itemId, locationId };
}
