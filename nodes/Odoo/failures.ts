import { listed, text } from '../../core/model/entered';
import { KIND_SCHEMAS, kindName, type Kind, type KindMap } from '../../core/model/kinds';
import { isPersonal, withoutPerson } from '../../core/model/person';
import type { Applied, Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { pageByPage } from '../../core/sync/pages';
import { runProblem } from '../../core/sync/run';
import type { PickerContext } from '../shared/system';
import { OdooClient, OdooFailure, type Answer, type Protocol, type Refusal } from './client';

/*
 * The client of a run, and its failures in the operator's words: what concerns the whole run ends it, what concerns one
 * record is its problem alone.
 */

export { listed, text };

export const LABEL = 'Odoo';
export const SYSTEM = 'odoo';

/** A record's id as an operator chose or typed it; undefined where it is none. */
export const idFrom = (value: unknown) => (/^[1-9]\d{0,9}$/.test(text(value)) ? Number(text(value)) : undefined);

const PROTOCOLS: readonly unknown[] = ['json2', 'jsonRpc'] satisfies Protocol[];
const clients = new WeakMap<PickerContext['http'], OdooClient>();

/** The one client of a run, because the protocol is found out once. */
export function client({ http, credential }: Pick<PickerContext, 'http' | 'credential'>): OdooClient {
	const known = clients.get(http);
	if (known) return known;
	// Without user and database nothing but JSON-2 can be meant.
	const open = text(credential.user) && text(credential.database) ? 'detect' : 'try';
	const made = new OdooClient(http, {
		protocol: PROTOCOLS.includes(credential.protocol) ? (credential.protocol as Protocol) : open,
		language: text(credential.language) || 'en_US',
		companyId: idFrom(credential.companyId),
	});
	clients.set(http, made);
	return made;
}

/** The page of a record in Odoo, which every version leads to the right place. */
export function pageOf({ credential }: Pick<PickerContext, 'credential'>, model: string, id: number): string {
	return `${text(credential.address).replace(/\/+$/, '')}/web#id=${id}&model=${model}&view_type=form`;
}

// ------------------------------------------------------------------ reads

/** Runs a read and words its failures: what concerns the whole run ends it. */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw error instanceof OdooFailure ? runProblem(worded(error)) : error;
	}
}

/** The pages of a list, their failures worded. */
export const readingPages = <T>(pages: AsyncGenerator<T>): AsyncGenerator<T> => pageByPage(pages, reading);

/** A failure as a problem of the whole run. */
export function worded({ why, details }: OdooFailure): Problem {
	const { call, reason, refusal, status } = details;
	if (why === 'denied') return credentialProblem('the user or the API key is wrong, or the key has run out');
	if (why === 'database') return credentialProblem('there is no database of this name at this address');
	if (why === 'module') return problem('SETUP_MODULE', { system: LABEL, model: call?.model ?? '' });
	if (status === 429) return problem('SETUP_LIMIT', { system: LABEL });
	if (refusal) return concernsRun(refusal, call?.model) ?? service(saidOf(refusal));
	return service(status === undefined ? (reason ?? why) : String(status));
}

/** Odoo's own text may name people, so no more of it is shown than what is known to name none. */
const saidOf = ({ name, message }: Refusal) =>
	/^Invalid (?:language code: [\w@.]+|field '[\w.]+' on '[\w.]+')/.exec(message)?.[0] ?? name;

const service = (status: string): Problem => problem('SETUP_SERVICE', { system: LABEL, status });
const credentialProblem = (reason: string): Problem => problem('SETUP_CREDENTIAL', { system: LABEL, reason });

/**
 * What a refusal says of the run as a whole: a right or an app that is missing would be missed by every record. Odoo's
 * own text names the groups that would have the right, so it is shown; it is not stored.
 */
