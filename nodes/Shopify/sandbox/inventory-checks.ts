/*
 * Why a call that writes stock is refused. Codes and their words are the schema's:
 * https://shopify.dev/docs/api/admin-graphql/latest/enums/InventorySetQuantitiesUserErrorCode
 */
import type { Call } from './call';
import { readGid } from './ids';
import type { UserError } from './idempotency';
import { levelAt } from './levels';
import { findLocation } from './locations';
import { variantOfItem } from './products';

/** One row of a set or an adjustment, as it was sent: a key that was left out is absent. */
export interface Row {
	readonly inventoryItemId: string;
	readonly locationId: string;
	readonly quantity?: number;
	readonly delta?: number;
	readonly changeFromQuantity?: number | null;
	readonly ledgerDocumentUri?: string | null;
}

/** Collected from the source of several clients; the page behind the schema's link was not seen. */
const REASONS = new Set(
	(
		'correction cycle_count_available damaged movement_canceled movement_created movement_received movement_updated ' +
		'other promotion quality_control received reservation_created reservation_deleted reservation_updated restock ' +
		'safety_stock shrinkage'
	).split(' '),
);
const LARGEST_SET = 1_000_000_000;
const LARGEST_ADJUSTED = 2_000_000_000;

/** What is wrong with a call as a whole. */
export function adjustmentProblems(
	input: { readonly name: string; readonly reason: string; readonly referenceDocumentUri?: string | null },
	names: readonly string[],
	nameCode: 'INVALID_NAME' | 'INVALID_QUANTITY_NAME',
): UserError[] {
	const { name, reason, referenceDocumentUri } = input;
	const problems: UserError[] = [];
	if (!names.includes(name)) {
		const message =
			nameCode === 'INVALID_NAME'
				? "The quantity name must be either 'available' or 'on_hand'."
				: `The specified quantity name is invalid. Valid values are: ${names.join(', ')}.`;
		problems.push({ field: ['input', 'name'], message, code: nameCode });
	}
	if (!REASONS.has(reason)) {
		const message = `The specified reason is invalid. Valid values are: ${[...REASONS].join(', ')}.`;
		problems.push({ field: ['input', 'reason'], message, code: 'INVALID_REASON' });
	}
	if (referenceDocumentUri != null && !isDocument(referenceDocumentUri)) {
		const message = 'The specified reference document is invalid.';
		problems.push({ field: ['input', 'referenceDocumentUri'], message, code: 'INVALID_REFERENCE_DOCUMENT' });
	}
	return problems;
}

