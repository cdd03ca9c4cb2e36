/*
 * The directive @idempotent(key:), demanded at run time and not by the schema. A key holds for 24 hours and for one
 * mutation with one set of arguments. https://shopify.dev/docs/api/usage/idempotent-requests
 * Refusals of a missing directive as reported in https://github.com/luke-selrai/openclaw-workshop-kit/issues/218.
 * Two readings of a repeat, as the option `keyReplay`:
 *   original: the first answer again, as the page says.
 *   compared: every changeFromQuantity is compared once more first, so that the repeat of a write that went through is
 *             stale; somebody saw that on version 2026-07. Nothing is written in either.
 * Assumed: keys belong to an app; arguments are compared as a whole; user errors make an attempt a failed one and
 * top-level errors do not.
 */
import { createHash } from 'node:crypto';

import { getDirectiveValues, GraphQLError, type GraphQLResolveInfo } from 'graphql';

import type { Fields } from './money';
import type { Arguments, Call } from './call';

export interface UserError {
	readonly field: readonly string[] | null;
	readonly message: string;
	readonly code?: string;
}

/** What a keyed mutation came to: plain data that outlives the process, the state's version of its payload. */
export interface Outcome {
	readonly userErrors: readonly UserError[];
}

/** A mutation that is executed once a key. */
export interface KeyedMutation<O extends Outcome = Outcome> {
	run(args: Arguments, call: Call): O;
	/** The payload of an outcome; `userErrors` is added. */
	show(outcome: O, call: Call): Fields;
	/** For `keyReplay: compared`: what the comparison of a repeat finds. */
	compare?(args: Arguments, call: Call): readonly UserError[];
}

export interface KeyRecord {
	readonly fingerprint: string;
	readonly atMs: number;
	readonly outcome: Outcome;
}

const LIFE_MS = 24 * 3_600_000;

const WORDS = {
	IDEMPOTENCY_CONCURRENT_REQUEST: 'This request is currently in progress, please try again.',
	IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 'The same idempotency key cannot be used with different operation parameters.',
	IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED:
		'A previous request with this idempotency key failed. Retry with a new idempotency key.',
};

/** Executes a mutation under the key of its field, or answers what the key stands for. Throws without a directive. */
export function runOnce(mutation: KeyedMutation, args: Arguments, call: Call, info: GraphQLResolveInfo): Fields {
	const key = `${call.app} ${keyOf(info)}`;
	const fingerprint = createHash('sha256')
		.update(JSON.stringify([info.fieldName, args]))
		.digest('hex');
	const { state, nowMs } = call;
	if (state.busyKeys > 0) {
		state.busyKeys -= 1;
		return refuse('IDEMPOTENCY_CONCURRENT_REQUEST');
	}
	const known = state.keys.get(key);
	if (known && nowMs - known.atMs < LIFE_MS) return repeat(mutation, known, fingerprint, args, call);
	const outcome = mutation.run(args, call);
	state.keys.set(key, { fingerprint, atMs: nowMs, outcome });
	return payload(mutation, outcome, call);
}

function repeat(mutation: KeyedMutation, known: KeyRecord, fingerprint: string, args: Arguments, call: Call): Fields {
	if (known.fingerprint !== fingerprint) return refuse('IDEMPOTENCY_KEY_PARAMETER_MISMATCH');
	if (known.outcome.userErrors.length > 0) return refuse('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED');
	// A repeat does nothing, and the journal must not count it.
	call.refused += 1;
	call.note.replayed = true;
	const stale = call.context.options.keyReplay === 'compared' ? (mutation.compare?.(args, call) ?? []) : [];
	return payload(mutation, stale.length > 0 ? { userErrors: stale } : known.outcome, call);
}

function payload(mutation: KeyedMutation, outcome: Outcome, call: Call): Fields {
	const { userErrors } = outcome;
	return userErrors.length > 0 ? { userErrors } : { ...mutation.show(outcome, call), userErrors };
}

/** Mutations whose errors have no codes show the message alone. */
function refuse(code: keyof typeof WORDS): Fields {
	return { userErrors: [{ field: null, message: WORDS[code], code }] };
}

function keyOf({ schema, fieldNodes, variableValues }: GraphQLResolveInfo): string {
	const directive = schema.getDirective('idempotent');
	const [node] = fieldNodes;
	const key = directive && node ? getDirectiveValues(directive, node, variableValues)?.key : undefined;
	if (typeof key !== 'string')
		throw badRequest('The @idempotent directive is required for this mutation but was not provided.');
	// Its refusal is documented, its words are assumed.
	if (key.trim() === '') throw badRequest('The idempotency key cannot be an empty string or whitespace only.');
	return key;
}

function badRequest(message: string): GraphQLError {
	return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}
