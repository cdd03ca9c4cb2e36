import { parseExactly } from '../../../core/model/exact-json';
import { instant, isGuid } from '../mapping';
import type { Raw } from '../wire';

/*
 * What a delivery says, as two public services read it: `data` is JSON inside a text and holds the record's GUID alone. A
 * third expects capitals at the beginning of names, so both are read.
 */

/** A delivery without its record; empty texts where it says nothing. */
export interface Notification {
	readonly id: string;
	/** `salesorder.updated` */
	readonly type: string;
	/** ISO 8601 UTC; null where it names no time. */
	readonly createdAt: string | null;
}

/** A member of an object by its name in any case. */
function member(held: unknown, name: string): unknown {
	if (typeof held !== 'object' || held === null) return undefined;
	return Object.entries(held as Raw).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** What a body says of its delivery; undefined for what is no JSON object. */
export function toNotification(body: string): Notification | undefined {
	try {
		const payload = parseExactly(body);
		if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
		return {
			id: textOf(member(payload, 'eventNotificationId')),
			type: textOf(member(payload, 'eventType')).toLowerCase(),
			createdAt: instant(textOf(member(payload, 'createdOn'))) ?? null,
		};
	} catch {
		return undefined;
	}
}

/**
 * The record of one topic in a body: `salesOrderGuid` is seen for orders, `productGuid` and `customerGuid` are inferred, and
 * a member called Guid alone is taken too. Throws for what is no JSON.
 */
export function toSubject(topic: string, body: string): { readonly id: string } | undefined {
	const data = member(parseExactly(body), 'data');
	const record = typeof data === 'string' ? parseExactly(data) : data;
	const [entity = ''] = topic.split('.');
	const guid = [`${entity}Guid`, 'guid'].map((name) => textOf(member(record, name))).find(isGuid);
	return guid === undefined ? undefined : { id: guid.toLowerCase() };
}
