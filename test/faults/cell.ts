import type { FaultRow, Play } from './faults';
import type { LedgerRow } from './ledgers';
import type { Answer, Recipe } from './recipe';
import { systemOf, type Stage, type Turn } from './stage';
import type { World } from './world';

/*
 * A cell of the matrix: one operation, one fault, one ledger. It holds when after each of its plays, under each of the
 * vendor's answers, there is exactly one document that is right or exactly one problem that people can see.
 */

export interface PlayResult {
	readonly play: string;
	readonly answer: string;
	readonly documents: number;
	readonly problems: number;
	readonly ok: boolean;
	/** What each run answered, in their order. */
	readonly said: readonly string[];
	/** What does not hold. */
	readonly wrong: readonly string[];
	/** What is promised in place of exactly once, where that cannot be. */
	readonly promise?: string;
}

export interface Cell {
	readonly operation: string;
	readonly fault: string;
	readonly ledger: string;
	readonly documents: number;
	readonly problems: number;
	readonly ok: boolean;
	/** Where less than exactly once is promised; shown to be kept by the plays that carry it. */
	readonly promise?: string;
	readonly note?: string;
	readonly plays: readonly PlayResult[];
}

const MINUTE = 60_000;
/** When the later runs of a sweep come: within a lease, after it, after what is unknown is due, after what was rejected is. */
const LATER_MS = [MINUTE, 20 * MINUTE, 70 * MINUTE, 300 * MINUTE, 1_500 * MINUTE];
/** For how long a trouble that lasts goes on: past every lease. */
const LASTING_MS = 20 * MINUTE;

export const KNOWN_ANSWER: Answer = { name: 'known', options: {} };

/**
 * Plays a cell out, or the play and answer of it that are wanted. Never rejects: a play that cannot be played is a cell
 * that does not hold.
 */
export async function playCell(
	world: World,
	recipe: Recipe,
	fault: FaultRow,
	ledger: LedgerRow,
	wanted: { readonly play?: string; readonly answer?: string } = {},
): Promise<Cell> {
	const plays: PlayResult[] = [];
	const cases = Object.entries(recipe.also ?? {}).map(([name, other]) => ({ prefix: `${name}, `, of: other }));
	for (const { prefix, of } of [{ prefix: '', of: recipe }, ...cases])
		for (const each of fault.plays(of)) {
			const play = { ...each, name: `${prefix}${each.name}` };
			if (![play.name, undefined].includes(wanted.play)) continue;
			const played: Played[] = [];
			for (const [index, answer] of (of.answers ?? [KNOWN_ANSWER]).entries()) {
				if (index > 0 && play.underAnyAnswer) continue;
				if (![answer.name, undefined].includes(wanted.answer)) continue;
				const promise = answer.withoutLedger?.[each.name];
				if (!play.races && played.some((before) => isSame(before, { answer, promise }))) continue;
				plays.push(await playOut(world, of, ledger, answer, play, promise));
				const asked = new Set(world.sandboxes.of(systemOf(of)).optionsAsked());
				played.push({ answer, promise, asked });
			}
		}
	return cellOf({ operation: recipe.operation, fault: fault.name, ledger: ledger.name }, plays);
}

/** A play as it was played out, with the options that the sandbox was asked for in it. */
interface Played {
	readonly answer: Answer;
	readonly promise: string | undefined;
	readonly asked: ReadonlySet<string>;
}

/**
 * Whether another of the vendor's answers would be the same play over again: it differs in nothing but options that had
 * no say in the play.
 */
function isSame(
	{ answer: { options: played }, promise, asked }: Played,
	{ answer: { options }, promise: promised }: Pick<Played, 'answer' | 'promise'>,
): boolean {
	const names = new Set([...Object.keys(played), ...Object.keys(options)]);
	return promise === promised && [...names].every((name) => played[name] === options[name] || !asked.has(name));
}

/** What cannot be played at all. */
export function failedCell(place: Pick<Cell, 'operation' | 'fault' | 'ledger'>, why: string): Cell {
	const play = { play: '-', answer: '-', documents: 0, problems: 0, ok: false, said: [], wrong: [why] };
	return cellOf(place, [play]);
}

/** The figures are those of a play that does not hold, if there is one; else of one that is promised in full. */
function cellOf(place: Pick<Cell, 'operation' | 'fault' | 'ledger'>, plays: readonly PlayResult[]): Cell {
	const shown = plays.find(({ ok }) => !ok) ?? plays.find(({ promise }) => promise === undefined) ?? plays[0];
	const promise = plays.find((play) => play.promise !== undefined)?.promise;
	return {
		...place,
		documents: shown?.documents ?? 0,
		problems: shown?.problems ?? 0,
		ok: plays.length > 0 && plays.every(({ ok }) => ok),
		...(promise === undefined ? {} : { promise }),
		plays,
	};
}

