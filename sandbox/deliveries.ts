/*
 * Webhooks out of a sandbox: what its definition says is due is sent to this machine and nowhere else, one at a time to
 * each address unless told otherwise. A receiver has one second to take the connection and five seconds in all; a
 * redirect is a failure. When a delivery is tried again is the definition's to say.
 *
 * Changes that every sandbox with webhooks knows, for what goes wrong between vendor and receiver:
 *   redeliver         { deliveryId?, times? }   one that was sent is sent again, as it was; the last one when not named
 *   dropDeliveries    { times? }                the next ones are lost on their way: the vendor believes them delivered
 *   holdDeliveries    {}                        nothing goes out
 *   releaseDeliveries { order? }                what was held goes out, `reversed` or `due` (as it is without `order`)
 *   deliverAtOnce     { count? }                so many at a time to each address, 1 when absent
 */
import { setMaxListeners } from 'node:events';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

import { isLoopback, type DeliveryOutcome, type WebhookDelivery } from './kit';

const CONNECT_MS = 1_000;
const TOTAL_MS = 5_000;
const ASK_EVERY_MS = 200;
const REMEMBERED = 200;

/** What the server lends: the definition's turn, and the journal. */
export interface Outlet {
	/** What is due; rejects when the definition fails. */
	due(): Promise<readonly WebhookDelivery[]>;
	/** Tells the definition; rejects when it fails. */
	delivered(id: string, outcome: DeliveryOutcome): Promise<void>;
	record(delivery: WebhookDelivery, attempt: number, outcome: DeliveryOutcome & { readonly dropped?: boolean }): void;
	/** The definition failed. */
	failed(error: unknown): void;
}

/** What outlives a process. */
export interface KeptDeliveries {
	readonly held: boolean;
	readonly drop: number;
	/** By id, oldest first. */
	readonly sent: ReadonlyMap<string, WebhookDelivery>;
	readonly attempts: ReadonlyMap<string, number>;
}

type Work = (input: Readonly<Record<string, unknown>>) => unknown;

/** The webhooks of one sandbox. Nothing is sent before `start`. */
export class Outbox {
	/** The control changes above; each throws a sentence for an input that cannot be. */
	readonly changes: Readonly<Record<string, Work>> = {
		redeliver: (input) => this.redeliver(input),
		dropDeliveries: ({ times }) => ({ dropping: (this.drop += wholeNumber('times', times)) }),
		holdDeliveries: () => ({ held: (this.held = true) }),
		releaseDeliveries: ({ order = 'due' }) => this.release(order),
		deliverAtOnce: ({ count }) => ({ atOnce: (this.atOnce = wholeNumber('count', count)) }),
	};
	private held = false;
	private drop = 0;
	private atOnce = 1;
	private reversed = false;
	private sent = new Map<string, WebhookDelivery>();
	private attempts = new Map<string, number>();
	private again: WebhookDelivery[] = [];
	/** By id. */
	private readonly inFlight = new Map<string, { readonly url: string; readonly done: Promise<void> }>();
	private readonly stopping = new AbortController();
	private paused = 0;
	private asking: Promise<void> | undefined;
	private askAgain = false;
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly outlet: Outlet) {
		// Every delivery on its way listens, however many they are.
		setMaxListeners(0, this.stopping.signal);
	}

	start(): void {
		this.timer = setInterval(() => this.wake(), ASK_EVERY_MS).unref();
		this.wake();
	}

	/** Something may have become due. Asked while asking, it asks once more afterwards. */
	wake(): void {
		if (this.timer === undefined) return;
		if (this.asking) {
			this.askAgain = true;
			return;
		}
		this.asking = this.ask().finally(() => {
			this.asking = undefined;
			if (this.askAgain) this.wake();
		});
	}

	/** Resolves when nothing is due (or everything is held) and nothing is on its way. */
	async settled(): Promise<void> {
		this.wake();
		while (this.asking || this.inFlight.size > 0) {
			await this.asking;
			await Promise.all([...this.inFlight.values()].map(({ done }) => done));
		}
	}

	/** Lets what is on its way arrive, and nothing else leave, until the work is done. */
	async quietly<T>(work: () => Promise<T>): Promise<T> {
		this.paused += 1;
		try {
			while (this.asking || this.inFlight.size > 0) {
				await this.asking;
				await Promise.all([...this.inFlight.values()].map(({ done }) => done));
			}
			return await work();
		} finally {
			this.paused -= 1;
			this.wake();
		}
	}

	/** Ends what is on its way; the definition hears no more of it. */
	async stop(): Promise<void> {
		clearInterval(this.timer);
		this.timer = undefined;
		this.stopping.abort();
		await this.asking;
		await Promise.all([...this.inFlight.values()].map(({ done }) => done));
	}

	clear(): void {
		this.atOnce = 1;
		this.restore({ held: false, drop: 0, sent: new Map(), attempts: new Map() });
	}

	keep(): KeptDeliveries {
		return { held: this.held, drop: this.drop, sent: this.sent, attempts: this.attempts };
	}

	restore({ held, drop, sent, attempts }: KeptDeliveries): void {
		this.held = held;
		this.drop = drop;
		this.reversed = false;
		this.sent = new Map(sent);
		this.attempts = new Map(attempts);
		this.again = [];
	}

	private async ask(): Promise<void> {
		do {
			this.askAgain = false;
			try {
				const due = await this.outlet.due();
				if (this.isClosed()) return;
				const waiting = [...this.again, ...due];
				const ordered = this.reversed ? waiting.reverse() : waiting;
				if (ordered.length === 0) this.reversed = false;
				for (const delivery of ordered) this.launch(delivery);
			} catch (error) {
				this.fail(error);
			}
		} while (this.askAgain && !this.isClosed());
	}

	private isClosed(): boolean {
		return this.held || this.paused > 0 || this.timer === undefined;
	}

	/** A definition that failed once is not asked five times a second. */
	private fail(error: unknown): void {
		clearInterval(this.timer);
		this.timer = undefined;
		this.outlet.failed(error);
	}

	private launch(delivery: WebhookDelivery): void {
		const { id, url } = delivery;
		const beside = [...this.inFlight.values()].filter((each) => each.url === url).length;
		if (this.inFlight.has(id) || beside >= this.atOnce) return;
		const done = this.deliver(delivery)
			.catch((error: unknown) => this.fail(error))
			.finally(() => {
				this.inFlight.delete(id);
				this.wake();
			});
		this.inFlight.set(id, { url, done });
	}

	private async deliver(delivery: WebhookDelivery): Promise<void> {
		const repeated = this.again.indexOf(delivery);
		if (repeated >= 0) this.again.splice(repeated, 1);
		const attempt = this.countAttempt(delivery, repeated >= 0);
		if (this.drop > 0) {
			this.drop -= 1;
			this.outlet.record(delivery, attempt, { tookMs: 0, dropped: true });
			if (repeated < 0) await this.outlet.delivered(delivery.id, { status: 200, tookMs: 0 });
			return;
		}
		const outcome = await post(delivery, this.stopping.signal);
		if (this.stopping.signal.aborted) return;
		this.outlet.record(delivery, attempt, outcome);
		if (repeated < 0) await this.outlet.delivered(delivery.id, outcome);
	}

	private countAttempt(delivery: WebhookDelivery, repeated: boolean): number {
		const before = this.attempts.get(delivery.id) ?? 0;
		const attempt = repeated ? before + 1 : (delivery.attempt ?? before + 1);
		this.attempts.set(delivery.id, Math.max(before, attempt));
		this.sent.delete(delivery.id);
		this.sent.set(delivery.id, delivery);
		const [oldest] = this.sent.keys();
		if (this.sent.size > REMEMBERED && oldest !== undefined) {
			this.sent.delete(oldest);
			this.attempts.delete(oldest);
		}
		return attempt;
	}

	private redeliver({ deliveryId, times }: Readonly<Record<string, unknown>>): unknown {
		const id = deliveryId === undefined ? [...this.sent.keys()].at(-1) : String(deliveryId);
		const delivery = id === undefined ? undefined : this.sent.get(id);
		if (!delivery) throw new Error(`No delivery ${id ?? 'at all'} was sent`);
		const repeats = Array.from({ length: wholeNumber('times', times) }, () => ({ ...delivery }));
		this.again.push(...repeats);
		return { deliveryId: delivery.id, times: repeats.length };
	}

	private release(order: unknown): unknown {
		if (order !== 'due' && order !== 'reversed') throw new Error(`"${String(order)}" is neither due nor reversed`);
		this.held = false;
		this.reversed = order === 'reversed';
		return { held: false };
	}
}

