import { sum } from '../../../core/model/money';
import type { BookedLine } from '../booking/draft';
import { clipped, decimal, jsonNumber, present, requestDate, toRequest } from '../mapping';
import type { DraftLine, OrderDraft, WantedStatus } from '../order/draft';
import type { UnleashedOrder, UnleashedOrderLine } from '../order/wire';
import type { ChosenTax } from '../tax/mapping';
import type { Raw } from '../wire';
import { advanced, matchedLines, type LineKeys } from './mapping';

/*
 * Orders as they are sent: new ones, and whole ones that stand there already. What is left out of a change is blanked
 * (documented), so a change is made from the order as it came, of the answer to the POST or of a fresh read.
 */

/** The taxes of a document's lines, by rate as the draft writes it. */
export type Taxes = ReadonlyMap<string, ChosenTax>;

const taxOf = (taxes: Taxes, { rate }: Pick<BookedLine, 'rate'>): ChosenTax => taxes.get(rate) ?? { code: '' };

/** The tax of the document as a whole: that of its largest tax, since Unleashed asks for one. */
export function headTax({ lines }: Pick<OrderDraft, 'lines'>, taxes: Taxes): ChosenTax {
	const largest = [...lines].sort((a, b) => Math.abs(Number(b.tax)) - Math.abs(Number(a.tax)))[0];
	return largest ? taxOf(taxes, largest) : { code: '' };
}

const rated = ({ rate }: ChosenTax) => (rate === undefined ? {} : { TaxRate: rate });

/** A line as it is sent. */
export function lineBody(line: DraftLine, number: number, taxes: Taxes): Raw {
	const tax = taxOf(taxes, line);
	return {
		Guid: line.guid,
		LineNumber: number,
		LineType: null,
		Product: { ProductCode: line.product },
		OrderQuantity: line.quantity,
		UnitPrice: jsonNumber(line.unitPrice),
		DiscountRate: 0,
		LineTotal: jsonNumber(line.total),
		LineTax: jsonNumber(line.tax),
		LineTaxCode: tax.code,
		...rated(tax),
		...present({ Comments: line.goods ? undefined : clipped(line.note, 1024) }),
	};
}

const totalsBody = (subTotal: string, taxTotal: string): Raw => ({
	SubTotal: jsonNumber(subTotal),
	TaxTotal: jsonNumber(taxTotal),
	Total: jsonNumber(sum([subTotal, taxTotal])),
});

/**
 * A new order. It begins Parked whatever it is to become: a public client states that only Parked and Completed are taken
 * for a new one.
 */
export function toNewOrder(draft: OrderDraft, customer: Raw, taxes: Taxes): Raw {
	const tax = headTax(draft, taxes);
	return {
		Guid: draft.guid,
		OrderNumber: draft.orderNumber,
		SourceId: draft.sourceId,
		OrderStatus: 'Parked',
		...present({ CustomOrderStatus: draft.status.custom }),
		OrderDate: requestDate(draft.orderedAt),
		Customer: customer,
		CustomerRef: draft.customerRef,
		Comments: draft.comments,
		Warehouse: { WarehouseCode: draft.warehouse },
		Currency: { CurrencyCode: draft.currency },
		...(draft.exchangeRate === undefined ? {} : { ExchangeRate: Number(draft.exchangeRate) }),
		DiscountRate: 0,
		Tax: { TaxCode: tax.code },
		...rated(tax),
		...present({ DeliveryMethod: draft.deliveryMethod, SalesOrderGroup: draft.salesOrderGroup }),
		...draft.delivery,
		DeliveryInstruction: draft.deliveryInstruction,
		SalesOrderLines: draft.lines.map((line, at) => lineBody(line, at + 1, taxes)),
		...totalsBody(draft.subTotal, draft.taxTotal),
	};
}

/** Computed by Unleashed itself; what it computed before would contradict what changed. */
const COMPUTED = /^(BC[A-Z]|TotalVolume$|TotalWeight$|LastModified)/;

const withoutComputed = (raw: Raw): Raw =>
	Object.fromEntries(Object.entries(toRequest(raw)).filter(([name]) => !COMPUTED.test(name)));

const linesIn = (raw: Raw): Raw[] => (Array.isArray(raw.SalesOrderLines) ? (raw.SalesOrderLines as Raw[]) : []);

/** The order whole, as it stands there, in another status. */
export function toStatusChange(raw: Raw, { status, custom }: WantedStatus): Raw {
	const lines = linesIn(raw).map(withoutComputed);
	return {
		...withoutComputed(raw),
		OrderStatus: status,
		...present({ CustomOrderStatus: custom }),
		SalesOrderLines: lines,
	};
}

/** The order whole, with our lines as they are wanted and everybody else's as they are. */
export function toChangedOrder(raw: Raw, there: UnleashedOrder, draft: OrderDraft, taxes: Taxes, keys: LineKeys): Raw {
	const { pairs, others, gone } = matchedLines(there, draft, keys);
	const rawLines = linesIn(raw);
	const rawOf = (line: UnleashedOrderLine) => rawLines[(there.SalesOrderLines ?? []).indexOf(line)] ?? {};
	let next = Math.max(
		0,
		...(there.SalesOrderLines ?? []).filter((line) => !gone.includes(line)).map(({ LineNumber }) => LineNumber ?? 0),
	);
	const ours = draft.lines.map((line) => {
		const held = pairs.get(line);
		const body = lineBody(line, held?.LineNumber ?? (next += 1), taxes);
		return held ? { ...withoutComputed(rawOf(held)), ...body, Guid: held.Guid ?? line.guid } : body;
	});
	const kept = others.map(rawOf).map(withoutComputed);
	const subTotal = sum([draft.subTotal, ...others.map(({ LineTotal }) => decimal(LineTotal))]);
	const taxTotal = sum([draft.taxTotal, ...others.map(({ LineTax }) => decimal(LineTax))]);
	return {
		...withoutComputed(raw),
		...present({ DeliveryMethod: draft.deliveryMethod }),
		...draft.delivery,
		...present({ DeliveryInstruction: draft.deliveryInstruction }),
		CustomerRef: draft.customerRef,
		Comments: draft.comments,
		...advanced(there, draft.status),
		SalesOrderLines: [...ours, ...kept],
		...totalsBody(subTotal, taxTotal),
	};
}
