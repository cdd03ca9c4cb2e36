import type { z } from 'zod';

import type { Http, HttpAnswer, HttpRequest, NoAnswer, Verdict } from '../../transport/http';
import {
	externalIds,
	fieldsAnswer,
	loaded,
	objectReference,
	odooError,
	rpcAnswer,
	rpcVersion,
	webVersion,
	type Fields,
	type Loaded,
} from './wire';

/*
 * One function that calls a method of a model, whichever of the two protocols the server speaks: JSON-2 (19 and later)
 * or JSON-RPC (all so far). https://www.odoo.com/documentation/19.0/developer/reference/external_api.html
 * One call is one transaction, so whatever Odoo answers with an error was not done.
 */

export type Protocol = 'json2' | 'jsonRpc';
export type Domain = ReadonlyArray<'&' | '|' | '!' | readonly [string, string, unknown]>;
export type Context = Readonly<Record<string, unknown>>;
type Schema<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/** A method of a model. Arguments go by name; the names are those of Odoo's Python methods. */
export interface Call {
	readonly model: string;
	readonly method: string;
	/** Absent for a method that is the model's own; never empty, because such a call would run on nothing. */
	readonly ids?: readonly number[];
	readonly args?: Readonly<Record<string, unknown>>;
	readonly context?: Context;
	/** Whether the same call may be made again when nobody knows what became of it. */
	readonly repeatable: boolean;
	readonly maySend?: () => boolean;
	readonly timeoutMs?: number;
}

/** Rows for `load`: every cell a text, an empty one is unset. */
export interface Table {
	readonly columns: readonly string[];
	readonly rows: ReadonlyArray<readonly string[]>;
}

export interface Refusal {
	/** Odoo's name of the exception, such as `odoo.exceptions.UserError`; decides, where a text would be translated. */
	readonly name: string;
	readonly message: string;
	readonly status: number;
}

/** What became of a call. */
export type Answer =
	| { readonly done: unknown }
	| { readonly refused: Refusal }
	/** `sent: false` when it certainly never reached Odoo. */
	| { readonly noAnswer: { readonly sent: boolean; readonly reason: string } };

/** What became of a `load`. */
export type LoadAnswer = Exclude<Answer, { done: unknown }> | { readonly loaded: Loaded };

export class OdooFailure extends Error {
	readonly code = 'ODOO_FAILURE';

	constructor(
		readonly why: 'noAnswer' | 'status' | 'unreadable' | 'refused' | 'denied' | 'database' | 'module',
		readonly details: {
			readonly status?: number;
			readonly reason?: string;
			readonly refusal?: Refusal;
			readonly call?: Pick<Call, 'model' | 'method'>;
		} = {},
	) {
		super(`Odoo did not answer: ${why}`);
		this.name = 'OdooFailure';
	}
}

export interface Server {
	readonly protocol: Protocol;
	/** "19.0" */
	readonly version: string;
}

export interface ClientSettings {
	/** `try`: JSON-2, which alone can be meant, until it turns out that nobody speaks it. */
	readonly protocol: Protocol | 'detect' | 'try';
	/** Nothing is taken from the user's own settings (observed), so language and company are always said. */
	readonly language: string;
	readonly companyId?: number;
}

/** Records a page; no cap of the server was met. */
const PAGE_SIZE = 500;
/** So few that a small server is not kept from its users. */
const SIDE_BY_SIDE = 3;
const FIRST_WAIT_MS = 500;

export class OdooClient {
	private known: Promise<Server> | undefined;

	private user: Promise<number> | undefined;

	private readonly fields = new Map<string, Promise<Fields>>();

	constructor(
		readonly http: Http,
		private readonly settings: ClientSettings,
	) {}

	// ------------------------------------------------------------------ calling

	/** Calls a method and says what became of it. Throws for what concerns the whole run: sign-in, database. */
	async call(call: Call): Promise<Answer> {
		if (call.ids?.length === 0) throw new RangeError(`${call.model}.${call.method} was to run on no record at all`);
		const protocol = await this.spoken();
		const outcome = protocol === 'jsonRpc' ? undefined : await this.byJson2(call);
		if (outcome) return outcome;
		// A page in place of an answer: nothing was called. There is no such database, or the version is an older one.
		const isJson2 = this.settings.protocol !== 'try' || (await this.server()).protocol === 'json2';
		if (protocol === 'json2' && isJson2) throw new OdooFailure('database', { status: 404 });
		return await this.byJsonRpc(call);
	}

	/** Calls a method that only reads, and may be repeated. Throws `OdooFailure` unless the answer has this form. */
	async ask<T>(call: Omit<Call, 'repeatable'>, schema: Schema<T>): Promise<T> {
		return answered(call, await this.call({ ...call, repeatable: true }), schema);
	}