/** `withoutLedger`: what is promised of this play where nobody remembers. */
async function playOut(
	world: World,
	recipe: Recipe,
	ledger: LedgerRow,
	answer: Answer,
	play: Play,
	withoutLedger: string | undefined,
): Promise<PlayResult> {
	const named = { play: play.name, answer: answer.name };
	const stage = await world.stage(recipe, ledger, answer);
	try {
		if (recipe.needsLedger === true && !stage.ledger.remembers) return await refusal(stage, named);
		await play.trouble(stage);
		const wrong = play.lasts ? await whileItLasts(stage) : [];
		stage.calm();
		await sweep(stage);
		const promise = stage.ledger.remembers ? undefined : withoutLedger;
		return await verdict(stage, { ...named, promise, wrong });
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return { ...named, documents: 0, problems: 0, ok: false, said: stage.turns.map(said), wrong: [why] };
	} finally {
		await stage.close();
	}
}

/** What an operation says that does nothing without a ledger: one problem, and no request. */
async function refusal(stage: Stage, named: Pick<PlayResult, 'play' | 'answer'>): Promise<PlayResult> {
	await stage.turn(stage.reading('newer'));
	const sent = stage.journal().map(({ operation }) => `${operation} was sent without a ledger`);
	return await verdict(stage, { ...named, promise: undefined, wrong: sent });
}

/** The runs after the trouble, until one finds everything done. */
async function sweep(stage: Stage): Promise<void> {
	for (const ms of LATER_MS) {
		await stage.pass(ms);
		const { results, problems } = await stage.turn(stage.reading('newer'));
		if (problems.length === 0 && results.every(({ outcome }) => outcome === 'unchanged')) return;
	}
}

/** What is wrong with what people see while the trouble goes on. */
async function whileItLasts(stage: Stage): Promise<string[]> {
	await stage.pass(LASTING_MS);
	await stage.turn(stage.reading('newer'));
	const { documents, problems, wrong } = await counted(stage);
	// Where no call tells what stands there, nobody can say more of what was done than that it is not known.
	if (stage.recipe.looks.length === 0 && documents.length === 1 && problems.join() === 'NO_ANSWER') return [];
	return wrong.map((what) => `while it lasts: ${what}`);
}

interface Count {
	readonly documents: readonly boolean[];
	readonly problems: readonly string[];
	/** What of it is not exactly one document that is right or one problem that people were told of. */
	readonly wrong: readonly string[];
}

async function counted(stage: Stage): Promise<Count> {
	const documents = stage.documents(stage.reading('newer'));
	const problems = await stage.openProblems();
	const isTold = stage.turns.some((turn) => turn.problems.length > 0);
	const wrong = [
		...(documents.includes(false) ? ['a document does not say what the record says'] : []),
		...(documents.length + problems.length === 1
			? []
			: [`${documents.length} documents and ${problems.length} problems`]),
		...(problems.length > 0 && !isTold ? ['a problem that no run has told of'] : []),
	];
	return { documents, problems, wrong };
}

async function verdict(
	stage: Stage,
	{ wrong: before, promise, ...named }: Pick<PlayResult, 'play' | 'answer' | 'promise' | 'wrong'>,
): Promise<PlayResult> {
	const { documents, problems, wrong: not } = await counted(stage);
	const notKept = promise === undefined ? not : brokenPromise(stage, documents);
	const wrong = [...before, ...stage.turns.flatMap(({ untrue }) => untrue), ...notKept];
	return {
		...named,
		documents: documents.length,
		problems: problems.length,
		ok: wrong.length === 0,
		said: stage.turns.map(said),
		wrong,
		...(promise === undefined ? {} : { promise }),
	};
}

/** What is promised even then: nothing is lost, and each create came after a look that did not show the record. */
function brokenPromise(stage: Stage, documents: readonly boolean[]): string[] {
	const { write, looks } = stage.recipe;
	const exchanges = stage
		.journal()
		.filter(({ accepted, operation }) => accepted && [write, ...looks].includes(operation));
	const creates = exchanges.flatMap(({ operation }, index) => (operation === write ? [index] : []));
	const looked = (index: number) => exchanges.slice(0, index).filter(({ operation }) => operation !== write).length;
	const unlooked = creates.filter((index, nth) => looked(index) <= nth);
	return [
		...(documents.includes(true) ? [] : ['no document says what the record says']),
		...(unlooked.length > 0 ? ['a document was made without a look before it'] : []),
	];
}

/** A run in a word or two. */
function said({ results, problems }: Turn): string {
	const words = [
		...results.map(({ outcome, reason }) =>
			outcome === 'skipped' ? `skipped ${(reason as { code?: string } | undefined)?.code ?? ''}` : String(outcome),
		),
		...problems.map(({ code }) => code),
	];
	return words.join(' + ') || 'nothing';
}
