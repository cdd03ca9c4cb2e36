import { inCurrency, isAboveZero, isZero, minorDistance, minus, sum } from '../../../core/model/money';
import type { Order } from '../../../core/model/order';
import type { FieldChange } from '../../../core/ports';
import { diff, sameText, type FieldRule } from '../../../core/sync/diff';
import { countryCode, decimal, isMadeOfName, present, sameGuid, stageOf } from '../mapping';
import { lineGuid, type DraftLine, type OrderDraft, type OrderRules, type WantedStatus } from '../order/draft';
import { DELIVERY_FIELDS, type UnleashedOrder, type UnleashedOrderLine } from '../order/wire';
import type { Raw } from '../wire';

/*
 * An order that stands at Unleashed against the one that is wanted.
 */

const folded = (value: string | null | undefined) => (value ?? '').trim().toLowerCase();

/** What tells our lines from those people added. */
export interface LineKeys {
	/** GUIDs of every line the record has or had. */
	readonly guids: ReadonlySet<string>;
	/** Products of the record and of its charges, in small letters: where Unleashed gave lines GUIDs of its own. */
	readonly products: ReadonlySet<string>;
}

export function lineKeysOf(order: Order, draft: OrderDraft, { booking }: Pick<OrderRules, 'booking'>): LineKeys {
	const products = [
		...order.lines.map(({ sku }) => sku),
		...draft.lines.map(({ product }) => product),
		...Object.values(booking.products),
		booking.productWithoutSku,
	];
	const guids = [...order.lines.map(({ id }) => lineGuid(order, id)), ...draft.lines.map(({ guid }) => guid)];
	return { guids: new Set(guids), products: new Set(products.map(folded).filter(Boolean)) };
}

/**
 * Which line there is which of ours: by GUID, else by product in the order of their numbers. A line of goods that nobody
 * of ours is, and whose product is none of the order's, was added by people and is left alone; one under a GUID such as
 * only we give was ours, though the record names it no more.
 */
export function matchedLines(there: UnleashedOrder, draft: OrderDraft, keys: LineKeys) {
	const open = [...(there.SalesOrderLines ?? [])].sort((a, b) => (a.LineNumber ?? 0) - (b.LineNumber ?? 0));
	const pairs = new Map<DraftLine, UnleashedOrderLine>();
	const take = (line: DraftLine, fits: (held: UnleashedOrderLine) => boolean) => {
		const at = pairs.has(line) ? -1 : open.findIndex(fits);
		if (at >= 0) pairs.set(line, ...(open.splice(at, 1) as [UnleashedOrderLine]));
	};
	for (const line of draft.lines) take(line, ({ Guid }) => sameGuid(Guid, line.guid));
	const isOurs = (held: UnleashedOrderLine) =>
		keys.guids.has((held.Guid ?? '').toLowerCase()) ||
		isMadeOfName(held.Guid) ||
		((held.LineType ?? '') === '' && keys.products.has(folded(held.Product?.ProductCode)));
	for (const line of draft.lines)
		take(line, (held) => isOurs(held) && folded(held.Product?.ProductCode) === folded(line.product));
	return { pairs, others: open.filter((held) => !isOurs(held)), gone: open.filter(isOurs) };
}

/** To the minor unit: whether Unleashed keeps more decimals of a tax than were sent is not known. */
const lineWords = (code: string | null | undefined, quantity: number, amounts: readonly string[], currency: string) =>
	`${code ?? ''} × ${quantity}: ${amounts.map((amount) => inCurrency(amount, currency)).join(' + ')}`;

const amountsOf = ({ LineTotal, LineTax }: UnleashedOrderLine) => [decimal(LineTotal), decimal(LineTax)];

/** Whether the order still stands as we make it, so that the wanted status is still to come. */
const isAsMade = ({ OrderStatus, CustomOrderStatus }: UnleashedOrder) =>
	stageOf(OrderStatus) === 'PARKED' && (CustomOrderStatus ?? '').trim() === '';

/** The status an order is to get; nothing where people, or Unleashed, moved it on already. */
export function advanced(there: UnleashedOrder, { status, custom }: WantedStatus): Raw {
	if (!isAsMade(there) || (status === 'Parked' && custom === '')) return {};
	return { OrderStatus: status, ...present({ CustomOrderStatus: custom }) };
}