	/**
	 * POST /json/2/<model>/<method>; `ids`, `context` and the arguments stand side by side in the body. Undefined where
	 * nothing of that name answers.
	 */
	private async byJson2(call: Call): Promise<Answer | undefined> {
		const path = `/json/2/${encodeURIComponent(call.model)}/${encodeURIComponent(call.method)}`;
		const body = { ...(call.ids ? { ids: [...call.ids] } : {}), ...call.args, context: this.contextOf(call) };
		return json2Outcome(await this.send(call, { method: 'POST', path, body }));
	}

	/** POST /jsonrpc, `object.execute_kw`; the credential puts database and key where the blanks are. */
	private async byJsonRpc(call: Call): Promise<Answer> {
		this.user ??= this.signedIn();
		const uid = await this.user;
		const { args: named = {}, ids } = call;
		// `create` alone looks at its first argument by place (seen in the source of 16 to 18).
		const { vals_list: values, ...rest } = call.method === 'create' ? named : { ...named, vals_list: undefined };
		const byPlace = [...(ids ? [[...ids]] : []), ...(values === undefined ? [] : [values])];
		const byName = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
		const kwargs = { ...byName, context: this.contextOf(call) };
		return rpcOutcome(
			await this.rpc(call, 'object', 'execute_kw', ['', uid, '', call.model, call.method, byPlace, kwargs]),
		);
	}