function wholeNumber(name: string, given: unknown = 1): number {
	if (typeof given === 'number' && Number.isInteger(given) && given > 0) return given;
	throw new Error(`\`${name}\` is a whole number, 1 or more`);
}

/** Sends once. Never rejects: what went wrong is the outcome. */
async function post(delivery: WebhookDelivery, signal: AbortSignal): Promise<DeliveryOutcome> {
	const startedMs = Date.now();
	const end = (outcome: Omit<DeliveryOutcome, 'tookMs'>) => ({ ...outcome, tookMs: Date.now() - startedMs });
	if (!isLoopback(delivery.url)) return end({ error: 'NOT_THIS_MACHINE' });
	const url = new URL(delivery.url);
	const body = Buffer.from(delivery.body, 'utf8');
	return await new Promise((resolve) => {
		const send = url.protocol === 'https:' ? requestHttps : requestHttp;
		const headers = { ...delivery.headers, 'content-length': String(body.length) };
		// A connection of its own each time, as a receiver that restarts between two deliveries would otherwise be missed.
		const request = send(url, { method: 'POST', headers, agent: false, signal });
		const finish = (outcome: Omit<DeliveryOutcome, 'tookMs'>) => {
			clearTimeout(total);
			clearTimeout(connect);
			resolve(end(outcome));
			request.destroy();
		};
		const total = setTimeout(() => finish({ error: 'TIMEOUT' }), TOTAL_MS);
		const connect = setTimeout(() => finish({ error: 'CONNECT_TIMEOUT' }), CONNECT_MS);
		request.on('socket', (socket) => {
			if (!socket.connecting) clearTimeout(connect);
			socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(connect));
		});
		request.on('response', (response) => {
			response.on('end', () => finish({ status: response.statusCode ?? 0 }));
			response.on('error', (error) => finish({ error: codeOf(error) }));
			response.resume();
		});
		request.on('error', (error) => finish({ error: codeOf(error) }));
		request.end(body);
	});
}

function codeOf(error: Error): string {
	return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
