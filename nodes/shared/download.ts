import type { IExecuteFunctions } from 'n8n-workflow';

import { DownloadFailure, type FileContent } from '../../transport/http';

/*
 * A file that a service named in its answer (decision record 0012): read line by line or whole, without credentials, without
 * following redirects, within limits of size and time. Whether its address may be used is decided before.
 */

interface DownloadContext {
	readonly helpers: Pick<IExecuteFunctions['helpers'], 'httpRequest'>;
}

export const LARGEST_FILE_BYTES = 1024 ** 3;
/** The longest line kept in memory; a record of ours has a few hundred characters. */
export const LONGEST_LINE = 10 * 1024 ** 2;
/** Without a single byte for so long, the file is given up. */
const SILENCE_MS = 30_000;

interface Source extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): void;
}

/** The lines of a file, without their ends; the last one with or without an end. Rejects with a DownloadFailure. */
export async function* downloadLines(
	context: DownloadContext,
	url: string,
	checkCancelled: () => void,
): AsyncGenerator<string> {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let rest = '';
	try {
		for await (const chunk of chunksOf(await opened(context, url), LARGEST_FILE_BYTES, checkCancelled)) {
			const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
			const lines = [rest + first, ...others];
			rest = lines.pop() ?? '';
			if (rest.length > LONGEST_LINE) throw new DownloadFailure('LINE_TOO_LONG');
			for (const line of lines) yield withoutReturn(line);
		}
		rest += decoder.decode();
		if (rest !== '') yield withoutReturn(rest);
	} catch (error) {
		throw failureOf(error);
	}
}

/** A whole file, and what it says that it is. Rejects with a DownloadFailure, `TOO_LARGE` above so many bytes. */
export async function downloadFile(
	context: DownloadContext,
	url: string,
	mostBytes: number,
	checkCancelled: () => void,
): Promise<FileContent> {
	try {
		const source = await opened(context, url);
		const chunks: Uint8Array[] = [];
		for await (const chunk of chunksOf(source, mostBytes, checkCancelled)) chunks.push(chunk);
		return { contentType: source.contentType, bytes: Buffer.concat(chunks) };
	} catch (error) {
		throw failureOf(error);
	}
}

/** What comes, within the limits of size and silence; the source is closed however it ends. */
async function* chunksOf({ body }: Opened, mostBytes: number, checkCancelled: () => void): AsyncGenerator<Uint8Array> {
	const watch = new Watch(body);
	let bytes = 0;
	try {
		for await (const chunk of body) {
			checkCancelled();
			watch.heard();
			bytes += chunk.byteLength;
			if (bytes > mostBytes) throw new DownloadFailure('TOO_LARGE');
			yield chunk;
		}
	} finally {
		watch.end();
		body.destroy();
	}
}

interface Opened {
	readonly body: Source;
	readonly contentType: string;
}

async function opened({ helpers }: DownloadContext, url: string): Promise<Opened> {
	try {
		const { statusCode, headers, body } = (await helpers.httpRequest({
			method: 'GET',
			url,
			encoding: 'stream',
			returnFullResponse: true,
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
			ignoreHttpStatusErrors: true,
			timeout: SILENCE_MS,
		})) as { statusCode: number; headers: Readonly<Record<string, unknown>>; body: Source };
		if (statusCode === 200) return { body, contentType: plainType(headers['content-type']) };
		body.destroy();
		throw new DownloadFailure(`STATUS ${statusCode}`);
	} catch (error) {
		throw failureOf(error);
	}
}

/** Errors of ours and of the run go on as they are; everything else is the network's, told by its code alone. */
function failureOf(error: unknown): unknown {
	const { code, problem, cause } = error as { code?: unknown; problem?: unknown; cause?: { code?: unknown } };
	if (code === 'DOWNLOAD_FAILED' || problem !== undefined) return error;
	const name = code ?? cause?.code;
	return new DownloadFailure(typeof name === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(name) ? name : 'NO_RESPONSE');
}

/** `image/png` of `image/png; q=1`. */
function plainType(value: unknown): string {
	const type = typeof value === 'string' ? (value.split(';')[0] ?? '').trim().toLowerCase() : '';
	return /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type) ? type : 'application/octet-stream';
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** Ends a source that has gone silent. */
class Watch {
	private heardAt = performance.now();

	private over = false;

	constructor(private readonly source: Source) {
		this.next();
	}

	heard(): void {
		this.heardAt = performance.now();
	}

	end(): void {
		this.over = true;
	}

	private next(): void {
		AbortSignal.timeout(SILENCE_MS).addEventListener('abort', () => {
			if (this.over) return;
			if (performance.now() - this.heardAt < SILENCE_MS) this.next();
			else this.source.destroy(new DownloadFailure('TIMEOUT'));
		});
	}
}
