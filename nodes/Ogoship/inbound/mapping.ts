import type { Inbound } from '../../../core/model/inbound';
import type { FieldChange, Problem } from '../../../core/ports';
import { diff, sameDecimal, sameSet, sameText, type FieldRule } from '../../../core/sync/diff';
import { country, decimalOrNull, goodsOf, instant, present } from '../mapping';
import type { InboundDraft, OgoInbound } from './wire';

/*
 * Goods on their way in, to OGOship and back. The limits are those of its .NET client.
 */

/** The operator's choices for inbound writes. */
export interface InboundRules {
	/** Country of origin of a line that names none, two capital letters; empty makes such a line a problem. */
	readonly otherCountry: string;
}

const MOST_OF_ONE = 1_000_000;
const LONGEST_CUSTOMS_TEXT = 50;
const LONGEST_HS_CODE = 8;

type Line = Inbound['lines'][number];

/** An inbound delivery as OGOship takes it, or the first reason why it cannot be sent. */
export function toInboundDraft(record: Inbound, rules: InboundRules): { draft: InboundDraft } | { problem: Problem } {
	const { supplier, expectedAt } = record;
	if (!supplier?.trim()) return { problem: invalid(record, 'supplier', 'OGOship needs it and it is empty') };
	if (!expectedAt) return { problem: invalid(record, 'expectedAt', 'OGOship needs a day on which the goods come') };
	if (record.lines.length === 0) return { problem: invalid(record, 'lines', 'there is nothing in it') };
	for (const [at, line] of record.lines.entries()) {
		const found = lineProblem(record, line, at, rules);
		if (found) return { problem: found };
	}
	return {
		draft: {
			reference: record.number,
			supplier,
			receiveDate: withoutMilliseconds(expectedAt),
			...present({
				warehouseCode: record.warehouse,
				containers: record.containers,
				pallets: record.pallets,
				parcels: record.parcels,
				deliveredBy: record.carrier,
				merchantComments: record.note,
			}),
			...(record.trackingNumbers?.length ? { trackingCodes: record.trackingNumbers } : {}),
			products: record.lines.map((line) => toRow(line, rules)),
		},
	};
}

function lineProblem(record: Inbound, line: Line, at: number, { otherCountry }: InboundRules): Problem | undefined {
	const { sku, expectedQuantity } = line;
	if (expectedQuantity > MOST_OF_ONE) {
		const params = { order: record.number, kind: 'inbound', quantity: String(expectedQuantity), sku };
		return { code: 'QUANTITY_INVALID', params: { ...params, most: String(MOST_OF_ONE) } };
	}
	const field = (name: string) => `lines.${at}.${name}`;
	if (!line.originCountry && !otherCountry)
		return invalid(record, field('originCountry'), `OGOship needs the country that ${sku} comes from`);
	if ((line.customsDescription ?? '').length > LONGEST_CUSTOMS_TEXT)
		return invalid(record, field('customsDescription'), `OGOship takes ${LONGEST_CUSTOMS_TEXT} characters at most`);
	if ((line.hsCode ?? '').length > LONGEST_HS_CODE)
		return invalid(record, field('hsCode'), `OGOship takes ${LONGEST_HS_CODE} characters at most`);
	return undefined;
}

function toRow(line: Line, { otherCountry }: InboundRules): InboundDraft['products'][number] {
	return {
		code: line.sku,
		expectedQuantity: line.expectedQuantity,
		countryOfOrigin: line.originCountry ?? otherCountry,
		...present({
			name: line.title,
			supplyPrice: line.cost ? Number(line.cost) : undefined,
			eanCode: line.barcode,
			customsDescription: line.customsDescription,
			hsCode: line.hsCode,
		}),
	};
}

const invalid = ({ number }: Inbound, field: string, reason: string): Problem => ({
	code: 'FIELD_INVALID',
	params: { record: `the inbound delivery ${number}`, field, reason },
});

/** As in the vendor's samples. */
const withoutMilliseconds = (at: string) => at.replace('.000Z', 'Z');

// ------------------------------------------------------------------ what stands there

/** What is announced of each product. */
const announced = (rows: ReadonlyArray<{ readonly code: string; readonly expectedQuantity: number }>): string[] =>
	goodsOf(rows.map(({ code, expectedQuantity }) => ({ code, quantity: expectedQuantity })));

const sameMoment = (before: unknown, wanted: unknown) =>
	instant(typeof before === 'string' ? before : '') === instant(typeof wanted === 'string' ? wanted : '');

/** The fields compared, by their names in the package; customs and prices are not, OGOship may complete them. */
const RULES: ReadonlyArray<FieldRule<OgoInbound, InboundDraft>> = [
	{ field: 'lines', before: (there) => announced(there.products ?? []), wanted: ({ products }) => announced(products) },
	{ field: 'supplier', before: (there) => there.supplier, wanted: (draft) => draft.supplier, same: sameText },
	{ field: 'expectedAt', before: (there) => there.receiveDate, wanted: (draft) => draft.receiveDate, same: sameMoment },
	{
		field: 'warehouse',
		before: (there) => there.warehouseCode,
		wanted: (draft) => draft.warehouseCode,
		same: sameText,
	},
	{ field: 'containers', before: (there) => there.containers, wanted: (draft) => draft.containers, same: sameDecimal },
	{ field: 'pallets', before: (there) => there.pallets, wanted: (draft) => draft.pallets, same: sameDecimal },
	{ field: 'parcels', before: (there) => there.parcels, wanted: (draft) => draft.parcels, same: sameDecimal },
	{ field: 'carrier', before: (there) => there.deliveredBy, wanted: (draft) => draft.deliveredBy, same: sameText },
	{
		field: 'note',
		before: (there) => there.merchantComments,
		wanted: (draft) => draft.merchantComments,
		same: sameText,
	},
	{
		field: 'trackingNumbers',
		before: (there) => there.trackingCodes ?? [],
		wanted: (draft) => draft.trackingCodes,
		same: sameSet,
	},
];

/** What differs between what is announced there and what is wanted. */
export function inboundChanges(there: OgoInbound, draft: InboundDraft): FieldChange[] {
	return diff(there, draft, RULES);
}

// ------------------------------------------------------------------ reading back

/** An entry of OGOship in the package's own terms. */
export function toInbound(there: OgoInbound, account: string, seenAt: string): Inbound {
	const { reference } = there;
	return {
		kind: 'inbound',
		origin: { system: 'ogoship', account, id: there.autoReference || reference, number: reference, seenAt },
		number: reference,
		supplier: there.supplier ?? null,
		status: there.status ?? null,
		expectedAt: instant(there.receiveDate) ?? null,
		arrivedAt: instant(there.arrivalDate) ?? null,
		updatedAt: instant(there.modified) ?? null,
		warehouse: there.warehouseCode ?? null,
		containers: there.containers ?? null,
		pallets: there.pallets ?? null,
		parcels: there.parcels ?? null,
		carrier: there.deliveredBy ?? null,
		trackingNumbers: there.trackingCodes ?? null,
		note: there.merchantComments ?? null,
		lines: (there.products ?? []).map((row) => ({
			sku: row.code,
			barcode: row.eanCode ?? null,
			title: row.name ?? null,
			expectedQuantity: row.expectedQuantity,
			receivedQuantity: row.receivedQuantity ?? null,
			originCountry: country(row.countryOfOrigin),
			cost: decimalOrNull(row.supplyPrice),
			hsCode: row.hsCode ?? null,
			customsDescription: row.customsDescription ?? null,
			note: row.warehouseComments ?? null,
		})),
	};
}
