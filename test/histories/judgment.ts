import type { LedgerRow, Told } from './chronicle';

/*
 * What an oracle of the books says of a part of what stands: what is wrong, which problems must be open, and which may.
 */

export interface Need {
	/** At least one of these problems must be open, as the list of problems names them. */
	readonly keys: readonly string[];
	readonly because: string;
}

export interface Judgment {
	readonly wrong: readonly string[];
	readonly needs: readonly Need[];
	/** Problems that may be open. */
	readonly may: readonly string[];
}

export const fine: Judgment = { wrong: [], needs: [], may: [] };
export const wrong = (...sentences: readonly string[]): Judgment => ({ ...fine, wrong: sentences });
export const need = (keys: readonly string[], because: string): Judgment => ({ ...fine, needs: [{ keys, because }] });
export const may = (...keys: readonly string[]): Judgment => ({ ...fine, may: keys });

export const all = (judgments: readonly Judgment[]): Judgment => ({
	wrong: judgments.flatMap((each) => each.wrong),
	needs: judgments.flatMap((each) => each.needs),
	may: judgments.flatMap((each) => each.may),
});

const isOpen = ({ state }: LedgerRow) => ['rejected', 'unknown', 'failed'].includes(state);
const keyOf = ({ kind, number }: LedgerRow) => `${kind} ${number}`;

/** An open problem for each reason, one for each record at most, and none without a reason. */
export function judgeProblems(ledger: readonly LedgerRow[], { needs, may: allowed }: Judgment): string[] {
	const open = ledger.filter(isOpen);
	const known = new Set([...allowed, ...needs.flatMap(({ keys }) => keys)]);
	return [
		...needs
			.filter(({ keys }) => !open.some((row) => keys.includes(keyOf(row))))
			.map(({ keys, because }) => `No problem is open for ${keys.join(' or ')}, though ${because}`),
		...open
			.filter((row) => !known.has(keyOf(row)))
			.map((row) => `A problem is open without a reason: ${keyOf(row)}, ${row.code}`),
		...open
			.filter((row, at) => open.findIndex((each) => keyOf(each) === keyOf(row)) < at)
			.map((row) => `Two problems are open for ${keyOf(row)}`),
	];
}

/** Nothing stays in the hands of a run; what is unknown stays so only as long as its order waits. */
export function judgeLedger(ledger: readonly LedgerRow[], { may: allowed }: Judgment): string[] {
	return ledger
		.filter((row) => row.state === 'claimed' || (row.state === 'unknown' && !allowed.includes(keyOf(row))))
		.map((row) => `The ledger keeps ${keyOf(row)} as ${row.state}`);
}

/** What is still told of a record at rest is a problem that the list shows, and that somebody can take off it. */
export function judgeTold(
	told: readonly Told[] = [],
	ledger: readonly LedgerRow[],
	records: readonly string[],
): string[] {
	const open = new Set(ledger.filter(isOpen).map(({ number }) => number));
	return told
		.filter(({ number }) => records.includes(number) && !open.has(number))
		.map(({ message }) => `At rest, and told every time: ${message}`);
}
