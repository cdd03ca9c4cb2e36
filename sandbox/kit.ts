/*
 * What every sandbox is made of. A system's nodes/<System>/sandbox.ts default-exports a SandboxDefinition; serve.ts
 * turns it into an HTTP server with a journal, a clock one can set, and faults on demand under /_sandbox/.
 */

/** A request as it reached a sandbox. Header names are lower case. */
export interface SandboxRequest {
	readonly method: string;
	/** Without the query, always with a leading slash. */
	readonly path: string;
	/** As it came, without its question mark; empty when there is none. */
	readonly rawQuery: string;
	readonly query: Readonly<Record<string, string>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly rawBody: Buffer;
	/** Parsed JSON or form fields; undefined when there is no body or it cannot be read. */
	readonly body: unknown;
}

export interface SandboxResponse {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** A string goes out as it is, everything else as JSON. */
	readonly body?: unknown;
	/** Whether the vendor did what was asked: for a write, whether it was committed. */
	readonly accepted: boolean;
	/** What the exchange did, for the journal: ids and counts, never names or addresses. */
	readonly note?: Readonly<Record<string, unknown>>;
}

/** Time inside a sandbox, in milliseconds since 1970; it only moves when told, unless `running`. */
export interface SandboxClock {
	now(): number;
	iso(): string;
}

export interface SandboxContext<S> {
	readonly state: S;
	readonly clock: SandboxClock;
	/** Which of the vendor's unseen answers this sandbox gives, and other choices of its definition. */
	readonly options: Readonly<Record<string, string>>;
	/** A counter for ids, the same in every run. */
	nextId(name: string): number;
}

export interface SandboxDefinition<S = unknown> {
	/** `ogoship`: the journal's `system`, and the prefix of operation names. */
	readonly name: string;
	/** The choices and their allowed values; the first is the default. `duplicateReference: ['refused', 'second']` */
	readonly options: Readonly<Record<string, readonly string[]>>;
	/** Names in lower case of fields of this vendor's requests that hold a secret, beside those no journal ever keeps. */
	readonly secretFields?: readonly string[];
	/** What the journal keeps of a body, for a vendor whose secrets have no name. What has one is taken out afterwards. */
	journalled?(body: unknown): unknown;
	/** The state after a reset, made from the neutral demo data. */
	seed(data: DemoData, options: Readonly<Record<string, string>>): S;
	/** The operation a request asks for, `ordersCreate`; undefined for a path this vendor does not have. */
	operationOf(request: SandboxRequest): string | undefined;
	/** The vendor's answer. Called once a request, one request at a time. */
	answer(
		request: SandboxRequest,
		operation: string,
		context: SandboxContext<S>,
	): SandboxResponse | Promise<SandboxResponse>;
	/** The vendor's own words for faults that have a shape of their own (429, 500, expired token). */
	fault?(kind: FaultKind, request: SandboxRequest, context: SandboxContext<S>): SandboxResponse | undefined;
	/**
	 * Whom errors quote: the customer of the record a request is about, else any customer. Every error does so unless the
	 * option `echoPersonalData` says no: real validation errors repeat what was sent.
	 */
	readonly customerOf?: (request: SandboxRequest, context: SandboxContext<S>) => QuotedCustomer;
	/** Changes made from outside, as a shop's staff or a warehouse would: POST /_sandbox/change {"action", …}. */
	readonly changes: Readonly<Record<string, (input: Record<string, unknown>, context: SandboxContext<S>) => unknown>>;
	/** The credential with which an n8n reaches this sandbox, under the name n8n gives it by default. */
	credential(data: DemoData, url: string): SandboxCredential;
	/** What tests compare: GET /_sandbox/state. */
	view(state: S): unknown;
	/**
	 * The webhooks due now by the sandbox's clock, the first to go first. Asked after every request, change and move of
	 * the clock and a few times a second; one that is on its way is not sent again whether listed or not.
	 */
	deliveries?(context: SandboxContext<S>): readonly WebhookDelivery[];
	/** What became of a delivery. Also told of one that the state no longer knows, which is to be ignored. */
	delivered?(id: string, outcome: DeliveryOutcome, context: SandboxContext<S>): void;
}

/** What an error repeats of a customer; empty where the customer has none. */
export interface QuotedCustomer {
	readonly name: string;
	readonly email: string;
	readonly phone: string;
	readonly address: string;
}

/** One webhook to send, complete: the same id, headers and body on every try. */
export interface WebhookDelivery {
	/** Stable across tries. */
	readonly id: string;
	/** On this machine: see `isLoopback`. */
	readonly url: string;
	/** In the vendor's spelling, `orders/create`. */
	readonly topic: string;
	readonly headers: Readonly<Record<string, string>>;
	/** The exact bytes, UTF-8. */
	readonly body: string;
	/** For the journal: the subscription's id, and which try this is. Tries are counted by the server when absent. */
	readonly subscription?: string;
	readonly attempt?: number;
}

