/*
 * Who calls, and how (facts, sections 2 and 3).
 */
import { createHmac } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { problem, refused } from './answers';
import type { Context } from './state';

/** `partner/app`, lower case, no blanks or special characters, about 20 characters (documented); 20 is taken for the most. */
const CLIENT_TYPE = /^(?=.{3,20}$)[a-z0-9]+\/[a-z0-9]+$/;
const JSON_TYPE = /\bapplication\/json\b/i;

/** Base64 of HMAC-SHA256 with the key as it is shown, not decoded first; both UTF-8. */
export function signatureOf(key: string, text: string): string {
	return createHmac('sha256', Buffer.from(key, 'utf8')).update(text, 'utf8').digest('base64');
}

/**
 * The refusal of a caller without a right signature, with status 403 (documented); undefined when all is well. The query
 * alone is signed: no path, no page, no body. Whether as it was sent or decoded is not known (gap 12); code that signs
 * it decoded is in use, code that signs it encoded was refused. Option `signedQuery` has both.
 */
export function refusalOfCaller(
	{ headers, rawQuery }: SandboxRequest,
	{ state, options }: Context,
): SandboxResponse | undefined {
	const { apiId, apiKey } = state.company;
	const signed = options['signedQuery'] === 'asSent' ? rawQuery : decodedQuery(rawQuery);
	const isCaller = headers['api-auth-id'] === apiId;
	if (isCaller && signed !== undefined && headers['api-auth-signature'] === signatureOf(apiKey, signed))
		return undefined;
	return refused(403, problem('', 'The API id or the signature is wrong.'));
}

/** A plus is a blank, as in any form (assumed). Undefined for what cannot be decoded. */
function decodedQuery(rawQuery: string): string | undefined {
	try {
		return decodeURIComponent(rawQuery.replaceAll('+', ' '));
	} catch {
		return undefined;
	}
}

/**
 * The refusal of headers that are missing. `client-type` is required since 30 June 2025 (documented); an older page calls
 * it not enforced (option `clientType`). Statuses are assumed. Only JSON is spoken here: the vendor also knows XML, and
 * who does not say JSON may get it.
 */
export function refusalOfHeaders(
	{ headers, rawBody }: SandboxRequest,
	{ options }: Context,
): SandboxResponse | undefined {
	const clientType = headers['client-type'] ?? '';
	if (options['clientType'] !== 'ignored' && !CLIENT_TYPE.test(clientType)) {
		return refused(403, problem('client-type', 'The header client-type is missing or not of the form partner/app.'));
	}
	if (!JSON_TYPE.test(headers['accept'] ?? '')) {
		return refused(406, problem('Accept', 'SANDBOX "unleashed" SPEAKS JSON ONLY: the header Accept does not name it.'));
	}
	if (rawBody.length > 0 && !JSON_TYPE.test(headers['content-type'] ?? '')) {
		return refused(415, problem('Content-Type', 'SANDBOX "unleashed" READS JSON ONLY: the Content-Type is another.'));
	}
	return undefined;
}