/** "Valid URI with scheme and content. For GID format, all components (app, entity, id) must be present." */
function isDocument(uri: string): boolean {
	if (uri.startsWith('gid:')) return /^gid:\/\/[^/\s]+\/[^/\s]+\/\S+$/.test(uri);
	return /^[a-z][a-z0-9+.-]*:\S+$/i.test(uri) && !/:\/*$/.test(uri);
}

/** What is wrong with single rows of a call; `list` is the input's name of them. */
export function pairProblems(
	rows: readonly Row[],
	name: string,
	list: 'quantities' | 'changes',
	call: Call,
): UserError[] {
	const path = (index: number, field: string): string[] => ['input', list, `${index}`, field];
	const pairs = new Map<string, number>();
	for (const { inventoryItemId, locationId } of rows) {
		const pair = `${inventoryItemId} ${locationId}`;
		pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
	}
	const problems = rows.flatMap((row, index): UserError[] => {
		const found = [
			itemProblem(row, call),
			placeProblem(row, call),
			list === 'quantities' ? setProblem(row, name) : adjustProblem(row),
		];
		const twice = list === 'quantities' && (pairs.get(`${row.inventoryItemId} ${row.locationId}`) ?? 0) > 1;
		return [...found, twice ? DUPLICATE : undefined].flatMap((problem) =>
			problem ? [{ field: path(index, problem.at), message: problem.message, code: problem.code }] : [],
		);
	});
	return list === 'changes' ? [...problems, ...documentProblems(rows, name)] : problems;
}

interface RowProblem {
	readonly at: string;
	readonly message: string;
	readonly code: string;
}

const DUPLICATE: RowProblem = {
	at: 'locationId',
	message: 'The combination of inventoryItemId and locationId must be unique.',
	code: 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
};

function itemProblem({ inventoryItemId }: Row, { state }: Call): RowProblem | undefined {
	const at = 'inventoryItemId';
	const known = readGid(inventoryItemId)?.type === 'InventoryItem';
	const variant = known ? variantOfItem(state, inventoryItemId) : undefined;
	if (!variant) {
		return { at, message: 'The specified inventory item could not be found.', code: 'INVALID_INVENTORY_ITEM' };
	}
	if (!variant.bundle) return undefined;
	const message = 'The specified inventory item is not allowed to be adjusted via API.';
	return { at, message, code: 'NON_MUTABLE_INVENTORY_ITEM' };
}

/** That a place which was deactivated counts as not found is assumed. */
function placeProblem({ inventoryItemId, locationId }: Row, { state, version }: Call): RowProblem | undefined {
	const at = 'locationId';
	if (!findLocation(locationId)?.active)
		return { at, message: 'The specified location could not be found.', code: 'INVALID_LOCATION' };
	if (version !== '2026-07' || levelAt(state, inventoryItemId, locationId)?.active) return undefined;
	const message = 'The specified inventory item is not stocked at the location.';
	return { at, message, code: 'ITEM_NOT_STOCKED_AT_LOCATION' };
}

/** What can be sold may be below nothing; what lies there may not. */
function setProblem({ quantity = 0 }: Row, name: string): RowProblem | undefined {
	const at = 'quantity';
	if (quantity > LARGEST_SET)
		return { at, message: "The quantity can't be higher than 1,000,000,000.", code: 'INVALID_QUANTITY_TOO_HIGH' };
	if (quantity < -LARGEST_SET)
		return { at, message: "The quantity can't be lower than -1,000,000,000.", code: 'INVALID_QUANTITY_TOO_LOW' };
	if (quantity < 0 && name !== 'available')
		return { at, message: "The quantity can't be negative.", code: 'INVALID_QUANTITY_NEGATIVE' };
	return undefined;
}

function adjustProblem({ delta = 0 }: Row): RowProblem | undefined {
	const at = 'delta';
	if (delta > LARGEST_ADJUSTED)
		return { at, message: "The quantity can't be higher than 2,000,000,000.", code: 'INVALID_QUANTITY_TOO_HIGH' };
	if (delta < -LARGEST_ADJUSTED)
		return { at, message: "The quantity can't be lower than -2,000,000,000.", code: 'INVALID_QUANTITY_TOO_LOW' };
	return undefined;
}

/** Every name but `available` is told with a document of the app's own, one for the whole call. */
function documentProblems(rows: readonly Row[], name: string): UserError[] {
	if (new Set(rows.flatMap((row) => row.ledgerDocumentUri ?? [])).size > 1) {
		const message =
			'All changes must have the same ledger document URI or, in the case of adjusting available, no ledger document URI.';
		return [{ field: ['input', 'changes'], message, code: 'MAX_ONE_LEDGER_DOCUMENT' }];
	}
	return rows.flatMap(({ ledgerDocumentUri }, index): UserError[] => {
		const problem = documentProblem(ledgerDocumentUri ?? undefined, name);
		return problem ? [{ field: ['input', 'changes', `${index}`, 'ledgerDocumentUri'], ...problem }] : [];
	});
}

function documentProblem(uri: string | undefined, name: string): { message: string; code: string } | undefined {
	if (name === 'available') {
		const message = 'A ledger document URI is not allowed when adjusting available.';
		return uri === undefined ? undefined : { message, code: 'INVALID_AVAILABLE_DOCUMENT' };
	}
	if (uri === undefined) {
		const message = 'A ledger document URI is required except when adjusting available.';
		return { message, code: 'INVALID_QUANTITY_DOCUMENT' };
	}
	if (uri.startsWith('gid://shopify/')) {
		const message = 'Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API.';
		return { message, code: 'INTERNAL_LEDGER_DOCUMENT' };
	}
	return isDocument(uri)
		? undefined
		: { message: 'The specified ledger document is invalid.', code: 'INVALID_LEDGER_DOCUMENT' };
}