/** How a delivery went: an answer's status, or why there was none (`ECONNREFUSED`, `TIMEOUT`). */
export interface DeliveryOutcome {
	readonly status?: number;
	readonly error?: string;
	readonly tookMs: number;
}

/** Whether an address is http or https on this machine; a sandbox sends webhooks nowhere else. */
export function isLoopback(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol, hostname } = new URL(url);
	return /^https?:$/.test(protocol) && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

export interface SandboxCredential {
	/** n8n's name of the credential type. */
	readonly type: string;
	readonly name: string;
	readonly data: Readonly<Record<string, string>>;
}

export const FAULT_KINDS = [
	'rateLimited', // 429 without Retry-After
	'rateLimitedRetryAfter', // 429 with Retry-After: 1
	'serverError', // 500
	'unavailable', // 503
	'timeoutBeforeCommit', // no answer, nothing done
	'timeoutAfterCommit', // done, no answer
	'reset', // connection reset, nothing done
	'resetAfterCommit', // done, connection reset
	'expiredToken', // 401 once
	'malformedBody', // 200 and a body that is not JSON; done
	'slow', // done, answered after delayMs
	'staleRead', // for requests that only read: answered as everything stood when it was last remembered
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
	readonly kind: FaultKind;
	/** Only this operation; every operation but sign-in when absent. */
	readonly operation?: string;
	/** Let so many matching requests pass first. */
	readonly skip?: number;
	/** How often it strikes; 1 when absent. */
	readonly times?: number;
	/** For `slow`; 2000 when absent. */
	readonly delayMs?: number;
	/** For a timeout: the connection is closed after so long. When absent it stays open until the caller gives up. */
	readonly closeAfterMs?: number;
}

/** One exchange. Never a secret: authorization headers, tokens and passwords are not kept. */
export interface JournalEntry {
	readonly seq: number;
	readonly system: string;
	readonly operation: string;
	readonly method: string;
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly status: number;
	/** Committed by the vendor, whether or not the answer reached anybody. */
	readonly accepted: boolean;
	/** Whether an answer was sent. */
	readonly answered: boolean;
	readonly fault?: FaultKind;
	readonly note?: Readonly<Record<string, unknown>>;
	/** What was sent, with secrets removed. */
	readonly body?: unknown;
	/** The sandbox's clock and the machine's, ISO 8601. */
	readonly at: string;
	readonly realAt: string;
	readonly userAgent: string;
	/** Of a webhook: how long its receiver took, in milliseconds. */
	readonly tookMs?: number;
}

// ------------------------------------------------------------------ demo data

export interface DemoProduct {
	readonly sku: string;
	readonly barcode: string;
	readonly title: string;
	readonly price: string;
	readonly weightGrams: number;
	readonly hsCode: string;
	/** Physical goods; false for gift cards and services. */
	readonly ships: boolean;
	/** Known to the warehouse. */
	readonly atWarehouse: boolean;
	readonly stock: number;
}

/** What is special about a planted order; `plain` orders must simply arrive. */
export const PLANTS = [
	'plain',
	'partlyDigital', // one line that does not ship, must be left out
	'pickupPoint',
	'cashOnDelivery',
	'discounted',
	'manyLines', // more than one page of lines
	'guest', // no customer record
	'partiallyRefunded', // became partially refunded before any sweep saw it as paid
	'unknownSku',
	'missingAddress',
	'digitalOnly',
	'highRisk',
	'riskPending',
	'test',
	'cancelled',
	'unpaid',
	'beforeStartAlreadyThere', // placed before the start of the route; stands at the warehouse under the other connector's number
	'beforeStart', // placed before the start of the route and not at the warehouse
] as const;

export type Plant = (typeof PLANTS)[number];

export interface DemoOrder {
	/** Starts at 1001; the shop's name of it is "#1001". */
	readonly number: number;
	readonly plant: Plant;
	/** Minutes before the seed's moment. */
	readonly placedMinutesAgo: number;
	readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly discount?: string }>;
	readonly shipping: { readonly title: string; readonly code: string; readonly price: string };
	readonly person: number;
}

/** Neutral demo data; each sandbox turns it into its own state. Only example people: see `demoPerson`. */
export interface DemoData {
	/** The moment of the seed, ISO 8601. */
	readonly moment: string;
	readonly currency: string;
	readonly products: readonly DemoProduct[];
	readonly orders: readonly DemoOrder[];
	readonly shop: {
		readonly domain: string;
		readonly clientId: string;
		readonly clientSecret: string;
		readonly accessToken: string;
	};
	readonly merchant: {
		readonly id: string;
		readonly secretToken: string;
		readonly clientId: string;
		readonly clientSecret: string;
		/** The API key that is sent in place of a token. */
		readonly ogoKey: string;
	};
	/** The pair with which a company opens its inventory system. */
	readonly company: { readonly apiId: string; readonly apiKey: string };
	/** A brand and its company, as an order engine and the tills of its outlets tell it from others. */
	readonly brand: { readonly company: string; readonly id: string };
}
