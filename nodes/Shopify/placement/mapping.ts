import { sameAmount } from '../../../core/model/money';
import type { Order } from '../../../core/model/order';
import type { Origin } from '../../../core/model/origin';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameText, type FieldRule } from '../../../core/sync/diff';
import { unitsBy } from '../../../core/sync/units';
import { orderGid } from '../order/mapping';
import type { GoodsLine } from '../pricing/mapping';
import type { MailingAddress } from '../wire';
import type { AddressInput, OrderDraft } from './draft';
import type { StandingOrder } from './wire';

/*
 * Where the order of a record stands in the shop, and what of it differs from what the record asks for.
 */

/** The custom id of an order in the shop: the record it was made from, which never changes. */
export function sourceKey({ system, account, id }: Pick<Origin, 'system' | 'account' | 'id'>): string {
	return `${system}:${account}:${id}`;
}

/**
 * Under what an order is found in this shop: by its own id where it is this shop's, else by the custom id it was made
 * under. Undefined for an id of this shop that is none.
 */
export function addressOf(
	{ origin }: Pick<Order, 'origin'>,
	account: string,
): { readonly id: string } | { readonly key: string } | undefined {
	if (origin.system !== 'shopify' || origin.account !== account) return { key: sourceKey(origin) };
	const id = orderGid(origin.id);
	return id === undefined ? undefined : { id };
}

/** The key of the order of a record, for the ledger; a record with an unusable id has one that finds nothing. */
export function addressKey(record: Pick<Order, 'origin'>, account: string): string {
	const place = addressOf(record, account);
	if (!place) return `invalid ${record.origin.id}`;
	return 'id' in place ? place.id : place.key;
}

/** Why the order of a record can be found under nothing. */
export function addressProblem(record: Pick<Order, 'origin'>, account: string): Problem | undefined {
	if (addressOf(record, account)) return undefined;
	return { code: 'ID_MISSING', params: { kind: 'order', given: record.origin.id } };
}

// ------------------------------------------------------------------ what can be changed afterwards

interface Wanted {
	readonly record: Order;
	readonly draft: OrderDraft;
}

/** Absent leaves, null clears. Tags and attributes are only added to: what the shop's staff put there stays. */
const RULES: ReadonlyArray<FieldRule<StandingOrder, Wanted & { readonly there: StandingOrder }>> = [
	{ field: 'note', before: ({ note }) => note, wanted: ({ record }) => record.note, same: sameText },
	{
		field: 'poNumber',
		before: ({ poNumber }) => poNumber,
		wanted: ({ record }) => record.purchaseOrderNumber,
		same: sameText,
	},
	{ field: 'tags', before: ({ tags }) => tags, wanted: ({ there, draft }) => withTags(there.tags, draft.tags) },
	{
		field: 'customAttributes',
		before: ({ customAttributes }) => customAttributes,
		wanted: ({ there, draft }) => withAttributes(there.customAttributes, draft.attributes),
	},
	{
		field: 'shippingAddress',
		before: ({ shippingAddress }) => toComparable(shippingAddress),
		wanted: ({ draft }) => draft.shippingAddress,
		same: (before, wanted) => sameAddress(before as AddressInput, wanted as AddressInput),
	},
];

/** What Shopify can still change of an order, and the record asks for. */
export function wantedChanges(there: StandingOrder, wanted: Wanted): FieldChange[] {
	return diff(there, { ...wanted, there }, RULES);
}

/** Changes as orderUpdate takes them: an empty text clears, lists are whole. */
export function toUpdateInput(there: StandingOrder, wanted: Wanted): Readonly<Record<string, unknown>> {
	const changes = wantedChanges(there, wanted).map(({ field, after }) => [field, after ?? '']);
	return { id: there.id, ...(Object.fromEntries(changes) as Record<string, unknown>) };
}

/** Tags that an order lacks; capitals do not tell tags apart (assumed of the API, so in the admin). */
export function missingTags(there: readonly string[], wanted: readonly string[]): string[] {
	const known = new Set(there.map((tag) => tag.toLowerCase()));
	return wanted.filter((tag) => !known.has(tag.toLowerCase()));
}

/** All tags the order is to have, or undefined where none is missing. */
function withTags(there: readonly string[], wanted: readonly string[]): string[] | undefined {
	const missing = missingTags(there, wanted);
	return missing.length > 0 ? [...there, ...missing] : undefined;
}