	private async rpc(
		how: Pick<Call, 'repeatable' | 'maySend' | 'timeoutMs'>,
		service: string,
		method: string,
		args: readonly unknown[],
	): Promise<HttpAnswer | NoAnswer> {
		const body = { jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } };
		return await this.send(how, { method: 'POST', path: '/jsonrpc', body });
	}

	private async send(
		{ repeatable, maySend, timeoutMs }: Pick<Call, 'repeatable' | 'maySend' | 'timeoutMs'>,
		request: Pick<HttpRequest, 'method' | 'path' | 'body'>,
	): Promise<HttpAnswer | NoAnswer> {
		return await this.http.send({ ...request, repeatable, maySend, timeoutMs, judge: judged });
	}

	private contextOf({ context }: Call): Context {
		const { language, companyId } = this.settings;
		const company = companyId === undefined ? {} : { allowed_company_ids: [companyId] };
		return { lang: language, tz: 'UTC', ...company, ...context };
	}

	// ------------------------------------------------------------------ which protocol

	/** The protocol and version; asked once. */
	async server(): Promise<Server> {
		this.known ??= this.detected();
		return await this.known;
	}

	/** Whether `web_search_read` takes a nested specification: from 17 on (observed). */
	async readsNested(): Promise<boolean> {
		const protocol = await this.spoken();
		if (protocol === 'json2') return true;
		return this.known !== undefined && Number.parseInt((await this.known).version.replace(/^\D*/, ''), 10) >= 17;
	}

	private async spoken(): Promise<Protocol> {
		const { protocol } = this.settings;
		if (protocol === 'try' && !this.known) return 'json2';
		return protocol === 'try' || protocol === 'detect' ? (await this.server()).protocol : protocol;
	}

	/** Only 19 and later answer GET /web/version; the others say their version by `common.version` (observed). */
	private async detected(): Promise<Server> {
		const answer = await this.http.send({ method: 'GET', path: '/web/version', repeatable: true, judge: judgedPage });
		if ('noAnswer' in answer) throw new OdooFailure('noAnswer', { reason: answer.reason });
		const protocol = this.settings.protocol === 'try' ? 'detect' : this.settings.protocol;
		const web = answer.status === 200 ? webVersion.safeParse(answer.body) : undefined;
		if (web?.success) return { protocol: protocol === 'detect' ? 'json2' : protocol, version: web.data.version };
		const outcome = rpcOutcome(await this.rpc({ repeatable: true }, 'common', 'version', []));
		const version = 'done' in outcome ? rpcVersion.safeParse(outcome.done) : undefined;
		if (version?.success)
			return { protocol: protocol === 'detect' ? 'jsonRpc' : protocol, version: version.data.server_version };
		if ('noAnswer' in outcome) throw new OdooFailure('noAnswer', { reason: outcome.noAnswer.reason });
		throw new OdooFailure('status', { status: answer.status });
	}

	/** The user's id, which every JSON-RPC call names. A wrong login or key is answered with `false` (observed). */
	private async signedIn(): Promise<number> {
		const outcome = rpcOutcome(await this.rpc({ repeatable: true }, 'common', 'authenticate', ['', '', '', {}]));
		if ('noAnswer' in outcome) throw new OdooFailure('noAnswer', { reason: outcome.noAnswer.reason });
		if ('refused' in outcome) throw new OdooFailure('refused', { refusal: outcome.refused });
		if (typeof outcome.done === 'number') return outcome.done;
		throw new OdooFailure('denied');
	}

	// ------------------------------------------------------------------ reading

	/** The records of a domain; fields are always named, because none means all of them, images too. */
	async searchRead<T>(
		model: string,
		domain: Domain,
		fields: readonly string[],
		row: z.ZodArray<z.ZodType<T, z.ZodTypeDef, unknown>>,
		{ limit, order, context }: { limit?: number; order?: string; context?: Context } = {},
	): Promise<T[]> {
		const args = {
			domain,
			fields,
			...(limit === undefined ? {} : { limit }),
			...(order === undefined ? {} : { order }),
		};
		return await this.ask({ model, method: 'search_read', args, context }, row);
	}

	/** As `searchRead`, page by page in the order of ids, so that a change meanwhile moves no record to another page. */
	async *pages<T extends { id: number }>(
		model: string,
		domain: Domain,
		fields: readonly string[],
		{ context, size = PAGE_SIZE }: { context?: Context; size?: number },
		rows: Schema<T[]>,
	): AsyncGenerator<T[]> {
		for (let last = 0; ;) {
			const args = { domain: [...domain, ['id', '>', last]], fields, limit: size, order: 'id' };
			const page = await this.ask({ model, method: 'search_read', args, context }, rows);
			const highest = page.at(-1)?.id ?? last;
			// A server that ignored the condition would be asked for ever.
			if (page.length > 0 && highest <= last) throw new OdooFailure('unreadable', { reason: 'the same page again' });
			yield page;
			if (page.length < size) return;
			last = highest;
		}
	}

	/** The fields of a model, for those that have another name in another version; asked once a run. */
	async fieldsOf(model: string): Promise<Fields> {
		const attributes = ['type', 'relation', 'readonly', 'string', 'digits'];
		const asked =
			this.fields.get(model) ?? this.ask({ model, method: 'fields_get', args: { attributes } }, fieldsAnswer);
		this.fields.set(model, asked);
		return await asked;
	}

	// ------------------------------------------------------------------ external ids

	/**
	 * The id of the record with an external id; `hidden` where the user may not see it, undefined where there is none.
	 * Needs no right to read external ids (observed); one call each.
	 */
	async withExternalId(externalId: string, model: string): Promise<number | 'hidden' | undefined> {
		const [module = '', ...name] = externalId.split('.');
		const args = { module, xml_id: name.join('.') };
		// What was archived is still there.
		const call = { model: 'ir.model.data', method: 'check_object_reference', args, context: { active_test: false } };
		const answer = await this.call({ ...call, repeatable: true });
		if ('refused' in answer && isUnknownExternalId(answer.refused)) return undefined;
		const [held, found] = answered(call, answer, objectReference);
		return held === model && found !== false ? found : 'hidden';
	}

	/** The external ids of records, by their id; absent where there is none. */
	async externalIdsOf(model: string, ids: readonly number[]): Promise<Map<number, string>> {
		if (ids.length === 0) return new Map();
		const answer = await this.ask({ model, method: 'get_external_id', ids }, externalIds);
		return new Map(Object.entries(answer).flatMap(([id, name]) => (name === '' ? [] : [[Number(id), name] as const])));
	}

	/**
	 * Creates records under their external ids, all of them or none: rows of cells, each a text. What stands there already
	 * is answered with its id and left as it is, whoever changed it since, in the same transaction: `noupdate` is noted
	 * beside the external id when it is made, and `mode: update` leaves such records alone (observed on 19; the same code
	 * in 17 and 18). See decision record 0033.
	 */
	async make(model: string, table: Table, how: Pick<Call, 'repeatable' | 'maySend'>): Promise<LoadAnswer> {
		return await this.loadAs(model, table, { mode: 'update' }, how);
	}

	/** Writes over records that stand under their external ids, all of them or none; what is missing would be made. */
	async overwrite(model: string, table: Table, how: Pick<Call, 'repeatable' | 'maySend'>): Promise<LoadAnswer> {
		return await this.loadAs(model, table, {}, how);
	}

	private async loadAs(
		model: string,
		{ columns, rows }: Table,
		mode: Context,
		how: Pick<Call, 'repeatable' | 'maySend'>,
	): Promise<LoadAnswer> {
		const args = { fields: columns, data: rows };
		const context = { mail_create_nosubscribe: true, noupdate: true, ...mode };
		const answer = await this.call({ model, method: 'load', args, context, ...how });
		if (!('done' in answer)) return answer;
		const parsed = loaded.safeParse(answer.done);
		return parsed.success ? { loaded: parsed.data } : { noAnswer: { sent: true, reason: 'an unreadable answer' } };
	}
}

