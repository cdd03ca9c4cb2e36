/*
 * The search grammar of `query` arguments: terms joined by space or AND, OR, parentheses, - and NOT, comparators,
 * quoted values, backslash escapes, a trailing * for prefixes. https://shopify.dev/docs/api/usage/search-syntax
 * Assumed: AND binds closer than OR. An unquoted value with a colon in it has to be quoted, the page says; what Shopify
 * makes of one that is not is unseen, so it is refused here.
 */

export type Comparator = '=' | '<' | '>' | '<=' | '>=';

export interface Term {
	/** Absent for a bare word, which searches several fields. */
	readonly field?: string;
	readonly comparator: Comparator;
	readonly value: string;
	/** Whether the value ends in an unescaped *. */
	readonly prefix: boolean;
}

type Expression =
	| { readonly kind: 'term'; readonly term: Term }
	| { readonly kind: 'not'; readonly of: Expression }
	| { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] };

type Token = { readonly kind: '(' | ')' | 'and' | 'or' | 'not' } | { readonly kind: 'term'; readonly term: Term };

/** Something a search asks for that this sandbox cannot answer truthfully. */
export class UnreadableSearch extends Error {}

/** Decides one term; undefined for a field the vendor does not know, which it ignores. */
export type TermMatch<T> = (record: T, term: Term) => boolean | undefined;

export interface Search<T> {
	readonly filter: (record: T) => boolean;
	readonly terms: readonly Term[];
	/** The terms of a search that is nothing but terms joined by OR. */
	readonly alternatives?: readonly Term[];
}

/** A search as a filter, and the terms in it. An empty search lets everything pass. */
export function parseSearch<T>(query: string, match: TermMatch<T>): Search<T> {
	const tokens = tokenize(query);
	const terms = tokens.flatMap((token) => (token.kind === 'term' ? [token.term] : []));
	if (tokens.length === 0) return { filter: () => true, terms };
	const expression = new Parser(tokens).whole();
	const filter = (record: T): boolean => holds(expression, (term) => match(record, term)) ?? true;
	const plain = tokens.every(({ kind }) => kind === 'term' || kind === 'or') && expression.kind !== 'and';
	return { filter, terms, ...(plain && { alternatives: terms }) };
}

/** Ignored terms drop out: of an AND, an OR and a NOT alike. */
function holds(expression: Expression, match: (term: Term) => boolean | undefined): boolean | undefined {
	if (expression.kind === 'term') return match(expression.term);
	if (expression.kind === 'not') {
		const inner = holds(expression.of, match);
		return inner === undefined ? undefined : !inner;
	}
	const known = expression.of.map((each) => holds(each, match)).filter((each) => each !== undefined);
	if (known.length === 0) return undefined;
	return expression.kind === 'and' ? known.every(Boolean) : known.some(Boolean);
}

class Parser {
	private at = 0;

	constructor(private readonly tokens: readonly Token[]) {}

	whole(): Expression {
		const expression = this.alternatives();
		if (this.at < this.tokens.length) throw new UnreadableSearch('a search has a ")" too many');
		return expression;
	}

	private alternatives(): Expression {
		const parts = [this.conjunction()];
		while (this.take('or')) parts.push(this.conjunction());
		return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', of: parts };
	}

	private conjunction(): Expression {
		const parts = [this.single()];
		for (;;) {
			const joined = this.take('and');
			const next = this.tokens[this.at]?.kind;
			if (!joined && (next === undefined || next === 'or' || next === ')')) break;
			parts.push(this.single());
		}
		return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', of: parts };
	}

	private single(): Expression {
		if (this.take('not')) return { kind: 'not', of: this.single() };
		if (this.take('(')) {
			const inner = this.alternatives();
			if (!this.take(')')) throw new UnreadableSearch('a search lacks a ")"');
			return inner;
		}
		const token = this.tokens[this.at];
		if (token?.kind !== 'term')
			throw new UnreadableSearch('a search lacks a term beside AND, OR, NOT or a parenthesis');
		this.at += 1;
		return { kind: 'term', term: token.term };
	}

	private take(kind: Token['kind']): boolean {
		if (this.tokens[this.at]?.kind !== kind) return false;
		this.at += 1;
		return true;
	}
}

const WORDS: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not' };

function tokenize(query: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < query.length) {
		const rest = query.slice(at);
		const space = /^\s+/.exec(rest)?.[0].length ?? 0;
		if (space > 0) {
			at += space;
			continue;
		}
		const mark = rest[0];
		if (mark === '(' || mark === ')') tokens.push({ kind: mark });
		else if (mark === '-' && rest.length > 1) tokens.push({ kind: 'not' });
		else {
			const { token, length } = wordToken(rest);
			tokens.push(token);
			at += length;
			continue;
		}
		at += 1;
	}
	return tokens;
}

function wordToken(rest: string): { token: Token; length: number } {
	const word = /^(AND|OR|NOT)(?=[\s()]|$)/.exec(rest)?.[1];
	const kind = word === undefined ? undefined : WORDS[word];
	if (word !== undefined && kind !== undefined) return { token: { kind }, length: word.length };
	const head = /^([A-Za-z_][\w.]*):(<=|>=|<|>)?/.exec(rest);
	const start = head?.[0].length ?? 0;
	const { value, prefix, length } = readValue(rest.slice(start));
	const comparator = (head?.[2] ?? '=') as Comparator;
	const field = head?.[1];
	return {
		token: { kind: 'term', term: { ...(field && { field }), comparator, value, prefix } },
		length: start + length,
	};
}

function readValue(rest: string): { value: string; prefix: boolean; length: number } {
	const quote = rest[0] === "'" || rest[0] === '"' ? rest[0] : undefined;
	let value = '';
	let at = quote ? 1 : 0;
	let lastEscaped = false;
	for (; at < rest.length; at += 1) {
		const mark = rest[at] ?? '';
		lastEscaped = mark === '\\' && at + 1 < rest.length;
		if (lastEscaped) {
			at += 1;
			value += rest[at];
		} else if (quote ? mark === quote : /[\s()]/.test(mark)) break;
		else if (!quote && mark === ':') throw new UnreadableSearch('a search has a value with a colon that is not quoted');
		else value += mark;
	}
	if (quote && rest[at] !== quote) throw new UnreadableSearch('a search lacks a closing quote');
	const prefix = !quote && !lastEscaped && value.endsWith('*');
	return { value: prefix ? value.slice(0, -1) : value, prefix, length: quote ? at + 1 : at };
}
