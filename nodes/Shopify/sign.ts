import { createHmac, timingSafeEqual } from 'node:crypto';

/*
 * https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
 */

/**
 * Whether the header X-Shopify-Hmac-Sha256 is Base64 of HMAC-SHA256 over the raw bytes, with one of these secrets as
 * its key. Compared in constant time; an empty secret signs nothing.
 */
export function isSigned(raw: Uint8Array, signature: string, secrets: readonly string[]): boolean {
	return secrets.some((secret) => secret !== '' && isEqual(signature, hmac(raw, secret)));
}

const hmac = (raw: Uint8Array, secret: string) => createHmac('sha256', secret).update(raw).digest('base64');

function isEqual(given: string, wanted: string): boolean {
	const [a, b] = [Buffer.from(given, 'utf8'), Buffer.from(wanted, 'utf8')];
	return a.length === b.length && timingSafeEqual(a, b);
}
