import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/*
 * What Odoo sends is not signed, and has no header of ours. But every message quotes the name of the action that sent
 * it (observed on 17 to 19), and that name is ours to choose: it holds a mark that only the secret can make.
 */

/** The mark of the subscription to one topic at one address, as 32 hex digits. */
export function markFor(secret: string, callbackUrl: string, topic: string): string {
	return createHmac('sha256', secret).update(`${callbackUrl}\n${topic}`).digest('hex').slice(0, 32);
}

/** Whether two marks are the same; compared in constant time. */
export function isMark(given: string, wanted: string): boolean {
	const [a, b] = [Buffer.from(given, 'utf8'), Buffer.from(wanted, 'utf8')];
	return a.length === b.length && timingSafeEqual(a, b);
}

/** A message has no id of its own: the same content about the same topic is the same one. 32 hex digits. */
export function deliveryId(topic: string, raw: Uint8Array): string {
	return createHash('sha256').update(`${topic}\n`).update(raw).digest('hex').slice(0, 32);
}
