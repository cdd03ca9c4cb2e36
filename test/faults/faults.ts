import type { FaultKind } from '../../sandbox/kit';
import type { Recipe, Which } from './recipe';
import type { Stage } from './stage';
import { runByWebhooks, type Mischief } from './webhooks';

/*
 * What goes wrong: a row of the matrix each, and the plays that show it. A play is what happens until the trouble is
 * over; after it come the later runs of a sweep, in cell.ts.
 */

export interface Play {
	readonly name: string;
	/** Lets the record come in, and something go wrong. */
	trouble(stage: Stage): Promise<void>;
	/** Goes on going wrong while this is set, until the sweeps have met it too. */
	readonly lasts?: boolean;
	/** The vendor's unseen answers play no part in it: one of them is enough. */
	readonly underAnyAnswer?: boolean;
	/** Who comes first is left to chance, so that what was not asked once may be asked the next time. */
	readonly races?: boolean;
}

export interface FaultRow {
	readonly name: string;
	/** In the words of the table. */
	readonly title: string;
	plays(recipe: Recipe): readonly Play[];
}

const TRUTH: Which = 'newer';
/** More often than any run asks. */
const ALWAYS = 1_000_000;

// ------------------------------------------------------------------ requests that go wrong

/** One request of a run goes wrong: the one that writes, or the first that looks. */
const once = (name: 'write' | 'look', kind: FaultKind): Play => ({
	name,
	underAnyAnswer: name === 'look',
	async trouble(stage) {
		const { write, looks } = stage.recipe;
		stage.plant({ kind, operation: name === 'write' ? write : looks[0] });
		await stage.turn(stage.reading(TRUTH));
		stage.calm(kind);
	},
});

/** The request that carries a newer reading over goes wrong. */
const atChange = (kind: FaultKind): Play => ({
	name: 'change',
	async trouble(stage) {
		await stage.turn(stage.reading('older'));
		stage.plant({ kind, operation: stage.recipe.change });
		await stage.turn(stage.reading(TRUTH));
		stage.calm(kind);
	},
});

/** The request that writes goes wrong each time, until people have seen to it. */
const lasting = (kind: FaultKind): Play => ({
	name: 'lasting',
	lasts: true,
	underAnyAnswer: true,
	async trouble(stage) {
		stage.plant({ kind, operation: stage.recipe.write, times: ALWAYS });
		await stage.turn(stage.reading(TRUTH));
	},
});

interface Nature {
	/** Strikes after the work is done: for a look the same as none. */
	readonly afterwards?: boolean;
	/** Shown to last by another fault that is answered to in the same way, or too slow to be waited for. */
	readonly passes?: boolean;
}

function requestFault(kind: FaultKind, title: string, { afterwards = false, passes = false }: Nature = {}): FaultRow {
	return {
		name: kind,
		title,
		plays: ({ change, looks }) => [
			once('write', kind),
			...(afterwards || looks.length === 0 ? [] : [once('look', kind)]),
			...(change === undefined ? [] : [atChange(kind)]),
			...(passes ? [] : [lasting(kind)]),
		],
	};
}

// ------------------------------------------------------------------ the same record again

const twice: Play = {
	name: 'twice',
	async trouble(stage) {
		for (let time = 0; time < 2; time += 1) await stage.turn(stage.reading(TRUTH));
	},
};

/** Long enough for both to have asked before either is answered. */
const BOTH_LOOK_MS = 200;

/** Two runs at the same time; where both look, neither has written yet. */
const atOnce: Play = {
	name: 'at once',
	races: true,
	async trouble(stage) {
		const [operation = stage.recipe.write] = stage.recipe.looks;
		stage.plant({ kind: 'slow', operation, times: 2, delayMs: BOTH_LOOK_MS });
		const readings = [stage.reading(TRUTH), stage.reading(TRUTH)];
		await Promise.all(readings.map(async (reading) => await stage.turn(reading)));
		stage.calm('slow');
	},
};

/** The newer reading is written first; the older one was read before and comes late. */
const olderLast: Play = {
	name: 'older reading last',
	async trouble(stage) {
		const late = stage.reading('older');
		await stage.turn(stage.reading(TRUTH));
		await stage.turn(late);
	},
};

/** The same over the vendor's webhooks, where a template has them. */
const byWebhooks = ({ webhooks }: Recipe, mischief: Mischief): Play[] =>
	webhooks === undefined
		? []
		: [{ name: `webhooks ${mischief}`, trouble: async (stage) => await runByWebhooks(stage, webhooks, mischief) }];

// ------------------------------------------------------------------ looks that show what was

const staleLooks = async (stage: Stage): Promise<void> => {
	for (const operation of stage.recipe.looks) stage.plant({ kind: 'staleRead', operation, times: ALWAYS });
	await stage.turn(stage.reading(TRUTH));
};

/** Signed in and nothing written: what stale looks go on showing. */
async function remember(stage: Stage): Promise<void> {
	await stage.turn(stage.reading(TRUTH), { previewOnly: true });
	await stage.target.remember();
}

/** What was written is not shown yet when the record comes again, in another reading where there is one. */
const staleRepeat: Play = {
	name: 'repeat',
	async trouble(stage) {
		await remember(stage);
		await stage.turn(stage.reading(stage.recipe.change === undefined ? TRUTH : 'older'));
		await staleLooks(stage);
		// A ledger that knows the record as settled asks nobody.
		stage.calm(stage.ledger.remembers && stage.recipe.change === undefined ? undefined : 'staleRead');
	},
};

/** The answer is lost, and what was written is not shown yet. */
const staleAfterLoss: Play = {
	name: 'lost answer',
	async trouble(stage) {
		await remember(stage);
		stage.plant({ kind: 'resetAfterCommit', operation: stage.recipe.write });
		await staleLooks(stage);
		stage.calm('staleRead');
	},
};

// ------------------------------------------------------------------ the rows

export const FAULTS: readonly FaultRow[] = [
	requestFault('rateLimited', '429 without Retry-After'),
	requestFault('rateLimitedRetryAfter', '429 with Retry-After', { passes: true }),
	requestFault('serverError', '500'),
	requestFault('unavailable', '503', { passes: true }),
	requestFault('timeoutBeforeCommit', 'timeout before commit', { passes: true }),
	requestFault('timeoutAfterCommit', 'timeout after commit', { afterwards: true, passes: true }),
	requestFault('reset', 'connection reset'),
	requestFault('resetAfterCommit', 'connection reset after commit', { afterwards: true }),
	requestFault('expiredToken', 'expired token'),
	requestFault('malformedBody', 'malformed body'),
	{
		name: 'duplicateWebhook',
		title: 'duplicate webhook',
		plays: (recipe) => [twice, atOnce, ...byWebhooks(recipe, 'each twice')],
	},
	{
		name: 'reorderedWebhook',
		title: 'reordered webhook',
		plays: (recipe) => [olderLast, ...byWebhooks(recipe, 'in reversed order')],
	},
	{
		name: 'staleRead',
		title: 'stale read',
		plays: ({ looks }) => (looks.length === 0 ? [twice] : [staleRepeat, staleAfterLoss]),
	},
	{
		name: 'crash',
		title: 'crash between commit and settle',
		plays: () => [{ name: 'killed', trouble: async (stage) => await stage.killed(stage.reading(TRUTH)) }],
	},
];