type Pairs = ReadonlyArray<{ readonly key: string; readonly value?: string | null }>;

function withAttributes(there: Pairs, wanted: OrderDraft['attributes']): OrderDraft['attributes'] | undefined {
	const values = new Map(there.map(({ key, value }) => [key, value ?? '']));
	if (wanted.every(({ key, value }) => values.get(key) === value)) return undefined;
	for (const { key, value } of wanted) values.set(key, value);
	return [...values].map(([key, value]) => ({ key, value }));
}

function toComparable(address: MailingAddress | null | undefined): AddressInput {
	const { countryCodeV2, ...rest } = address ?? {};
	const given = Object.entries({ ...rest, countryCode: countryCodeV2 }).filter(([, value]) => Boolean(value));
	return Object.fromEntries(given) as AddressInput;
}

const fullName = ({ firstName, lastName }: AddressInput) => [firstName, lastName].filter(Boolean).join(' ');
const digits = (phone: string | undefined) => (phone ?? '').replace(/\D/g, '');

/** As a parcel label would read; a region or phone that is not wanted is left out of it. */
function sameAddress(before: AddressInput, wanted: AddressInput): boolean {
	const fields = ['company', 'address1', 'address2', 'zip', 'city', 'countryCode'] as const;
	return (
		sameText(fullName(before), fullName(wanted)) &&
		fields.every((field) => sameText(before[field], wanted[field])) &&
		(wanted.provinceCode === undefined || sameText(before.provinceCode, wanted.provinceCode)) &&
		(wanted.phone === undefined || digits(before.phone) === digits(wanted.phone))
	);
}

// ------------------------------------------------------------------ what only a person can change

type Line = StandingOrder['lineItems']['nodes'][number];
type Family = 'quantity' | 'currentQuantity';

/**
 * CHANGE_BY_HAND where goods or amount of the record are neither those the order was placed with nor those it has now:
 * the lines of a placed order are a person's to change, because that moves money and stock.
 */
export function goodsProblem(there: StandingOrder, { record, draft }: Wanted, target: string): Problem | undefined {
	// An empty text from one of the two families is enough: then nothing was changed.
	const changed = changedGoods(there, draft, 'quantity') && changedGoods(there, draft, 'currentQuantity');
	const total = there.totalPriceSet.shopMoney.amount;
	const totals = [total, there.currentTotalPriceSet.shopMoney.amount];
	const amount = totals.some((each) => sameAmount(each, draft.total)) ? '' : `total ${draft.total} instead of ${total}`;
	const what = [changed, amount].filter(Boolean).join(', ');
	if (what === '') return undefined;
	return { code: 'CHANGE_BY_HAND', params: { order: record.number, target, what } };
}

/** "MUG-BLUE 3 instead of 2, …"; empty where both sides hold the same units. */
function changedGoods(there: StandingOrder, { goods }: OrderDraft, family: Family): string {
	const lines = there.lineItems.nodes.filter(({ sku, variant }) => Boolean(sku) || Boolean(variant));
	const left = new Map(lines.map((line) => [line.id, line[family]]));
	const differences: string[] = [];
	for (const [name, wanted] of unitsBy(goods.map((line) => [keyOf(line), line.quantity]))) {
		const same = linesOf(
			lines,
			goods.find((line) => keyOf(line) === name),
		);
		const have = same.reduce((units, { id }) => units + (left.get(id) ?? 0), 0);
		for (const { id } of same) left.set(id, 0);
		if (have !== wanted) differences.push(`${name} ${wanted} instead of ${have}`);
	}
	for (const line of lines) {
		const units = left.get(line.id) ?? 0;
		if (units > 0) differences.push(`${line.sku || line.variant?.barcode || line.id} 0 instead of ${units}`);
	}
	return differences.join(', ');
}

/** What a line is called: its SKU, else its barcode. */
export const keyOf = ({ sku, barcode }: Pick<GoodsLine, 'sku' | 'barcode'>) => sku || barcode;

function linesOf(lines: readonly Line[], wanted: GoodsLine | undefined): readonly Line[] {
	if (!wanted) return [];
	const bySku = lines.filter(({ sku }) => wanted.sku !== '' && sku === wanted.sku);
	if (bySku.length > 0) return bySku;
	return lines.filter(({ variant }) => wanted.barcode !== '' && variant?.barcode === wanted.barcode);
}