// ------------------------------------------------------------------ what an answer means

/** What was asked for, in the form it was asked in. Throws `OdooFailure` for anything else. */
export function answered<T>(call: Pick<Call, 'model' | 'method'>, answer: Answer, schema: Schema<T>): T {
	if ('noAnswer' in answer) throw new OdooFailure('noAnswer', { reason: answer.noAnswer.reason });
	if ('refused' in answer) throw new OdooFailure('refused', { refusal: answer.refused, call });
	const parsed = schema.safeParse(answer.done);
	if (parsed.success) return parsed.data;
	const field = parsed.error.issues[0]?.path.join('.') ?? '';
	throw new OdooFailure('unreadable', { reason: [call.model, call.method, field].filter(Boolean).join(' ') });
}

/** The error that Odoo itself tells in an answer, whatever its status. */
export function refusalIn({ status, body }: HttpAnswer): Refusal | undefined {
	const rpc = rpcAnswer.safeParse(body);
	if (rpc.success && rpc.data.error) {
		const { data, message } = rpc.data.error;
		return { name: data?.name ?? '', message: data?.message ?? message ?? '', status };
	}
	const error = status >= 400 ? odooError.safeParse(body) : undefined;
	return error?.success ? { name: error.data.name, message: error.data.message ?? '', status } : undefined;
}

/** Two transactions met: rolled back, and worth another try (Odoo tries five times itself before it says so). */
export const isConflict = (message: string) => message.includes('could not serialize access');

/**
 * What Odoo answers with an error of its own is not sent again, also behind a status 500: it was rolled back, and a
 * wrong field stays wrong. A conflict is sent again even where the call is not repeatable, because nothing was done.
 */
export function judged(answer: HttpAnswer, attempt: number): Verdict | undefined {
	const refusal = refusalIn(answer);
	if (!refusal) return undefined;
	return isConflict(refusal.message) ? { act: 'wait', waitMs: FIRST_WAIT_MS * 2 ** (attempt - 1) } : { act: 'accept' };
}

/** A page in place of JSON is an answer too: there is no such path on older versions. */
const judgedPage = ({ status }: HttpAnswer): Verdict | undefined =>
	status < 500 && status !== 429 ? { act: 'accept' } : undefined;

/** A text that began as an object or a list of Odoo's and does not end as one; a method may answer with a text as well. */
function isCutOff(text: string): boolean {
	if (!/^\s*(\{\s*"|\[\s*[[{"])/.test(text)) return false;
	try {
		JSON.parse(text);
		return false;
	} catch {
		return true;
	}
}

function json2Outcome(answer: HttpAnswer | NoAnswer): Answer | undefined {
	if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
	const isJson = (answer.headers['content-type'] ?? '').includes('json');
	if (answer.status >= 200 && answer.status < 300)
		return typeof answer.body === 'string' && (!isJson || isCutOff(answer.body)) ? unread : { done: answer.body };
	const refused = refusalIn(answer);
	if (refused) return { refused };
	// A page: no database of this name, none named where there are several, or a version before 19 (observed).
	if (answer.status === 404) return undefined;
	return undecided(answer);
}

function rpcOutcome(answer: HttpAnswer | NoAnswer): Answer {
	if ('noAnswer' in answer) return { noAnswer: { sent: answer.sent, reason: answer.reason } };
	const refused = refusalIn(answer);
	if (refused) return signInAnswer(refused);
	const parsed = rpcAnswer.safeParse(answer.body);
	if (parsed.success) return { done: parsed.data.result ?? null };
	return answer.status === 200 ? unread : undecided(answer);
}

const unread: Answer = { noAnswer: { sent: true, reason: 'an unreadable answer' } };

/** JSON-RPC tells of a refused sign-in and of a missing database inside a 200. */
function signInAnswer(refused: Refusal): Answer {
	if (refused.name === 'odoo.exceptions.AccessDenied') throw new OdooFailure('denied');
	if (refused.name === 'psycopg2.OperationalError') throw new OdooFailure('database');
	return { refused };
}

/** Neither Odoo's success nor its error: something on the way answered. */
function undecided({ status }: HttpAnswer): Answer {
	if (status === 429 || status < 500) throw new OdooFailure('status', { status });
	return { noAnswer: { sent: true, reason: String(status) } };
}

const isUnknownExternalId = ({ name, message }: Refusal) =>
	name === 'builtins.ValueError' && message.startsWith('External ID not found');

/** Runs work over a list, a few at a time, answers in the order of the list. */
export async function sideBySide<T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	let next = 0;
	const worker = async () => {
		for (let index = next++; index < list.length; index = next++) results[index] = await work(list[index]!);
	};
	await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, list.length) }, worker));
	return results;
}
