/*
 * One sandbox as an HTTP server on this machine: state, journal, clock and faults around a SandboxDefinition.
 *
 * The control API of every sandbox speaks JSON and is never journalled:
 *   GET    /_sandbox/health               { ok, sandbox, clock, options, faults, lastSeq }
 *   GET    /_sandbox/journal?since=SEQ    the entries with a greater `seq`, as an array
 *   GET    /_sandbox/state                the definition's own view
 *   POST   /_sandbox/fault                a Fault; DELETE takes all faults away, planned ones too
 *   POST   /_sandbox/faultPlan            a FaultPlan: so many of every hundred answers, by a seed
 *   POST   /_sandbox/remember             what stands now is what stale reads show from here on
 *   POST   /_sandbox/clock                { advanceMs } or { setIso }; the clock never goes back
 *   POST   /_sandbox/change               { action, … }: what a shop's staff or a warehouse would do; for a sandbox that
 *                                         sends webhooks also the changes of deliveries.ts
 *   POST   /_sandbox/reset                { options? }: seed, counters, faults and journal anew; `seq` and clock go on
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';

import { Outbox, type KeptDeliveries } from './deliveries';
import { demoData } from './demo-data';
import { PlannedFaults, type FaultPlan } from './fault-plan';
import type {
	DeliveryOutcome,
	DemoData,
	Fault,
	FaultKind,
	JournalEntry,
	QuotedCustomer,
	SandboxClock,
	SandboxContext,
	SandboxCredential,
	SandboxDefinition,
	SandboxRequest,
	SandboxResponse,
	WebhookDelivery,
} from './kit';
import { cutOffAnswer, quotingCustomer } from './quoting';

export interface RunningSandbox {
	readonly name: string;
	/** `http://127.0.0.1:PORT`, without a slash at the end. */
	readonly url: string;
	readonly port: number;
	/** The exchanges so far, oldest first; only those with a greater `seq` when `since` is given. */
	journal(since?: number): JournalEntry[];
	state(): unknown;
	/** The credential with which an n8n reaches this sandbox. */
	credential(): SandboxCredential;
	/** Throws a RangeError for a fault that does not exist, and for a stale read when nothing was remembered. */
	addFault(fault: Fault): void;
	/** In place of the plan before. Sign-in is spared, and an answer that another fault strikes is not counted. */
	planFaults(plan: FaultPlan): void;
	/** Planned ones too. */
	clearFaults(): void;
	/** Keeps what stands now, sign-ins included, for stale reads to show. */
	remember(): Promise<void>;
	/** Waits its turn behind the requests before it; rejects for an unknown action or a refused input. */
	change(action: string, input?: Record<string, unknown>): Promise<unknown>;
	/** The sandbox's time, milliseconds since 1970. */
	now(): number;
	/** Throws a RangeError when the time lies before the sandbox's own. */
	setClock(iso: string): void;
	advanceClock(ms: number): void;
	/** Without arguments: the data and options the sandbox was started with. */
	reset(data?: DemoData, options?: Readonly<Record<string, string>>): Promise<void>;
	/** The options that had a say in anything since the last reset. */
	optionsAsked(): ReadonlySet<string>;
	/**
	 * Has something done whenever a request was worked on and before its answer goes out, so that it falls between two
	 * requests of one caller; it may make changes and move the clock. Without `work` no more.
	 */
	betweenRequests(work?: (operation: string) => unknown): void;
	/** Resolves when no webhook is due, or all are held, and none is on its way. */
	deliveriesSettled(): Promise<void>;
	/** Everything a later `serve` needs to go on from here, but the journal and the faults. Webhooks on their way end before. */
	save(): Promise<Buffer>;
	close(): Promise<void>;
}

export interface ServeOptions {
	/** 0, a free port, when absent. */
	readonly port?: number;
	/** The demo data of this moment when absent. */
	readonly seed?: DemoData;
	readonly options?: Readonly<Record<string, string>>;
	readonly host?: string;
	/** What `save` answered in an earlier process; goes before seed and options. */
	readonly saved?: Buffer;
}

type Options = Readonly<Record<string, string>>;

