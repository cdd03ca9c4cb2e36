/*
 * The rim towards the network: what a request and an answer are. Nothing here knows a vendor or n8n.
 */

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
	readonly method: Method;
	/** A path under the credential's address, with one leading slash (decision 24). Never a host. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
	/** Sent as JSON. */
	readonly body?: unknown;
	/** Sent as it is, in place of a body (`multipart.ts`). */
	readonly content?: FileContent;
	/** Further headers; never one that signs in. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Whether the same request may be sent again when nobody knows what became of it. The author says; no default. */
	readonly repeatable: boolean;
	/** Asked before every attempt; when it says no, nothing is sent and the answer is NoAnswer with `sent: false`. */
	readonly maySend?: () => boolean;
	/** 30 000 when absent. */
	readonly timeoutMs?: number;
	/** A vendor's own reading of an answer that HTTP calls a success (Shopify's THROTTLED inside a 200). */
	readonly judge?: (answer: HttpAnswer, attempt: number) => Verdict | undefined;
}

export interface HttpAnswer {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Parsed JSON; a string when the body is not JSON. */
	readonly body: unknown;
}

/** Bytes and what they are. */
export interface FileContent {
	/** `image/png`; `application/octet-stream` where nobody says. */
	readonly contentType: string;
	readonly bytes: Uint8Array;
}

/** No answer came. `sent` is false when the request certainly never reached the service. */
export interface NoAnswer {
	readonly noAnswer: true;
	readonly sent: boolean;
	/** ECONNREFUSED, ECONNRESET, ETIMEDOUT, … */
	readonly reason: string;
}

/** What to do with one answer: take it, give up, or send again after so long. */
export type Verdict =
	{ readonly act: 'accept' } | { readonly act: 'fail' } | { readonly act: 'wait'; readonly waitMs: number };

/** A file that could not be read to its end. Told apart by `code`. */
export class DownloadFailure extends Error {
	readonly code = 'DOWNLOAD_FAILED';

	constructor(
		/** `STATUS 404`, `ECONNRESET`, `TIMEOUT`, `TOO_LARGE`, … */
		readonly reason: string,
	) {
		super(`A file could not be read: ${reason}`);
		this.name = 'DownloadFailure';
	}
}

export interface Http {
	/**
	 * Sends a request and repeats it where `transport/retry.ts` allows. Resolves with the last answer whatever its
	 * status, or with NoAnswer. Rejects with an error whose `code` is `SETUP_CREDENTIAL` when the sign-in is refused
	 * after one renewal, `SETUP_ADDRESS` when the path or address may not be used, `CANCELLED` when the run was stopped.
	 */
	send(request: HttpRequest): Promise<HttpAnswer | NoAnswer>;
	/** Waits before the next call (a vendor's own pace). */
	pause(waitMs: number): Promise<void>;
	/**
	 * The lines of a text file whose address a service named in its answer (decision record 0012): fetched without
	 * credentials, over https, without following redirects. Rejects with a DownloadFailure when the file cannot be read
	 * to its end (lines may have come before), with `SETUP_ADDRESS` when the address may not be used, with `CANCELLED`
	 * when the run was stopped. Nothing is repeated.
	 */
	lines(url: string): AsyncIterable<string>;
	/**
	 * A whole file of at most so many bytes, under the rules of `lines`. Rejects with a DownloadFailure, `TOO_LARGE` for a
	 * larger one.
	 */
	file(url: string, mostBytes: number): Promise<FileContent>;
	/** Requests sent so far, repeats counted. */
	calls(): number;
}
