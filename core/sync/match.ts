/** A key that both sides have. Blank keys match nothing; keys are compared exactly, so the rule does the normalising. */
export interface KeyRule<W, C> {
	readonly name: string;
	readonly wanted: (record: W) => string | null | undefined;
	readonly current: (record: C) => string | null | undefined;
}

export interface Pair<W, C> {
	/** The wanted record's place in what came in. */
	readonly at: number;
	readonly wanted: W;
	readonly current: C;
	/** The name of the key by which they found each other. */
	readonly by: string;
}

export interface Group<W, C> {
	readonly at: number;
	readonly wanted: W;
	/** The records it could be. */
	readonly candidates: readonly C[];
	readonly by: string;
	/** `several`: more than one candidate. `shared`: the one candidate is claimed by other wanted records too. */
	readonly why: 'several' | 'shared';
}

export interface Matched<W, C> {
	readonly pairs: ReadonlyArray<Pair<W, C>>;
	readonly missing: ReadonlyArray<{ readonly at: number; readonly wanted: W }>;
	readonly ambiguous: ReadonlyArray<Group<W, C>>;
}

/**
 * Decides which of theirs is which of ours: one, none or several. The first rule that finds anything for a record
 * speaks for it; a weaker one is asked only when the stronger found nothing. Several candidates, or one candidate for
 * several wanted records, are reported and never resolved by position.
 */
export function match<W, C>(
	wanted: readonly W[],
	current: readonly C[],
	by: ReadonlyArray<KeyRule<W, C>>,
): Matched<W, C> {
	const indexes = by.map((rule) => ({ rule, byKey: indexOf(current, rule) }));
	const hits = wanted.map((record, at) => ({ at, wanted: record, ...strongest(record, indexes) }));
	const claims = new Map<C, number>();
	for (const { candidates } of hits) for (const each of candidates) claims.set(each, (claims.get(each) ?? 0) + 1);

	const pairs: Array<Pair<W, C>> = [];
	const missing: Array<{ at: number; wanted: W }> = [];
	const ambiguous: Array<Group<W, C>> = [];
	for (const { at, wanted: record, candidates, by: name } of hits) {
		const [first] = candidates;
		if (first === undefined) missing.push({ at, wanted: record });
		else if (candidates.length > 1) ambiguous.push({ at, wanted: record, candidates, by: name, why: 'several' });
		else if ((claims.get(first) ?? 0) > 1) ambiguous.push({ at, wanted: record, candidates, by: name, why: 'shared' });
		else pairs.push({ at, wanted: record, current: first, by: name });
	}
	return { pairs, missing, ambiguous };
}

type Index<W, C> = { readonly rule: KeyRule<W, C>; readonly byKey: ReadonlyMap<string, readonly C[]> };

function indexOf<W, C>(current: readonly C[], rule: KeyRule<W, C>): Map<string, C[]> {
	const byKey = new Map<string, C[]>();
	for (const record of current) {
		const key = rule.current(record);
		if (isBlank(key)) continue;
		const same = byKey.get(key);
		if (same) same.push(record);
		else byKey.set(key, [record]);
	}
	return byKey;
}

function strongest<W, C>(record: W, indexes: ReadonlyArray<Index<W, C>>): { candidates: readonly C[]; by: string } {
	for (const { rule, byKey } of indexes) {
		const key = rule.wanted(record);
		const candidates = isBlank(key) ? undefined : byKey.get(key);
		if (candidates) return { candidates, by: rule.name };
	}
	return { candidates: [], by: '' };
}

function isBlank(key: string | null | undefined): key is null | undefined | '' {
	return key === null || key === undefined || key.trim() === '';
}