const BODY_LIMIT_BYTES = 5 * 1024 * 1024;
const CONTROL = '/_sandbox/';
const FAULT_STATUS: Readonly<Record<FaultKind, number>> = {
	rateLimited: 429,
	rateLimitedRetryAfter: 429,
	serverError: 500,
	unavailable: 503,
	expiredToken: 401,
	malformedBody: 200,
	slow: 200,
	staleRead: 200,
	timeoutBeforeCommit: 0,
	timeoutAfterCommit: 0,
	reset: 0,
	resetAfterCommit: 0,
};
/** Faults under which the definition answers all the same. */
const ANSWERED: readonly FaultKind[] = ['timeoutAfterCommit', 'resetAfterCommit', 'malformedBody', 'slow', 'staleRead'];
const SECRET_FIELDS = new Set([
	'accesstoken',
	'clientsecret',
	'password',
	'refreshtoken',
	'secrettoken',
	'xshopifyaccesstoken',
	'xogokey',
	'authorization',
]);

/** A control request that cannot be granted; its message is the answer. */
class Refused extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** A copy of a value in which every field that holds a secret says "[removed]", however deep and however spelled. */
export function withoutSecrets(value: unknown, more: readonly string[] = []): unknown {
	if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, more));
	if (typeof value !== 'object' || value === null) return value;
	const isSecret = (name: string) => SECRET_FIELDS.has(name) || more.includes(name);
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [
			name,
			isSecret(name.toLowerCase().replace(/[-_]/g, '')) ? '[removed]' : withoutSecrets(inner, more),
		]),
	);
}

/** Runs with the machine's clock, may be put forward, and never goes back, even when the machine's clock does. */
class Clock implements SandboxClock {
	private offsetMs = 0;
	private latest = 0;

	now(): number {
		this.latest = Math.max(this.latest, Date.now() + this.offsetMs);
		return this.latest;
	}

	iso(): string {
		return new Date(this.now()).toISOString();
	}

	advance(ms: unknown): void {
		if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) {
			throw new RangeError('The clock goes forward by a number of milliseconds, 0 or more');
		}
		this.offsetMs += ms;
	}

	/** How far it is ahead of the machine's clock. */
	ahead(): number {
		return this.offsetMs;
	}

	set(iso: unknown): void {
		const wanted = typeof iso === 'string' ? Date.parse(iso) : NaN;
		if (Number.isNaN(wanted)) throw new RangeError('setIso must be a date and time such as 2026-11-22T10:15:00Z');
		const aheadMs = wanted - this.now();
		if (aheadMs < 0) throw new RangeError(`The sandbox's clock never goes back: it is ${this.iso()}`);
		this.offsetMs += aheadMs;
	}
}

/** The faults asked for, and which of them strikes next. */
class Faults {
	private pending: Array<Fault & { skip: number; times: number }> = [];
	private planned: PlannedFaults | undefined;

	constructor(private readonly system: string) {}

