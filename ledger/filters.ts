/*
 * Which facts a question is about.
 */

import type { FactFilter } from '../core/ports';
import type { Values } from './database';
import type { Dialect } from './dialects';

/**
 * A whole route, or its beginning up to a colon or arrow: account 12 is no beginning of account 123. Literal, so that
 * `%` and `_` in an account are themselves.
 */
export const PREFIXED = `(facts.route = :prefix OR :prefix = '' OR (substr(:prefix, length(:prefix), 1) IN (':', '>')
	AND substr(facts.route, 1, length(:prefix)) = :prefix))`;

/** A text in which LIKE sees nothing but the text. */
const literal = (text: string) => text.replace(/[!%_]/g, '!$&');

/** Where a fact must stand for a filter, with the values for it. */
export function filtered({ isOneOf }: Dialect, filter: FactFilter): { where: string; values: Values } {
	const conditions: string[] = [];
	const values: Record<string, string | number> = { limit: filter.limit };
	const require = (condition: string, name: string, value: string) => {
		conditions.push(condition);
		values[name] = value;
	};
	if (filter.routePrefix !== undefined) require(PREFIXED, 'prefix', filter.routePrefix);
	if (filter.kind !== undefined) require('facts.kind = :kind', 'kind', filter.kind);
	if (filter.sourceSystem !== undefined) {
		require('substr(facts.route, 1, length(:system)) = :system', 'system', `${filter.sourceSystem}:`);
	}
	if (filter.targetSystem !== undefined) {
		require("facts.route LIKE :target ESCAPE '!'", 'target', `%>${literal(filter.targetSystem)}:%`);
	}
	if (filter.sourceNumbers?.length) {
		require(isOneOf('facts.source_number', ':numbers'), 'numbers', JSON.stringify(filter.sourceNumbers));
	}
	return { where: ['TRUE', ...conditions].join(' AND '), values };
}
