import type { Collection } from '../../../core/model/collection';
import type { FieldChange } from '../../../core/ports';
import { diff, sameText, type FieldRule } from '../../../core/sync/diff';
import { instant, present, SYSTEM } from '../mapping';
import type { Raw } from '../wire';
import type { LnbCollection } from './wire';

/*
 * Collections and sales catalogs in the package's own terms, and back.
 */

/** The words of the vendor's own import of sales catalogs (documented). */
export const COLLECTION_STATUSES = ['pending', 'preview', 'order', 'view', 'archived'] as const;

export function toCollection(there: LnbCollection, account: string, seenAt: string): Collection {
	return {
		kind: 'collection',
		origin: { system: SYSTEM, account, id: there.code, number: there.code, seenAt },
		number: there.code,
		name: there.name?.trim() || there.code,
		status: there.status ?? null,
		season: there.season_name ?? null,
		line: there.line_name ?? null,
		closesAt: instant(there.close_on) ?? null,
		deliveryFrom: instant(there.delivery_start_on) ?? null,
		deliveryTo: instant(there.delivery_end_on) ?? null,
		paymentTerms: there.payment_terms ?? null,
		updatedAt: instant(there.update_time) ?? null,
	};
}

/** As it is asked for; what is not known is left as it is. */
export interface CollectionDraft {
	readonly code: string;
	readonly fields: Raw;
}

export const codeOf = ({ number }: Collection) => number.trim();

export function toDraft(record: Collection): CollectionDraft {
	const { name, status, season, line, closesAt, deliveryFrom, deliveryTo, paymentTerms } = record;
	return {
		code: codeOf(record),
		fields: present({
			name: name.trim(),
			status: status?.trim(),
			season_name: season?.trim(),
			line_name: line?.trim(),
			close_on: dayOf(closesAt),
			delivery_start_on: dayOf(deliveryFrom),
			delivery_end_on: dayOf(deliveryTo),
			payment_terms: paymentTerms?.trim(),
		}),
	};
}

/** Names that end in `_on` are days. */
const dayOf = (at: string | null | undefined) => at?.slice(0, 10);

const TEXTS = ['name', 'status', 'season_name', 'line_name', 'payment_terms'] as const;
const DAYS = ['close_on', 'delivery_start_on', 'delivery_end_on'] as const;

const RULES: ReadonlyArray<FieldRule<LnbCollection, CollectionDraft>> = [
	...TEXTS.map((field) => ({
		field,
		before: (there: LnbCollection) => there[field],
		wanted: ({ fields }: CollectionDraft) => fields[field],
		same: sameText,
	})),
	...DAYS.map((field) => ({
		field,
		before: (there: LnbCollection) => dayOf(instant(there[field])),
		wanted: ({ fields }: CollectionDraft) => fields[field],
		same: sameText,
	})),
];

export const collectionChanges = (there: LnbCollection, draft: CollectionDraft): FieldChange[] =>
	diff(there, draft, RULES);

/** The body that creates or changes one: what is required stands in it as it is now. */
export function toBody({ code, fields }: CollectionDraft, there: LnbCollection | undefined, newStatus: string): Raw {
	return { code, status: there?.status || newStatus, ...fields };
}