	add(fault: Fault): void {
		if (!Object.hasOwn(FAULT_STATUS, fault.kind)) {
			throw new RangeError(`No such fault: "${fault.kind}". There are: ${Object.keys(FAULT_STATUS).join(', ')}`);
		}
		this.pending.push({ ...fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
	}

	follow(plan: FaultPlan): void {
		this.planned = new PlannedFaults(plan);
	}

	/** The first that matches and has nothing left to let pass; those that still let requests pass count this one. */
	strike(operation: string): Fault | undefined {
		for (const fault of this.pending.filter((each) => this.matches(each, operation))) {
			if (fault.skip > 0) {
				fault.skip -= 1;
				continue;
			}
			fault.times -= 1;
			this.pending = this.pending.filter((each) => each.times > 0);
			return fault;
		}
		return isSignIn(operation) ? undefined : this.planned?.next();
	}

	list(): readonly Fault[] {
		return this.pending;
	}

	clear(): void {
		this.pending = [];
		this.planned = undefined;
	}

	/** A fault without an operation spares sign-in. */
	private matches(fault: Fault, operation: string): boolean {
		if (fault.operation === undefined) return !isSignIn(operation);
		return fault.operation === operation || fault.operation === `${this.system}.${operation}`;
	}
}

/** An operation called `token`, `…Token` or `signIn`. */
function isSignIn(operation: string): boolean {
	return /(^t|T)oken$|^signIn$/.test(operation);
}

/** What one exchange came to, before anything is sent. */
interface Exchange {
	readonly operation: string;
	readonly response: SandboxResponse;
	readonly fault?: Fault;
	/** A webhook that got no answer. */
	readonly unanswered?: boolean;
	/** How long a webhook's receiver took. */
	readonly tookMs?: number;
}

/** What outlives a process. */
interface Kept<S> {
	readonly options: Options;
	readonly data: DemoData;
	readonly state: S;
	readonly counters: Map<string, number>;
	readonly lastSeq: number;
	readonly aheadMs: number;
	/** Absent for a sandbox without webhooks. */
	readonly deliveries?: KeptDeliveries;
}

/** A state as it was seeded, and of which data. */
interface Seeded {
	readonly data: DemoData;
	readonly options: Options;
	readonly state: Buffer;
	/** The options it depends on. */
	readonly asked: readonly string[];
}

class Sandbox<S> {
	readonly clock = new Clock();
	readonly faults: Faults;
	/** Absent for a sandbox without webhooks. */
	readonly outbox: Outbox | undefined;
	options: Options;
	between: ((operation: string) => unknown) | undefined;
	private entries: JournalEntry[] = [];
	private lastSeq = 0;
	private data: DemoData;
	private state: S;
	private counters = new Map<string, number>();
	private turn: Promise<unknown> = Promise.resolve();
	/** The state as it was remembered, for stale reads. */
	private remembered: Buffer | undefined;
	/** The last seed, so that a reset to the same need not make it anew. */
	private seeded: Seeded | undefined;
	private asked = new Set<string>();

	constructor(
		private readonly definition: SandboxDefinition<S>,
		private readonly started: ServeOptions,
	) {
		this.faults = new Faults(definition.name);
		this.options = chosenOptions(definition, started.options);
		this.data = started.seed ?? demoData(this.clock.iso());
		this.state = definition.seed(this.data, this.noted());
		this.outbox = definition.deliveries && this.newOutbox();
		if (started.saved) this.restore(started.saved);
	}

	private restore(saved: Buffer): void {
		const kept = deserialize(saved) as Kept<S>;
		this.options = kept.options;
		this.data = kept.data;
		this.state = kept.state;
		this.counters = kept.counters;
		this.lastSeq = kept.lastSeq;
		this.clock.advance(kept.aheadMs);
		if (kept.deliveries) this.outbox?.restore(kept.deliveries);
	}

	async save(): Promise<Buffer> {
		const save = () => this.inTurn(() => serialize(this.kept()));
		return await (this.outbox ? this.outbox.quietly(save) : save());
	}

	private kept(): Kept<S> {
		const { options, data, state, counters, lastSeq, outbox } = this;
		const deliveries = outbox && { deliveries: outbox.keep() };
		return { options, data, state, counters, lastSeq, aheadMs: this.clock.ahead(), ...deliveries };
	}

	private newOutbox(): Outbox {
		return new Outbox({
			due: () => this.inTurn(() => this.definition.deliveries?.(this.context()) ?? []),
			delivered: (id, outcome) => this.inTurn(() => this.definition.delivered?.(id, outcome, this.context())),
			record: (delivery, attempt, outcome) => this.recordDelivery(delivery, attempt, outcome),
			failed: (error) => {
				const text = `SANDBOX "${this.definition.name}" FAILED in its webhooks and sends no more: ${String(error)}`;
				const response = { status: 0, accepted: false, note: { error: text } };
				this.record(toDeliveryRequest('http://localhost/'), undefined, { operation: 'webhook', response });
			},
		});
	}

	/** Requests, changes and resets wait for each other, so that a definition never sees two at once. */
	inTurn<T>(work: () => T | Promise<T>): Promise<T> {
		const result = this.turn.then(work);
		this.turn = result.catch(() => undefined);
		return result;
	}

	journal(since = 0): JournalEntry[] {
		return this.entries.filter((entry) => entry.seq > since);
	}

	view(): unknown {
		return this.definition.view(this.state);
	}

	credential(url: string): SandboxCredential {
		return this.definition.credential(this.data, url);
	}

	health(): unknown {
		return {
			ok: true,
			sandbox: this.definition.name,
			clock: this.clock.iso(),
			options: this.options,
			faults: this.faults.list(),
			lastSeq: this.lastSeq,
		};
	}

	async change(action: string, input: Record<string, unknown>): Promise<unknown> {
		const known = { ...this.outbox?.changes, ...this.definition.changes };
		const work = Object.hasOwn(known, action) ? known[action] : undefined;
		if (work === undefined) {
			const names = Object.keys(known).join(', ');
			throw new Refused(404, `Sandbox "${this.definition.name}" knows no change "${action}". It knows: ${names}`);
		}
		return this.inTurn(() => work(input, this.context())).finally(() => this.outbox?.wake());
	}

	async reset(data: DemoData | undefined, options: Options | undefined): Promise<void> {
		const wanted = chosenOptions(this.definition, { ...this.started.options, ...options });
		await this.inTurn(() => {
			this.options = wanted;
			this.data = data ?? this.started.seed ?? this.data;
			this.counters = new Map();
			this.entries = [];
			this.remembered = undefined;
			this.faults.clear();
			this.outbox?.clear();
			this.state = this.freshState();
		});
	}

	private freshState(): S {
		const { data, options, seeded } = this;
		const isSame = seeded?.data === data && isDeepStrictEqual(seeded.options, options);
		if (seeded && isSame) {
			this.asked = new Set(seeded.asked);
			return deserialize(seeded.state) as S;
		}
		this.asked = new Set();
		const state = this.definition.seed(data, this.noted());
		this.seeded = { data, options, state: serialize(state), asked: [...this.asked] };
		return state;
	}

	optionsAsked(): ReadonlySet<string> {
		return this.asked;
	}

	/** The options, which note down what is asked of them. */
	private noted(): Options {
		return new Proxy(this.options, {
			get: (options, name) => {
				this.asked.add(String(name));
				return options[String(name)];
			},
		});
	}

	/** Lets the definition answer, or the fault strike. The journal has its entry when this resolves. */
	exchange(request: SandboxRequest): Promise<{ exchange: Exchange; seq: number }> {
		return this.inTurn(async () => {
			// Copied before the definition sees it, so that nothing it does to the body reaches the journal.
			const kept = this.definition.journalled?.(request.body) ?? request.body;
			const body = withoutSecrets(kept, this.definition.secretFields);
			const settled = await this.settle(request);
			const exchange = { ...settled, response: this.quoting(settled.response, request) };
			return { exchange, seq: this.record(request, body, exchange) };
		}).finally(() => this.outbox?.wake());
	}

	/** The answer with the customer in its errors. */
	quoting(response: SandboxResponse, request: SandboxRequest): SandboxResponse {
		const customer = this.quotedIn(request);
		return customer ? quotingCustomer(response, customer) : response;
	}

	/** Whom an error about a request quotes, to be asked where there is one; undefined where errors quote nobody. */
	quotedIn(request: SandboxRequest): (() => QuotedCustomer) | undefined {
		const { customerOf } = this.definition;
		if (!customerOf || this.options['echoPersonalData'] === 'no') return undefined;
		return () => customerOf(request, this.context());
	}

	/** The entry of an exchange the definition never sees: an unknown path, a body too large. */
	record(request: SandboxRequest, body: unknown, exchange: Exchange): number {
		const { operation, response, fault, unanswered, tookMs } = exchange;
		const silent =
			unanswered === true || (fault !== undefined && (FAULT_STATUS[fault.kind] === 0 || fault.kind === 'slow'));
		this.lastSeq += 1;
		this.entries.push({
			seq: this.lastSeq,
			system: this.definition.name,
			operation,
			method: request.method,
			path: request.path,
			query: withoutSecrets(request.query) as Record<string, string>,
			status: response.status,
			accepted: response.accepted,
			answered: !silent,
			...(fault && { fault: fault.kind }),
			...(response.note && { note: withoutSecrets(response.note) as Record<string, unknown> }),
			...(body !== undefined && { body }),
			at: this.clock.iso(),
			realAt: new Date().toISOString(),
			userAgent: request.headers['user-agent'] ?? '',
			...(tookMs !== undefined && { tookMs }),
		});
		return this.lastSeq;
	}

	private recordDelivery(
		{ id, url, topic, headers, subscription }: WebhookDelivery,
		attempt: number,
		{ status, error, tookMs, dropped }: DeliveryOutcome & { readonly dropped?: boolean },
	): void {
		const note = {
			topic,
			deliveryId: id,
			attempt,
			...(subscription !== undefined && { subscription }),
			...(error !== undefined && { error }),
			...(dropped && { dropped }),
		};
		const accepted = status !== undefined && status >= 200 && status < 300;
		const response = { status: status ?? 0, accepted, note };
		this.record(toDeliveryRequest(url, headers), undefined, {
			operation: 'webhook',
			response,
			unanswered: status === undefined,
			tookMs,
		});
	}

	/** A slow answer has gone out after all. */
	answered(seq: number): void {
		this.entries = this.entries.map((entry) => (entry.seq === seq ? { ...entry, answered: true } : entry));
	}

	async remember(): Promise<void> {
		await this.inTurn(() => void (this.remembered = serialize(this.state)));
	}

	addFault(fault: Fault): void {
		if (fault.kind === 'staleRead' && !this.remembered) throw new RangeError('Nothing was remembered for stale reads');
		this.faults.add(fault);
	}

	/** Each time a copy, so that nothing a stale answer does to it lasts. */
	private contextBefore(): SandboxContext<S> {
		const state = this.remembered ? (deserialize(this.remembered) as S) : this.state;
		return { ...this.context(), state };
	}

	private context(): SandboxContext<S> {
		return {
			state: this.state,
			clock: this.clock,
			options: this.noted(),
			nextId: (name) => {
				const next = (this.counters.get(name) ?? 0) + 1;
				this.counters.set(name, next);
				return next;
			},
		};
	}

	private async settle(request: SandboxRequest): Promise<Exchange> {
		let operation: string | undefined;
		try {
			operation = this.definition.operationOf(request);
			if (operation === undefined) return { operation: 'unknown', response: this.unknownPath(request) };
			const fault = this.faults.strike(operation);
			if (fault && !ANSWERED.includes(fault.kind)) return { operation, fault, response: this.struck(fault, request) };
			const context = fault?.kind === 'staleRead' ? this.contextBefore() : this.context();
			const response = await this.definition.answer(request, operation, context);
			return { operation, response, ...(fault && { fault }) };
		} catch (error) {
			const message = `SANDBOX "${this.definition.name}" FAILED in ${operation ?? 'operationOf'}: ${String(error)}`;
			return {
				operation: operation ?? 'unknown',
				response: { status: 500, body: { error: message }, accepted: false },
			};
		}
	}

	private unknownPath({ method, path }: SandboxRequest): SandboxResponse {
		const error = `SANDBOX "${this.definition.name}" DOES NOT KNOW ${method} ${path}`;
		return { status: 404, body: { error }, accepted: false };
	}

	private struck({ kind }: Fault, request: SandboxRequest): SandboxResponse {
		const status = FAULT_STATUS[kind];
		if (status === 0) return { status, accepted: false };
		const own = this.definition.fault?.(kind, request, this.context());
		const response = own ?? { status, body: { error: `Sandbox fault: ${kind}` }, accepted: false };
		if (kind !== 'rateLimitedRetryAfter') return response;
		return { ...response, headers: { 'retry-after': '1', ...response.headers } };
	}
}

/** The definition's options, the first value of each where none is chosen. Throws for an option or value it has not. */
function chosenOptions<S>(definition: SandboxDefinition<S>, chosen: Options = {}): Options {
	for (const [name, value] of Object.entries(chosen)) {
		const allowed = Object.hasOwn(definition.options, name) ? definition.options[name] : undefined;
		if (!allowed?.includes(value)) {
			throw new RangeError(
				`Sandbox "${definition.name}": option ${name}=${value} is not one of ${allowed?.join(', ') ?? '(no such option)'}`,
			);
		}
	}
	const defaults = Object.entries(definition.options).map(([name, values]) => [name, values[0] ?? '']);
	return { ...Object.fromEntries(defaults), ...chosen };
}

/** The request's body, or undefined when it is larger than the limit; the rest is then left unread. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
		size += (chunk as Buffer).length;
		if (size > BODY_LIMIT_BYTES) return undefined;
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks);
}

function parseBody(raw: Buffer, contentType: string): unknown {
	if (raw.length === 0) return undefined;
	const text = raw.toString('utf8');
	if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return Object.fromEntries(new URLSearchParams(text));
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function toRequest(incoming: IncomingMessage, rawBody: Buffer): SandboxRequest {
	const [path = '/', ...rest] = (incoming.url ?? '/').split('?');
	const headers = Object.fromEntries(
		Object.entries(incoming.headers).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.join(', ') : (value ?? ''),
		]),
	);
	return {
		method: incoming.method ?? 'GET',
		path: path.startsWith('/') ? path : `/${path}`,
		rawQuery: rest.join('?'),
		query: Object.fromEntries(new URLSearchParams(rest.join('?'))),
		headers,
		rawBody,
		body: parseBody(rawBody, headers['content-type'] ?? ''),
	};
}

/** A webhook as the journal wants it: its address, and of its headers only who sends it. */
function toDeliveryRequest(url: string, headers: Readonly<Record<string, string>> = {}): SandboxRequest {
	const { pathname, search, searchParams } = new URL(url);
	const agent = Object.entries(headers).find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? '';
	return {
		method: 'POST',
		path: pathname,
		rawQuery: search.slice(1),
		query: Object.fromEntries(searchParams),
		headers: { 'user-agent': agent },
		rawBody: Buffer.alloc(0),
		body: undefined,
	};
}

/** Sends an answer, dated by the sandbox's clock. */
function send(outgoing: ServerResponse, clock: SandboxClock, response: Omit<SandboxResponse, 'accepted'>): void {
	const { status, body } = response;
	const isText = typeof body === 'string';
	outgoing.writeHead(status, {
		date: new Date(clock.now()).toUTCString(),
		'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
		...response.headers,
	});
	outgoing.end(body === undefined || isText ? body : JSON.stringify(body));
}

/** Answers a vendor request the way its fault, if any, demands. */
async function answerVendor<S>(sandbox: Sandbox<S>, request: SandboxRequest, outgoing: ServerResponse): Promise<void> {
	const { exchange, seq } = await sandbox.exchange(request);
	const { fault } = exchange;
	// What happens between two requests must not change an answer that was given before.
	const response = sandbox.between ? structuredClone(exchange.response) : exchange.response;
	await sandbox.between?.(exchange.operation);
	switch (fault?.kind) {
		case 'timeoutBeforeCommit':
		case 'timeoutAfterCommit':
			// Else the connection stays open until the caller gives up or the sandbox closes.
			if (fault.closeAfterMs !== undefined) setTimeout(() => outgoing.destroy(), fault.closeAfterMs).unref();
			return;
		case 'reset':
		case 'resetAfterCommit':
			outgoing.socket?.resetAndDestroy();
			return;
		case 'malformedBody':
			send(outgoing, sandbox.clock, {
				status: 200,
				headers: { 'content-type': 'application/json' },
				body: cutOffAnswer(sandbox.quotedIn(request)),
			});
			return;
		case 'slow':
			setTimeout(() => {
				if (outgoing.destroyed) return;
				send(outgoing, sandbox.clock, response);
				sandbox.answered(seq);
			}, fault.delayMs ?? 2000).unref();
			return;
		default:
			send(outgoing, sandbox.clock, response);
	}
}

/** What a control request answers. Throws Refused or RangeError with the reason when it cannot be done. */
async function control<S>(sandbox: Sandbox<S>, request: SandboxRequest): Promise<unknown> {
	const input = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Record<
		string,
		unknown
	>;
	switch (`${request.method} ${request.path.slice(CONTROL.length)}`) {
		case 'GET health':
			return sandbox.health();
		case 'GET journal':
			return sandbox.journal(Number(request.query['since'] ?? 0) || 0);
		case 'GET state':
			return sandbox.view();
		case 'POST fault':
			sandbox.addFault(input as unknown as Fault);
			return sandbox.health();
		case 'POST remember':
			await sandbox.remember();
			return sandbox.health();
		case 'POST faultPlan':
			sandbox.faults.follow(input as unknown as FaultPlan);
			return sandbox.health();
		case 'DELETE fault':
			sandbox.faults.clear();
			return sandbox.health();
		case 'POST clock':
			if (input['setIso'] === undefined) sandbox.clock.advance(input['advanceMs']);
			else sandbox.clock.set(input['setIso']);
			sandbox.outbox?.wake();
			return sandbox.health();
		case 'POST change': {
			const { action, ...rest } = input;
			return { ok: true, result: (await sandbox.change(String(action), rest)) ?? null };
		}
		case 'POST reset':
			await sandbox.reset(undefined, input['options'] as Options | undefined);
			return sandbox.health();
		default:
			throw new Refused(404, `No such control request: ${request.method} ${request.path}`);
	}
}

async function answerControl<S>(sandbox: Sandbox<S>, request: SandboxRequest, outgoing: ServerResponse): Promise<void> {
	try {
		send(outgoing, sandbox.clock, { status: 200, body: await control(sandbox, request) });
	} catch (error) {
		const status = error instanceof Refused ? error.status : 400;
		const message = error instanceof Error ? error.message : String(error);
		send(outgoing, sandbox.clock, { status, body: { ok: false, error: message } });
	}
}

async function handle<S>(sandbox: Sandbox<S>, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
	const rawBody = await readBody(incoming);
	if (rawBody === undefined) {
		const body = { error: `The body is larger than ${BODY_LIMIT_BYTES} bytes` };
		const request = toRequest(incoming, Buffer.alloc(0));
		const refusal = { status: 413, headers: { connection: 'close' }, body, accepted: false };
		const response = sandbox.quoting(refusal, request);
		sandbox.record(request, undefined, { operation: 'unknown', response });
		send(outgoing, sandbox.clock, response);
		incoming.resume();
		return;
	}
	const request = toRequest(incoming, rawBody);
	await (request.path.startsWith(CONTROL) ? answerControl : answerVendor)(sandbox, request, outgoing);
}

/**
 * Starts a sandbox on 127.0.0.1 (a free port unless one is given) and resolves when it listens. Rejects when the port
 * is taken; throws a RangeError for an option the definition does not have.
 */
export async function serve<S>(definition: SandboxDefinition<S>, started: ServeOptions = {}): Promise<RunningSandbox> {
	const sandbox = new Sandbox(definition, started);
	const host = started.host ?? '127.0.0.1';
	const server = createServer((incoming, outgoing) => {
		// Only an upload that breaks off gets here: there is nobody left to answer.
		handle(sandbox, incoming, outgoing).catch(() => outgoing.destroy());
	});
	// Longer than any client keeps an idle connection, so that no reset happens that nobody asked for.
	server.keepAliveTimeout = 120_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(started.port ?? 0, host, resolve);
	});
	const { port } = server.address() as AddressInfo;
	sandbox.outbox?.start();
	return {
		name: definition.name,
		url: `http://${host}:${port}`,
		port,
		journal: (since) => sandbox.journal(since),
		state: () => sandbox.view(),
		credential: () => sandbox.credential(`http://${host}:${port}`),
		addFault: (fault) => sandbox.addFault(fault),
		planFaults: (plan) => sandbox.faults.follow(plan),
		clearFaults: () => sandbox.faults.clear(),
		remember: () => sandbox.remember(),
		change: (action, input = {}) => sandbox.change(action, input),
		now: () => sandbox.clock.now(),
		setClock: (iso) => {
			sandbox.clock.set(iso);
			sandbox.outbox?.wake();
		},
		advanceClock: (ms) => {
			sandbox.clock.advance(ms);
			sandbox.outbox?.wake();
		},
		reset: (data, options) => sandbox.reset(data, options),
		optionsAsked: () => sandbox.optionsAsked(),
		betweenRequests: (work) => {
			sandbox.between = work;
		},
		deliveriesSettled: async () => await sandbox.outbox?.settled(),
		save: () => sandbox.save(),
		close: async () => {
			await sandbox.outbox?.stop();
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}
