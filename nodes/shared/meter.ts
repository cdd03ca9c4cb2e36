import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

import type { CountedDay, Ledger } from '../../core/ports';
import { problem } from '../../core/problems';
import { allowanceFrom, budgetState, firstDayCounted, type BudgetState, type CallClass } from '../../core/sync/budget';
import { isWorthSaying, refusal, turnWords, usageWords } from '../../core/sync/budget-words';
import { runProblem } from '../../core/sync/run';
import { openLedger } from './ledger';
import type { CredentialValues, System } from './system';

/*
 * The calls of an account whose vendor counts them by the month. Every request passes `beforeCall`, which counts it and
 * refuses it once its class may not go any more. What is counted is what this package sends through n8n's helper with
 * this ledger; what others do with the account, and what a credential calls to sign in, nobody sees here.
 */

/**
 * So many calls at most are sent and not written down yet: as many a process that is killed can lose. As often other
 * processes' calls are looked at, so that two runs at once overdraw a share by no more than this each.
 */
export const MOST_UNWRITTEN = 20;

const DAY_MS = 86_400_000;
const SKIPPED = 'polls skipped';

interface Account {
	readonly label: string;
	/** `unleashed:<api id>` */
	readonly name: string;
	readonly allowance?: number;
}

/** Counts the calls of one run, picker or hook. Ends with `metered`. */
export class Meter {
	private ledger: Promise<Ledger> | undefined;

	private callClass: CallClass = 'setUp';

	/** So many of the month's calls may be used in all before this class ends. */
	private ceiling = Infinity;

	/** As the ledger told it last. */
	private told: { readonly now: string; readonly days: readonly CountedDay[]; readonly used: number } | undefined;

	private unwritten = 0;

	/** The end of the queue: calls that go side by side are counted one after the other. */
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly account: Account,
		private readonly open: () => Promise<Ledger>,
	) {}

	/**
	 * Lets a class of calls begin; rejects with SETUP_BUDGET when it is refused. `poll` names one that comes again by
	 * itself: when it is slowed down and this is not its turn, the answer says so, and it is to ask nothing.
	 */
	async admit(callClass: CallClass, poll?: string): Promise<string | undefined> {
		await this.write();
		this.callClass = callClass;
		const state = await this.look();
		const own = ownClass(state, callClass);
		if (own.every === 0) throw this.refused(state);
		this.ceiling = own.room === undefined ? Infinity : state.used + own.room;
		if (poll === undefined || own.every === 1 || (await this.isTurn(poll, own.every))) return undefined;
		return turnWords(this.account.label, state, own);
	}

	/** Counts one call that is about to be sent; rejects with SETUP_BUDGET or SETUP_LEDGER when it must not be. */
	async beforeCall(): Promise<void> {
		const turn = this.last.then(async () => await this.count());
		this.last = turn.catch(() => undefined);
		await turn;
	}

	/** The call certainly never left. */
	takeBack(): void {
		this.unwritten -= 1;
	}

	/** Where the account stands, with the calls of this run. */
	async state(): Promise<BudgetState> {
		const { now, days } = this.told ?? (await this.read());
		const own = { day: now.slice(0, 10), callClass: this.callClass, calls: Math.max(0, this.unwritten) };
		return budgetState(this.account.allowance, [...days, own], now);
	}

	/** What to say after a run that went well; nothing where there is no need. */
	async remark(): Promise<string | undefined> {
		const state = this.told && (await this.state());
		return state && isWorthSaying(state) ? usageWords(this.account.label, state) : undefined;
	}

	/** Writes down what was counted. */
	async write(): Promise<void> {
		if (this.unwritten <= 0) return;
		const calls = this.unwritten;
		const { callClass } = this;
		const { name, allowance } = this.account;
		await (await this.opened()).countCalls(name, { callClass, calls, allowance });
		this.unwritten -= calls;
		// What was counted was looked at before.
		const { now, days, used } = this.told!;
		this.told = { now, days: [...days, { day: now.slice(0, 10), callClass, calls }], used: used + calls };
	}

	/** Lets go of the ledger. Of a run that broke off, why it did is told, and not that its last calls were not counted. */
	async close(): Promise<void> {
		await this.write().catch(() => undefined);
		const ledger = await this.ledger?.catch(() => undefined);
		await ledger?.close();
	}

	private async count(): Promise<void> {
		if (this.unwritten >= MOST_UNWRITTEN) {
			await this.write();
			this.told = undefined;
		}
		const { used } = this.told ?? (await this.read());
		if (used + this.unwritten >= this.ceiling) throw this.refused(await this.state());
		this.unwritten += 1;
	}

	/** The state as it is now, whatever was told before. */
	private async look(): Promise<BudgetState> {
		this.told = undefined;
		return await this.state();
	}

	private async read() {
		const { now, accounts } = await (await this.opened()).callsSince(firstDayAsked(), this.account.name);
		const days = accounts[0]?.days ?? [];
		this.told = { now, days, used: budgetState(undefined, days, now).used };
		return this.told;
	}

	private async opened(): Promise<Ledger> {
		this.ledger ??= this.open();
		return await this.ledger;
	}

	/** Of a poll that is slowed down, one time in so many. */
	private async isTurn(poll: string, every: number): Promise<boolean> {
		const ledger = await this.opened();
		const way = `${this.account.name}>poll ${poll}`;
		const skipped = Number((await ledger.noted(way, SKIPPED)) ?? 0);
		const goes = skipped + 1 >= every;
		await ledger.note(way, SKIPPED, String(goes ? 0 : skipped + 1));
		return goes;
	}

	private refused(state: BudgetState): Error {
		const { label, name } = this.account;
		return runProblem(refusal(label, name, state, ownClass(state, this.callClass)));
	}
}

/**
 * From which day on counts are asked for: a day more than is needed, because this machine's clock and the ledger's need
 * not agree about the first of a month.
 */
export function firstDayAsked(): string {
	return firstDayCounted(new Date(Date.now() - DAY_MS).toISOString());
}

const ownClass = (state: BudgetState, callClass: CallClass) =>
	state.classes.find((each) => each.callClass === callClass)!;

/**
 * The meter of an account whose calls are counted; undefined for every other, and with the ledger off. Ends the run with
 * SETUP_ALLOWANCE when the credential's number of calls is none.
 */
export function meterFor(
	context: IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions,
	system: System,
	account: string,
	credential: CredentialValues,
	ledger: string,
): Meter | undefined {
	if (!system.budget) return undefined;
	const { field, fieldName } = system.budget;
	const { label } = system;
	const stated = allowanceFrom(credential[field]);
	if ('reason' in stated)
		throw runProblem(problem('SETUP_ALLOWANCE', { system: label, field: fieldName, reason: stated.reason }));
	if (ledger === 'off') return undefined;
	const name = `${system.id}:${account}`;
	return new Meter({ label, name, ...stated }, async () => (await openLedger(context, ledger))!);
}

/** Runs work whose calls are counted. What went well says how the account stands, where there is need. */
export async function metered<T>(
	meter: Meter | undefined,
	say: (remark: string) => void,
	work: () => Promise<T>,
): Promise<T> {
	if (!meter) return await work();
	try {
		const answer = await work();
		const remark = await meter.remark();
		await meter.write();
		if (remark) say(remark);
		return answer;
	} finally {
		await meter.close();
	}
}
