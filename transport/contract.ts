import type { FileContent, HttpRequest, Method } from './http';
import { multipart } from './multipart';

/*
 * A contract of an API as a table of data: which call goes where, and in which form. For services whose endpoints are
 * not published, so that the operator chooses a contract and can set a single path right without a new version.
 */

/** How far a call is known: on a page of the vendor, in code of the vendor, or designed here because nothing is public. */
export type Evidence = 'documented' | 'seen in code' | 'assumed';

export type BodyStyle = 'json' | 'urlencoded' | 'multipart';

export interface Endpoint {
	readonly method: Method;
	/** `/api/stores/{id}`: names in braces are filled in. */
	readonly path: string;
	/** How a body is written; `json` when absent. */
	readonly body?: BodyStyle;
	readonly known: Evidence;
}

/** The calls of one contract by name; a call that is absent does not exist in it. */
export type Contract<Call extends string> = Readonly<Partial<Record<Call, Endpoint>>>;

/** Paths of the operator's own, by the name of the call. */
export type Paths = Readonly<Record<string, string>>;

export type Values = Readonly<Record<string, string | number>>;

/** A call that a contract does not have. Told apart by `code`. */
export class NoEndpoint extends Error {
	readonly code = 'NO_ENDPOINT';

	constructor(readonly call: string) {
		super(`There is no ${call} in this contract`);
		this.name = 'NoEndpoint';
	}
}

/** A path with its placeholders filled in, each percent-encoded. Throws a RangeError for one without a value. */
export function filledPath(template: string, values: Values = {}): string {
	return template.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = values[name];
		if (value === undefined) throw new RangeError(`The path ${template} needs a value for ${name}`);
		return encodeURIComponent(value);
	});
}

/** The names in braces of a path. */
export const placeholdersOf = (template: string): string[] =>
	[...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/**
 * Where a call goes: as the contract has it, with the operator's own path in its place where there is one. Throws a
 * NoEndpoint for a call that neither has.
 */
export function endpointOf<Call extends string>(contract: Contract<Call>, call: Call, paths: Paths = {}): Endpoint {
	const endpoint = contract[call];
	if (!endpoint) throw new NoEndpoint(call);
	const path = paths[call];
	return path === undefined ? endpoint : { ...endpoint, path };
}

/** The method, path and body of a request to an endpoint, as `HttpRequest` has them. */
export function requestTo(
	endpoint: Endpoint,
	values: Values = {},
	body?: unknown,
): Pick<HttpRequest, 'method' | 'path' | 'body' | 'content'> {
	const { method, path, body: style = 'json' } = endpoint;
	const head = { method, path: filledPath(path, values) };
	if (body === undefined) return head;
	if (style === 'json') return { ...head, body };
	const fields = flattened(body);
	return { ...head, content: style === 'urlencoded' ? urlencoded(fields) : multipart(fields) };
}

type Field = readonly [name: string, value: string];

/** Nested values under names with brackets, as PHP reads them: `products[0][SKU]`, `ids[]` for plain lists. */
export function flattened(value: unknown, under = ''): Field[] {
	if (value === undefined || value === null) return [];
	if (typeof value !== 'object') return [[under, String(value as string | number | boolean)]];
	const isPlainList = Array.isArray(value) && value.every((each) => typeof each !== 'object');
	return Object.entries(value).flatMap(([name, each]) => {
		const inner = isPlainList ? '' : name;
		return flattened(each, under === '' ? name : `${under}[${inner}]`);
	});
}

function urlencoded(fields: readonly Field[]): FileContent {
	const text = fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
	return { bytes: Buffer.from(text), contentType: 'application/x-www-form-urlencoded' };
}
