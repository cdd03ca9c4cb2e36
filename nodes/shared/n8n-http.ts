import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
	JsonObject,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { runProblem } from '../../core/sync/run';
import type { FileContent, Http, HttpAnswer, HttpRequest, NoAnswer } from '../../transport/http';
import { judge } from '../../transport/retry';
import { queryString, refuseAddress, refuseDownload, refusePath, withoutTrailingSlash } from './address';
import { downloadFile, downloadLines } from './download';
import type { Meter } from './meter';
import { oAuth2Options, signInOf, type OAuth2Options } from './sign-in';
import type { CredentialValues, SignIn, System } from './system';

/*
 * The one place where this package meets the network: n8n's own helper, which signs with the credential, renews a
 * token once after a 401, and brings the operator's proxy, TLS and SSRF settings.
 */

export const REQUEST_TIMEOUT_MS = 30_000;

/** Failures before a connection stood: the request cannot have reached the service. */
const NEVER_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

type HttpContext = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions;

interface Failure {
	readonly status?: number;
	readonly reason: string;
}

/** What n8n's helper threw, in our terms: a status when a response came, else the network's code. */
function failureOf(error: unknown): Failure {
	const thrown = error as {
		httpCode?: unknown;
		code?: unknown;
		cause?: { code?: unknown; status?: unknown; response?: { status?: unknown } };
	};
	const status = Number(thrown.cause?.response?.status ?? thrown.cause?.status ?? thrown.httpCode);
	if (Number.isInteger(status) && status >= 400 && status <= 599) return { status, reason: String(status) };
	const code = thrown.cause?.code ?? thrown.code ?? thrown.httpCode;
	return { reason: typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : 'NO_RESPONSE' };
}

class N8nHttp implements Http {
	private sent = 0;

	/** Ends with the first request of this run, however it ends. */
	private first: Promise<unknown> | undefined;

	private readonly base: string;

	private readonly oauth2: OAuth2Options | undefined;

	constructor(
		private readonly context: HttpContext,
		private readonly system: System,
		private readonly credential: CredentialValues,
		private readonly checkCancelled: () => void,
		private readonly signIn: SignIn,
		private readonly meter: Meter | undefined,
	) {
		this.base = withoutTrailingSlash(system.address(credential));
		this.oauth2 = oAuth2Options(signIn, credential);
	}

	calls(): number {
		return this.sent;
	}

	async pause(waitMs: number): Promise<void> {
		if (waitMs > 0) await sleep(waitMs);
	}

	async *lines(url: string): AsyncGenerator<string> {
		await this.admitDownload(url);
		yield* downloadLines(this.context, url, this.checkCancelled);
	}

	async file(url: string, mostBytes: number): Promise<FileContent> {
		await this.admitDownload(url);
		return await downloadFile(this.context, url, mostBytes, this.checkCancelled);
	}

	private async admitDownload(url: string): Promise<void> {
		const refusal = refuseDownload(url, this.base, this.credential.allowUnencrypted === true);
		if (refusal) throw this.addressProblem(`the file that it named cannot be fetched: ${refusal}`);
		await this.meter?.beforeCall();
		this.sent += 1;
	}

	/** The first request goes alone: a token that has run out is renewed once, not by every request beside it. */
	async send(request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
		if (this.first) await this.first;
		const answer = this.sendUntilJudged(request);
		this.first ??= answer.catch(() => undefined);
		return await answer;
	}

	private async sendUntilJudged(request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
		const options = this.optionsOf(request);
		let waitedMs = 0;
		let reached = false;
		let last: HttpAnswer | NoAnswer | undefined;
		for (let attempt = 1; ; attempt++) {
			this.checkCancelled();
			if (!(await this.mayCount(last === undefined))) return last!;
			// Asked after the count, which takes time too.
			if (request.maySend && !request.maySend()) {
				this.meter?.takeBack();
				return { noAnswer: true, sent: reached, reason: 'LEASE_OVER' };
			}
			const answer = await this.once(options);
			if ('noAnswer' in answer && !answer.sent) this.meter?.takeBack();
			reached ||= 'noAnswer' in answer && answer.sent;
			last = 'noAnswer' in answer ? { ...answer, sent: reached } : answer;
			const verdict = judge(request, answer, attempt, { waitedMs, nowMs: Date.now() }, Math.random());
			if (verdict.act !== 'wait') return last;
			await this.pause(verdict.waitMs);
			waitedMs += verdict.waitMs;
		}
	}

