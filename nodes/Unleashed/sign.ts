import { createHmac, timingSafeEqual } from 'node:crypto';

/*
 * Requests to Unleashed: api-auth-signature is Base64 of HMAC-SHA256 over the query string alone, without "?", path or
 * body, with the API key as it is shown (https://apidocs.unleashedsoftware.com/AuthenticationHelp; that the key is not
 * decoded first is seen in five public clients). Its webhooks: the same over timestamp, point and raw body, with the key
 * of the subscription (seen in four public clients).
 */

/** A delivery may be so old, or so far ahead of our clock (seen in three public clients). */
export const LONGEST_AGE_MS = 300_000;

/**
 * A query string as it is signed: the values themselves. Whether the service verifies what was sent or what it decoded
 * is not documented; a client that signed an encoded query was refused, and one that signs the decoded form works.
 */
export function signedText(query: string): string {
	return decodeURIComponent(query);
}

/** What would end a value, be taken for a blank, or not go through HTTP as it is. */
const MUST_BE_ENCODED = /[^!$'()*,\-./0-9:;=?@A-Z_a-z~]/gu;

/**
 * The same query string with only those characters encoded that have to be, so that what is sent is what was signed
 * wherever that can be. Names and values stay in their order.
 */
export function sparselyEncoded(query: string): string {
	const value = (encoded: string) => decodeURIComponent(encoded).replace(MUST_BE_ENCODED, encodeURIComponent);
	const parts = query === '' ? [] : query.split('&');
	return parts.map((part) => part.split('=').map(value).join('=')).join('&');
}

/** The api-auth-signature of a request with this query string, encoded or not; 44 characters. */
export function requestSignature(apiKey: string, query: string): string {
	return hmac(apiKey, signedText(query));
}

/**
 * Whether a delivery's signature is that of these bytes at this time, under one of these keys. Compared in constant
 * time; an empty key signs nothing.
 */
export function isSigned(raw: Uint8Array, timestamp: string, signature: string, keys: readonly string[]): boolean {
	const signed = Buffer.concat([Buffer.from(`${timestamp}.`, 'utf8'), raw]);
	return keys.some((key) => key !== '' && isEqual(signature, hmac(key, signed)));
}

/** Whether a delivery's timestamp, Unix seconds, is of these minutes. */
export function isFresh(timestamp: string, nowMs: number): boolean {
	if (!/^\d{9,11}$/.test(timestamp)) return false;
	return Math.abs(nowMs - Number(timestamp) * 1000) <= LONGEST_AGE_MS;
}

const hmac = (key: string, signed: string | Uint8Array) => createHmac('sha256', key).update(signed).digest('base64');

function isEqual(given: string, wanted: string): boolean {
	const [a, b] = [Buffer.from(given, 'utf8'), Buffer.from(wanted, 'utf8')];
	return a.length === b.length && timingSafeEqual(a, b);
}
