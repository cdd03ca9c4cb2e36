/*
 * One call as every part of this sandbox gets it.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { batch, invalid, type Faults, type RowAnswer } from './answers';
import type { Context } from './state';
import { isObject, type Fields } from './values';

export interface Call {
	readonly request: SandboxRequest;
	readonly context: Context;
	/** What stands in the path, decoded. */
	readonly keys: readonly string[];
	/** Without the token. */
	readonly query: Readonly<Record<string, string>>;
	/** Empty where there is none. */
	readonly body: Fields;
}

export type Answer = (call: Call) => SandboxResponse;

export const isFaulty = (faults: Faults): boolean => Object.keys(faults).length > 0;

/** A write of one record: its result, or what is wrong with it. */
export type Save = (fields: Fields, context: Context) => RowAnswer;

/** POST of one record. 201 where it is new (200 or 201, seen in tests of the SDK): `created` says so of a result. */
export const single =
	(save: Save): Answer =>
	({ body, context }) => {
		const row = save(body, context);
		if ('faults' in row) return invalid(row.faults, context);
		return { status: 200, body: row.result, accepted: true };
	};

/** POST /multi/… with `{ requests: [ … ] }`; each row stands for itself. No largest number is documented. */
export const multi =
	(save: Save): Answer =>
	({ body, context }) => {
		const { requests } = body;
		if (!Array.isArray(requests)) return invalid({ requests: ['must be a list'] }, context);
		return batch(
			requests.map((row) => (isObject(row) ? save(row, context) : { faults: { request: ['must be an object'] } })),
			context,
		);
	};
