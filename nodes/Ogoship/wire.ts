import { z } from 'zod';

/*
 * What every part of OGOship's Open API v1 has in common, in camelCase as its swagger models name it
 * (openapi.ogoship.com). Newer fields pass unread; status words stay open and are compared without regard to case.
 */

export const text = z.string().nullish();
export const figure = z.number().nullish();

/**
 * An object of the API. Its models are camelCase in the swagger and PascalCase in OGOship's .NET client, so names are
 * read in any case (inferred).
 */
export const anyCase = <S extends z.ZodRawShape>(shape: S) => {
	const spelling = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
	return z.preprocess((value) => respelled(value, spelling), z.object(shape));
};

function respelled(value: unknown, spelling: ReadonlyMap<string, string>): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	const entries = Object.entries(value).map(([name, held]): [string, unknown] => [
		spelling.get(name.toLowerCase()) ?? name,
		held,
	]);
	// Where a name stands twice, the swagger's own spelling counts.
	const exact = Object.entries(value).filter(([name]) => spelling.get(name.toLowerCase()) === name);
	return Object.fromEntries([...entries, ...exact]);
}

/** A text of an object that could not be read as a whole, by its name in any case; empty when there is none. */
export function textIn(row: unknown, name: string): string {
	if (typeof row !== 'object' || row === null) return '';
	const found = Object.entries(row).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1] as unknown;
	return typeof found === 'string' ? found : '';
}

/** Goods are told by a code, orders and inbound goods by a reference; empty texts name nothing. */
export const name = z.string().min(1);

/** https://github.com/ogoship/PHP-Api (model ApiError; facts only) */
export const apiError = anyCase({ statusCode: z.number().nullish(), statusDescription: text, message: text });
