import type { Shipment } from '../../../core/model/shipment';
import type { FieldChange } from '../../../core/ports';
import { diff, sameText, type FieldRule } from '../../../core/sync/diff';
import { present, SYSTEM } from '../mapping';
import type { SalesDocument } from './wire';

/*
 * A shipment as a sales document of the order in the showroom.
 */

export interface DocumentRules {
	/** Stands before the shipment's number. */
	readonly prefix: string;
	/** What the shop's order number begins with where the order came from the showroom: `LNB-104512`. */
	readonly orderPrefix: string;
	/** Which values are valid stands in a list that the vendor does not publish. */
	readonly category: string;
	readonly type: string;
	readonly action: string;
}

export interface DocumentDraft {
	readonly body: {
		readonly document_number: string;
		readonly name: string;
		readonly category: string;
		readonly type: string;
		readonly issued_on?: string;
		readonly shipper_name?: string;
		readonly comment?: string;
		readonly external_id?: string;
	};
	readonly orders: readonly string[];
	readonly action: string;
}

export const documentNumber = ({ number }: Shipment, { prefix }: Pick<DocumentRules, 'prefix'>) =>
	`${prefix}${number.replace(/^#/, '')}`;

/** The showroom's orders a shipment belongs to: by their id there, else by what their number in the shop begins with. */
export function showroomOrders({ orders }: Shipment, account: string, orderPrefix: string): string[] {
	const references = orders.flatMap(({ system, account: of, id, number }) => {
		if (system === SYSTEM && (!of || of === account)) return id ? [id] : [];
		const plain = (number ?? '').trim().replace(/^#/, '');
		return orderPrefix !== '' && plain.startsWith(orderPrefix) ? [plain.slice(orderPrefix.length)] : [];
	});
	return [...new Set(references.filter((reference) => reference !== ''))];
}

export function toDraft(shipment: Shipment, account: string, rules: DocumentRules): DocumentDraft {
	const number = documentNumber(shipment, rules);
	const tracking = shipment.tracking.map(({ number: code, url }) => [code, url].filter(Boolean).join(' ')).join(', ');
	return {
		body: {
			document_number: number,
			name: `Delivery note ${number}`,
			category: rules.category,
			type: rules.type,
			...present({
				issued_on: shipment.shippedAt?.slice(0, 10),
				shipper_name: shipment.carrier?.trim(),
				comment: tracking === '' ? undefined : `Tracking ${tracking}`,
				external_id: shipment.origin.id,
			}),
		},
		orders: showroomOrders(shipment, account, rules.orderPrefix),
		action: rules.action,
	};
}

const fields = ['name', 'issued_on', 'shipper_name', 'comment'] as const;

const RULES: ReadonlyArray<FieldRule<SalesDocument, DocumentDraft>> = fields.map((field) => ({
	field,
	before: (there) => there[field],
	wanted: ({ body }) => body[field],
	same: sameText,
}));

/** What of a document that stands there is to be another, and which orders it is not shown with yet. */
export function documentChanges(there: SalesDocument, linked: readonly string[], draft: DocumentDraft): FieldChange[] {
	const missing = draft.orders.filter((reference) => !linked.includes(reference));
	const links = missing.length === 0 ? [] : [{ field: 'orders', before: linked, after: [...linked, ...missing] }];
	return [...diff(there, draft, RULES), ...links];
}
