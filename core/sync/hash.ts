import { createHash, createHmac } from 'node:crypto';

/*
 * The only file of core that uses a Node built-in. Two functions of their input alone: no clock, no randomness.
 */

const UUID_PATTERN = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** HMAC-SHA256 of a text (as UTF-8) under a ledger's key, in 64 lower-case hex digits. */
export function keyedHash(key: string, text: string): string {
	return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/**
 * The version 5 UUID of a name (as UTF-8) inside a namespace, in lower case: SHA-1 over both, cut to 16 bytes, with
 * version and variant set (https://www.rfc-editor.org/rfc/rfc9562#section-5.5). Throws a RangeError when the
 * namespace is not a UUID.
 */
export function uuidV5(namespaceUuid: string, name: string): string {
	if (!UUID_PATTERN.test(namespaceUuid)) throw new RangeError('The namespace is not a UUID');
	const namespace = Buffer.from(namespaceUuid.replaceAll('-', ''), 'hex');
	const bytes = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16);
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