const country = (value: unknown) => countryCode(typeof value === 'string' ? value : '') ?? value;

const textRule = (
	field: keyof UnleashedOrder,
	wanted: (draft: OrderDraft) => unknown,
): FieldRule<UnleashedOrder, OrderDraft> => ({ field, before: (there) => there[field], wanted, same: sameText });

const HEAD_RULES: ReadonlyArray<FieldRule<UnleashedOrder, OrderDraft>> = [
	...DELIVERY_FIELDS.map((field) => ({
		...textRule(field, ({ delivery }) => delivery[field]),
		...(field === 'DeliveryCountry'
			? { same: (before: unknown, wanted: unknown) => sameText(country(before), country(wanted)) }
			: {}),
	})),
	textRule('DeliveryMethod', ({ deliveryMethod }) => deliveryMethod || undefined),
	textRule('DeliveryInstruction', ({ deliveryInstruction }) => deliveryInstruction || undefined),
	textRule('CustomerRef', ({ customerRef }) => customerRef),
	textRule('Comments', ({ comments }) => comments),
];

/** What differs between the order there and the one wanted. */
export function changes(there: UnleashedOrder, draft: OrderDraft, keys: LineKeys): FieldChange[] {
	const { pairs, others, gone } = matchedLines(there, draft, keys);
	const held = [...pairs.values(), ...gone].map((line) =>
		lineWords(line.Product?.ProductCode, line.OrderQuantity, amountsOf(line), draft.currency),
	);
	const wanted = draft.lines.map(({ product, quantity, total, tax }) =>
		lineWords(product, quantity, [total, tax], draft.currency),
	);
	const lines =
		[...held].sort().join('\n').toLowerCase() === [...wanted].sort().join('\n').toLowerCase()
			? []
			: [{ field: 'lines', before: held, after: wanted }];
	const theirs = sum(others.flatMap(amountsOf));
	const total = sum([draft.total, theirs]);
	const totals =
		lines.length > 0 ||
		there.Total == null ||
		inCurrency(decimal(there.Total), draft.currency) === inCurrency(total, draft.currency)
			? []
			: [{ field: 'Total', before: decimal(there.Total), after: total }];
	const status = Object.entries(advanced(there, draft.status)).map(([field, after]) => ({
		field,
		before: there[field as keyof UnleashedOrder] ?? null,
		after,
	}));
	return [
		...lines,
		...totals,
		...diff(there, draft, HEAD_RULES),
		...status.filter(({ before, after }) => before !== after),
	];
}

/**
 * Whether the shop gave back what was taken off an order. Less money than goods may have gone back, a fee kept; the shop
 * owes none of it then. What was edited away it owes.
 */
export function wasGivenBack(lowered: string, { refunded, outstanding }: Order['totals'], currency: string): boolean {
	if (refunded == null || !isAboveZero(refunded)) return false;
	return (
		isNotMore(lowered, refunded, currency) || (outstanding != null && minorDistance(outstanding, '0', currency) <= 1)
	);
}

/** What is left of an order is shared out anew, which moves a minor unit from line to line. */
const isNotMore = (amount: string, than: string, currency: string) =>
	!isAboveZero(minus(amount, than)) || minorDistance(amount, than, currency) <= 1;

/** Whether all that differs is goods and money taken off and given back: what a refund leaves of an order. */
export function isRefunded(there: UnleashedOrder, draft: OrderDraft, keys: LineKeys, totals: Order['totals']): boolean {
	const { currency, lines, total } = draft;
	const { pairs, others, gone } = matchedLines(there, draft, keys);
	if (!lines.every((line) => pairs.has(line))) return false;
	const isFewer = [...pairs].every(
		([line, held]) => line.quantity <= held.OrderQuantity && isNotMore(line.total, decimal(held.LineTotal), currency),
	);
	const lowered = minus(decimal(there.Total), sum([total, ...others.flatMap(amountsOf)]));
	return isFewer && (gone.length > 0 || !isZero(lowered)) && wasGivenBack(lowered, totals, currency);
}
