import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/*
 * OGOship's webhooks: X-OGOship-Hmac-SHA256 is Base64 of HMAC-SHA256 over the raw body with the subscription's own key,
 * both UTF-8 (https://support.ogoship.com/hc/en-us/articles/33709608948626). The subscriber chooses the key.
 */

/**
 * The key of the subscription to one topic at one address, as 64 hex digits. It follows from the credential's secret,
 * so nothing has to be kept; and because a delivery names no topic, the key that fits tells it.
 */
export function subscriptionKey(secretToken: string, callbackUrl: string, topic: string): string {
	return createHmac('sha256', secretToken).update(`${callbackUrl}\n${topic}`).digest('hex');
}

/** Whether a signature is that of these bytes under a key; compared in constant time. */
export function isSigned(raw: Uint8Array, signature: string, key: string): boolean {
	const given = Buffer.from(signature, 'utf8');
	const wanted = Buffer.from(createHmac('sha256', key).update(raw).digest('base64'), 'utf8');
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** A delivery has no id of its own: the same content about the same topic is the same one. 32 hex digits. */
export function deliveryId(topic: string, raw: Uint8Array): string {
	return createHash('sha256').update(`${topic}\n`).update(raw).digest('hex').slice(0, 32);
}
