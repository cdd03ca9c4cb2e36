import { isPersonal } from '../model/person';
import type { Problem } from '../ports';
import { problem } from '../problems';
import { keyedHash, uuidV5 } from './hash';

/*
 * Two kinds of key. A document's key comes from the record at its source alone and never changes; a level's key comes
 * from one batch of one run and never comes again.
 */

/** The namespace of every UUID made here. Changing it would make every document look new. */
const NAMESPACE = '0f6a1c1e-6a43-5c7e-9d0b-2f4b7c1d9e55';

/** Operations that leave a fact of their own, beside the fact that the record was forwarded. */
const FACT_KINDS: Readonly<Record<string, string>> = {
	cancel: 'cancellation',
	complete: 'completion',
	confirm: 'confirmation',
	'order create': 'invoice',
	post: 'posting',
	pay: 'payment',
};

/** The kind under which the ledger keeps what an operation does to a kind of record. */
export function factKind(kind: string, operation: string): string {
	return FACT_KINDS[operation] ?? FACT_KINDS[`${kind} ${operation}`] ?? kind;
}

const REFERENCE_CHARACTER = /[A-Za-z0-9_-]/;

export interface DocumentNumber {
	/** What the operator puts before every number ("SHOP-"); only characters the target takes. */
	readonly prefix: string;
	/** The record's number at its source ("#1001"). */
	readonly number: string;
	/** Which single characters the target takes in a reference; letters, digits, `_` and `-` when absent. */
	readonly allowed?: RegExp;
	/** The longest reference the target takes. */
	readonly maxLength?: number;
}

/**
 * The reference of a document from its source's number. One leading `#` is dropped. Every character the target does
 * not take is written as `_` and the two hex digits of each of its UTF-8 bytes ("1001/A" is "1001_2fA"), and so is a
 * `_` that would otherwise read as such an escape: two numbers never share a reference, which replacing by `-` could
 * not promise. ("#1001" and "1001" do share one; the ledger's unique document key refuses the second.)
 * Answers the problem REFERENCE_INVALID when nothing is left or the target cannot take the result.
 */
export function documentNumber(parts: DocumentNumber): { readonly key: string } | { readonly problem: Problem } {
	const allowed = withoutState(parts.allowed ?? REFERENCE_CHARACTER);
	const number = parts.number.replace(/^#/, '');
	const key = parts.prefix + escaped(number, allowed);
	// Half a surrogate pair has no UTF-8, so several such texts would share one.
	const usable =
		number.trim() !== '' && !/\p{Surrogate}/u.test(number) && [...key].every((character) => allowed.test(character));
	if (usable && key.length <= (parts.maxLength ?? Infinity)) return { key };
	return { problem: problem('REFERENCE_INVALID', { order: parts.number, reference: key }) };
}

function escaped(number: string, allowed: RegExp): string {
	let key = '';
	for (const { 0: character, index } of number.matchAll(/./gsu)) {
		const readsAsEscape = character === '_' && /^[0-9a-f]{2}/.test(number.slice(index + 1));
		key += allowed.test(character) && !readsAsEscape ? character : escapeOf(character);
	}
	return key;
}

function escapeOf(character: string): string {
	const code = character.charCodeAt(0);
	if (code < 128) return `_${code.toString(16).padStart(2, '0')}`;
	if (/\p{Surrogate}/u.test(character)) return '';
	return encodeURIComponent(character).toLowerCase().replaceAll('%', '_');
}

/**
 * The number of which `documentNumber` made a reference with this prefix, without its leading `#`; undefined when the
 * reference has another prefix, or holds escapes that no number is written with. Which characters the target takes
 * does not matter: a `_` and two hex digits are an escape under every such rule.
 */
export function numberFrom(reference: string, prefix: string): string | undefined {
	if (!reference.startsWith(prefix)) return undefined;
	try {
		const number = reference
			.slice(prefix.length)
			.replace(/(?:_[0-9a-f]{2})+/g, (bytes) => decodeURIComponent(bytes.replaceAll('_', '%')));
		return number.trim() === '' ? undefined : number;
	} catch {
		// Bytes that are no UTF-8: somebody else's reference.
		return undefined;
	}
}

/** A pattern with the flags g or y remembers where it was, and would answer every other question wrongly. */
function withoutState(pattern: RegExp): RegExp {
	return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
}

/**
 * The ID or the document's key under which a record is kept: a source may know its customers by e-mail, and then it is a
 * keyed hash of that.
 */
export function keptKey(id: string, hashKey: string): string {
	return isPersonal(id) ? keyedHash(hashKey, id) : id;
}

/** A record at its source; nothing about where it goes. */
export interface SourceRecord {
	readonly system: string;
	/** The vendor's own identifier of the account. */
	readonly account: string;
	readonly id: string;
	readonly kind: string;
}

/**
 * The UUID under which a record's document stands at a target that lets the caller choose it. Independent of the
 * route, so that the same record has the same UUID whichever workflow sends it.
 */
export function documentUuid(record: SourceRecord): string {
	return uuidV5(NAMESPACE, JSON.stringify(['document', record.system, record.account, record.id, record.kind]));
}

export interface LevelBatch {
	readonly executionId: string;
	readonly nodeName: string;
	readonly runIndex: number;
	/** The batch's place in the run. */
	readonly batch: number;
	/** What is sent, so that one key never stands for two bodies. */
	readonly body: unknown;
}

/**
 * The idempotency key (a UUID) of one batch of levels: the same when the batch is sent again inside its run, another
 * in every other run. A key from the values alone would drop the second 5 of 5, 3, 5.
 */
export function levelKey(batch: LevelBatch): string {
	const name = ['level', batch.executionId, batch.nodeName, batch.runIndex, batch.batch, batch.body];
	return uuidV5(NAMESPACE, canonicalJson(name));
}

/** JSON with the keys of every object sorted, so that equal values have one text. Absent values are left out. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_key, held: unknown) => (isRecord(held) ? sorted(held) : held)) ?? 'null';
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
