import type { Refund } from '../../../core/model/refund';
import { translate } from '../../../core/sync/status';
import { currencyCode, decimal, decimalOrNull, instant, pieces, shopNumberOf, stageOf, SYSTEM } from '../mapping';
import type { UnleashedCredit } from './wire';

/*
 * Credit notes in the package's own terms.
 */

const STATUS: Readonly<Record<string, 'draft' | 'booked' | 'cancelled'>> = {
	PARKED: 'draft',
	COMPLETED: 'booked',
	DELETED: 'cancelled',
};

export const statusOf = ({ CreditStatus, Status }: UnleashedCredit) => CreditStatus ?? Status ?? '';

/** The order in the comments of a credit note of ours: `Refund #1001-R1 of order SHOP-1001 in EUR …`. */
const NAMED_IN = /\bof order (\S+)(?: in ([A-Z]{3})(?![^ ]))?/;

function orderIn(comments: string | null | undefined, prefix: string): Refund['order'] {
	const reference = NAMED_IN.exec(comments ?? '')?.[1];
	if (reference === undefined) return null;
	return { number: shopNumberOf(reference, prefix) ?? reference, reference };
}

/** A credit note is not known to say its currency; one of ours says that of its order in words. */
const currencyOf = ({ Currency, Comments }: UnleashedCredit) =>
	currencyCode(Currency?.CurrencyCode ?? NAMED_IN.exec(Comments ?? '')?.[2]);

const restockOf = (back: boolean | null | undefined) => (back == null ? null : back ? 'returned' : 'none');

/** A credit note in the package's own terms; `prefix` is that of this shop's orders. */
export function toRefund(there: UnleashedCredit, prefix: string, account: string, seenAt: string): Refund {
	const number = there.CreditNumber || there.Guid;
	const status = statusOf(there);
	const updatedAt = instant(there.LastModifiedOn) ?? null;
	return {
		kind: 'refund',
		origin: { system: SYSTEM, account, id: there.Guid.toLowerCase(), number, seenAt },
		number,
		order: orderIn(there.Comments, prefix),
		status: STATUS[stageOf(status)] ?? translate<never>({}, status),
		currency: currencyOf(there),
		pricesIncludeTax: false,
		createdAt: instant(there.CreditDate) ?? updatedAt ?? seenAt,
		updatedAt,
		lines: (there.CreditLines ?? []).map((line) => ({
			sku: line.Product?.ProductCode ?? null,
			title: line.Product?.ProductDescription ?? null,
			quantity: pieces(line.CreditQuantity) ?? 0,
			restock: restockOf(line.ReturnToStock),
			net: decimal(line.LineTotal),
			tax: decimalOrNull(line.LineTax),
		})),
		totals: {
			net: decimalOrNull(there.SubTotal),
			tax: decimalOrNull(there.TaxTotal),
			gross: decimal(there.Total),
			// A credit note is the books' side; what money went back the shop knows.
			refunded: null,
		},
		transactions: [],
		note: there.Comments ?? null,
	};
}