	/**
	 * Counts a call of an account that has a budget. One that may not go ends the run where nothing was sent yet; a repeat
	 * is left out, since what is known of the request so far must be told.
	 */
	private async mayCount(isFirst: boolean): Promise<boolean> {
		if (isFirst || !this.meter) {
			await this.meter?.beforeCall();
			return true;
		}
		return await this.meter.beforeCall().then(
			() => true,
			() => false,
		);
	}

	private optionsOf(request: HttpRequest): IHttpRequestOptions {
		const refusal = refusePath(request.path);
		if (refusal) throw this.addressProblem(refusal);
		const url = `${this.base}${request.path}${queryString(request.query ?? {})}`;
		if (new URL(url).origin !== new URL(this.base).origin)
			throw this.addressProblem('the request would leave the address of the credential');
		return {
			method: request.method,
			url,
			...bodyOf(request),
			json: true,
			timeout: request.timeoutMs ?? REQUEST_TIMEOUT_MS,
			returnFullResponse: true,
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		};
	}

	private addressProblem(reason: string): Error {
		return runProblem({ code: 'SETUP_ADDRESS', params: { system: this.system.label, reason } });
	}

	private async once(options: IHttpRequestOptions): Promise<HttpAnswer | NoAnswer> {
		this.sent += 1;
		try {
			const response = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				this.signIn.credential,
				options,
				this.oauth2,
			)) as {
				body: unknown;
				headers: Record<string, unknown>;
				statusCode: number;
			};
			const headers = Object.fromEntries(
				Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
			);
			return { status: response.statusCode, headers, body: response.body };
		} catch (error) {
			return this.answerOf(failureOf(error as JsonObject));
		}
	}

	/**
	 * Statuses but 401 come back as answers, so a status that is thrown belongs to our request only when it is 401;
	 * any other was the sign-in's, and then the request itself never went out.
	 */
	private answerOf({ status, reason }: Failure): NoAnswer {
		if (status !== undefined && status < 500 && status !== 429) {
			throw runProblem({ code: 'SETUP_CREDENTIAL', params: { system: this.system.label, status: String(status) } });
		}
		// n8n says neither status nor code when there is no token, or it was withdrawn.
		if (this.oauth2 && status === undefined && (reason === 'NO_RESPONSE' || reason === 'EAUTH'))
			throw this.notConnected();
		return { noAnswer: true, sent: status === undefined && !NEVER_SENT.has(reason), reason };
	}

	private notConnected(): Error {
		const reason = 'it is not connected, or the shop withdrew its access; connect it again in the credential';
		return runProblem({ code: 'SETUP_CREDENTIAL', params: { system: this.system.label, reason } });
	}
}

/**
 * A buffer goes out as it is, and again after a renewed sign-in; a stream or a form could not. Fields of a web form n8n
 * reads and writes anew, which only text survives.
 */
function bodyOf({ body, content, headers }: HttpRequest): Pick<IHttpRequestOptions, 'body' | 'headers'> {
	if (!content) return { body: body as IHttpRequestOptions['body'], headers: { ...headers } };
	const { contentType } = content;
	const bytes = Buffer.from(content.bytes);
	const isWebForm = contentType === 'application/x-www-form-urlencoded';
	return { body: isWebForm ? bytes.toString() : bytes, headers: { ...headers, 'Content-Type': contentType } };
}

/**
 * n8n's HTTP helper for one system and credential, with a meter where the account's calls are counted; ends the run when
 * the credential's address may not be used.
 */
export function httpFor(
	context: HttpContext,
	system: System,
	credential: CredentialValues,
	checkCancelled: () => void,
	signIn: SignIn = signInOf(system),
	meter?: Meter,
): Http {
	const address = system.address(credential);
	const refusal = refuseAddress(address, credential.allowUnencrypted === true);
	if (refusal)
		throw runProblem({
			code: 'SETUP_ADDRESS',
			params: { system: system.label, reason: `the address in the credential cannot be used: ${refusal}` },
		});
	return new N8nHttp(context, system, credential, checkCancelled, signIn, meter);
}
