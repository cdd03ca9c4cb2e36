import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { ensureNode } from '../../sandbox/n8n/runtime';
import { postgresMissing } from '../support/postgres';
import type { Shares } from './generator';
import type { Office } from './history';
import type { FromPlayer, ToPlayer } from './player';

/*
 * Plays the histories of many seeds in several processes, each asked for the next one as soon as it has an answer.
 */

export interface Outcome {
	readonly seed: number;
	readonly differences: readonly string[];
	readonly shortest?: readonly string[];
	/** How often each thing happened in it. */
	readonly happened: Readonly<Record<string, number>>;
}

export interface Plan {
	/** A warehouse when not said. */
	readonly office?: Office;
	readonly from: number;
	readonly count: number;
	readonly workers: number;
	readonly plant?: string;
	readonly tell?: (line: string) => void;
	readonly shorten?: boolean;
	/** Ends as soon as a history ends wrong. */
	readonly untilFirst?: boolean;
	/** Told of every history. */
	readonly played?: (outcome: Outcome, count: number) => void;
}

export interface Summary {
	readonly played: number;
	readonly wrong: readonly Outcome[];
	/** How often each thing happened, over all histories. */
	readonly happened: Readonly<Record<string, number>>;
}

/** One history in ten has its ledger in PostgreSQL, one in sixteen has workers that are killed. */
const SHARES: Shares = { postgres: 10, kills: 16 };
/** Without the database every ledger is the built-in one; where nothing may be skipped, the histories then fail. */
const sharesHere = (): Shares => (process.env.CI || !postgresMissing() ? SHARES : { ...SHARES, postgres: Infinity });

/** A process is replaced after so many, since what hung in it is never quite given back. */
const MOST_PER_PROCESS = 400;

export async function runHistories(plan: Plan): Promise<Summary> {
	const node = await ensureNode(console.error);
	const shares = sharesHere();
	const wrong: Outcome[] = [];
	const happened: Record<string, number> = {};
	let next = plan.from;
	let played = 0;
	const isOver = () => next >= plan.from + plan.count || (plan.untilFirst === true && wrong.length > 0);
	const takeTurns = async () => {
		let player: ChildProcess | undefined;
		let turns = 0;
		while (!isOver()) {
			const seed = next++;
			if (turns++ % MOST_PER_PROCESS === 0) player?.disconnect();
			player = player?.connected ? player : await startPlayer(node);
			const { office = 'warehouse', plant, shorten = false, tell } = plan;
			const asked = ask(player, { seed, office, shares, plant, shorten, tell: tell !== undefined }, tell);
			const outcome = await asked.catch((error: unknown): Outcome => {
				// Whatever is left of it must not be in the way of the next one.
				player?.disconnect();
				player = undefined;
				return { seed, differences: [`It could not be played: ${String(error)}`], happened: {} };
			});
			played += 1;
			for (const [what, times] of Object.entries(outcome.happened)) happened[what] = (happened[what] ?? 0) + times;
			if (outcome.differences.length > 0) wrong.push(outcome);
			plan.played?.(outcome, played);
		}
		player?.disconnect();
	};
	await Promise.all(Array.from({ length: plan.workers }, takeTurns));
	return { played, wrong: wrong.sort((a, b) => a.seed - b.seed), happened };
}

async function startPlayer(node: string): Promise<ChildProcess> {
	const child = fork(join(__dirname, 'player.ts'), { execPath: node, execArgv: ['--import', 'tsx'] });
	await new Promise<void>((resolve, reject) => {
		child.once('message', () => resolve());
		child.once('exit', (code) => reject(new Error(`A process that was to play histories ended with ${code}`)));
	});
	return child;
}

async function ask(player: ChildProcess, question: ToPlayer, tell?: (line: string) => void): Promise<Outcome> {
	return await new Promise((resolve, reject) => {
		const ended = (code: number | null) =>
			reject(new Error(`The history of seed ${question.seed} ended its process: ${code}`));
		const answered = (message: FromPlayer) => {
			if ('line' in message) return tell?.(message.line);
			player.off('message', answered).off('exit', ended);
			if ('seed' in message) return resolve(message);
			return reject(new Error(`The history of seed ${question.seed} could not be played: ${JSON.stringify(message)}`));
		};
		player.on('message', answered).once('exit', ended);
		player.send(question);
	});
}