export function concernsRun({ name, message }: Refusal, model = ''): Problem | undefined {
	if (name === 'odoo.exceptions.AccessError')
		return problem('SETUP_SCOPES', { system: LABEL, operation: model || 'this operation', scopes: oneLine(message) });
	const missing = /^(?:the model '([\w.]+)' does not exist|Object ([\w.]+) doesn't exist)/.exec(message);
	if (missing) return problem('SETUP_MODULE', { system: LABEL, model: missing[1] ?? missing[2] ?? model });
	return undefined;
}

const oneLine = (message: string) => withoutPerson(message.replace(/\s+/g, ' '), []);

/** A field that Odoo sent in another form than expected. */
export const unreadable = (record: string, field: string): Problem =>
	problem('FIELD_INVALID', { record, field, reason: 'Odoo sent it in another form than expected' });

/** A record of ours as its kind's own schema wants it; what that would not take is a problem of this record alone. */
export function recordOf<K extends Kind>(
	kind: K,
	record: Omit<KindMap[K], 'raw'>,
	raw: { readonly include: boolean; readonly value: unknown },
): KindMap[K] | Problem {
	const parsed = KIND_SCHEMAS[kind].safeParse(record);
	if (parsed.success) return raw.include ? { ...parsed.data, raw: raw.value } : parsed.data;
	const { origin } = record as unknown as { origin: { id: string; number?: string | null } };
	const noun = kindName(kind).replace(/^an? /, '');
	return unreadable(`the ${noun} ${origin.number || origin.id}`, parsed.error.issues[0]?.path.join('.') ?? '');
}

// ------------------------------------------------------------------ writes

/** What a write is about, for the problem it may end in. */
export interface About {
	/** The record's number and, where it is no order, its kind. */
	readonly params: Readonly<Record<string, string>>;
	/** What must not stand in Odoo's words when they are shown. */
	readonly personal?: readonly string[];
	/** What a refusal means; REFUSED when absent. */
	readonly refusal?: (refusal: Refusal) => Problem | undefined;
}

/** What it means that a write was not answered, or answered with a refusal. */
export function notApplied(about: About, answer: Exclude<Answer, { done: unknown }>): Applied {
	const params = { ...about.params, target: LABEL };
	if ('noAnswer' in answer) {
		const { sent, reason } = answer.noAnswer;
		if (sent) return { outcome: 'unknown', problem: problem('NO_ANSWER', params) };
		if (reason === 'LEASE_OVER') return { outcome: 'unsent' };
		return { outcome: 'stopped', error: runProblem(service(reason)) };
	}
	const { refused } = answer;
	const right = rightMissing(refused, params);
	const whole = right ? undefined : concernsRun(refused);
	if (whole) return { outcome: 'stopped', error: runProblem(whole) };
	return {
		outcome: 'rejected',
		problem: right ?? about.refusal?.(refused) ?? problem('REFUSED', params),
		vendorText: withoutPerson(refused.message, about.personal ?? []),
	};
}

const MOST_GROUPS = 5;

/** The groups that would have a right, as Odoo lists them: each on a line of its own, after a tab. */
const groupsIn = (message: string) => {
	const groups = [...message.matchAll(/^\t- (.+)$/gm)].map(([, group = '']) => group.trim());
	return [...new Set(groups)].filter((group) => !isPersonal(group));
};

/**
 * A right that one record lacks: another record may need less, so it is a problem of this one. Of Odoo's text only the
 * technical name of the model and the names of groups are kept. `load` tells of it in a message without a name.
 */
export function rightMissing(
	{ name, message }: Pick<Refusal, 'name' | 'message'>,
	params: Readonly<Record<string, string>>,
): Problem | undefined {
	const groups = groupsIn(message);
	const model = /\(([a-z][a-z0-9_.]*)\)/.exec(message)?.[1] ?? '';
	const isRight = name === 'odoo.exceptions.AccessError' || (name === '' && groups.length > 0 && model !== '');
	if (!isRight) return undefined;
	return problem('RIGHT_MISSING', { ...params, model, groups: groups.slice(0, MOST_GROUPS).join(', ') });
}

/** Runs the steps of a write that never rejects: what ends the run is an answer too. */
export async function applying(steps: () => Promise<Applied>): Promise<Applied> {
	try {
		return await steps();
	} catch (error) {
		return { outcome: 'stopped', error: error instanceof OdooFailure ? runProblem(worded(error)) : error };
	}
}
