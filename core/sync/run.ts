import type {
	Applied,
	Claim,
	ClaimRequest,
	DocumentKeys,
	DocumentTarget,
	Found,
	Ledger,
	Problem,
	Wanted,
} from '../ports';
import { problem } from '../problems';
import { BatchClaims } from './batch-claims';
import { inBatches } from './batches';
import type { Finality } from './gate';
import { keptKey } from './keys';
import { decideDocument, type Decision, type Outcome, type Step, type TargetRef } from './plan';
import { isOlder } from './reading';
import type { ForeignLookup } from './start';

/*
 * The one road on which documents are written: judge, claim, look, decide, then stop (preview) or apply and settle.
 * A preview is this very code, ended before the claim is taken and before anything is sent.
 */

export type Judgment = { readonly pass: true } | { readonly held: Problem } | { readonly problem: Problem };

/** What a kind's rules say of one record; all pure. */
export interface RecordRules<T> {
	judge(record: T): Judgment;
	/** Whether a record held for this reason will not be sent as it is now; absent when every reason may pass. */
	finality?(held: Problem): Finality | undefined;
	/** Whether the record may stand at the target under another connector's key; `doneCount` is the route's. */
	looksForForeign(record: T, doneCount: number): ForeignLookup;
	revision(record: T, hashKey: string): string;
	number(record: T): string;
	updatedAt(record: T): string | undefined;
	/** When the record was read at its source. */
	seenAt(record: T): string | undefined;
}

export interface Incoming<T> {
	readonly at: number;
	readonly sourceKey: string;
	readonly record: T;
}

export interface RunInput<T, D> {
	readonly route: string;
	readonly incoming: ReadonlyArray<Incoming<T>>;
	readonly target: DocumentTarget<T, D>;
	readonly rules: RecordRules<T>;
	/** Absent when the operator switched the ledger off. */
	readonly ledger?: Ledger;
	readonly mode: 'preview' | 'apply';
	/** Names this run among others: execution, node, run index. */
	readonly holder: string;
	readonly leaseMs: number;
	readonly requestTimeoutMs: number;
	/** Milliseconds that never go back; how the holder measures what is left of its lease. */
	readonly monotonic: () => number;
	/** Throws when the run was cancelled. Asked before every batch. */
	readonly checkCancelled: () => void;
	/** Told of every record once its batch is settled at the latest, so that nothing is lost when the run ends early. */
	readonly report: (step: Step) => void;
}

/** Time that must be left on a lease when a request goes out, beyond the request's own timeout. */
const LEASE_MARGIN_MS = 30_000;

/** An error that ends the whole run; `code` says why and `problem` fills its sentence. */
export function runProblem(why: Problem): Error & { code: string; problem: Problem } {
	return Object.assign(new Error(why.code), { code: why.code, problem: why });
}

/** An error that ends the run: a setting cannot be used. `name` is as the panel shows it. */
export function parameterProblem(name: string, reason: string): Error {
	return runProblem(problem('SETUP_PARAMETER', { name, reason }));
}

/**
 * Writes records to a target, each at most once, and reports what became of every one. Rejects only for what
 * concerns the whole run (sign-in refused, run cancelled, another connector at work, a fault of ours); what was
 * decided until then has been reported and settled, what was not has been released.
 */
export async function runDocuments<T, D>(input: RunInput<T, D>): Promise<void> {
	await new DocumentRun(input).go();
}

type Claimed = Extract<Claim, { verdict: 'claimed' }>;

interface Work<T, D> {
	readonly at: number;
	readonly record: T;
	/** The document's key at the target; the ledger keeps `keptKey` of it. */
	readonly key: string;
	readonly draft: D;
	readonly claim: Claimed;
}

type Change<T, D> = Work<T, D> & { readonly found: Found };

/** A record that is held, and of which an earlier run left something open. */
interface LeftOpen<T> {
	readonly at: number;
	readonly record: T;
	readonly key: string;
	readonly claim: Claimed;
	readonly reason: Problem;
}

class DocumentRun<T, D> {
	private doneCount = 0;

	private hashKey = '';

	/** Those of the batch at work. */
	private batchClaims = new BatchClaims(undefined, []);

	constructor(private readonly input: RunInput<T, D>) {}

	async go(): Promise<void> {
		const { ledger, route, target } = this.input;
		if (ledger) {
			this.hashKey = await ledger.hashKey();
			this.doneCount = await ledger.doneCount(route, target.kind);
		}
		for (const batch of inBatches(this.withoutRepeats(), target.batchLimit)) {
			this.input.checkCancelled();
			await this.batch(await this.withoutHeld(batch));
		}
	}

	/** The same record twice in one run: the newest reading counts, the other is answered at once. */
	private withoutRepeats(): Array<Incoming<T>> {
		const { rules, incoming } = this.input;
		const last = new Map<string, Incoming<T>>();
		const reading = ({ record }: Incoming<T>) => ({ updatedAt: rules.updatedAt(record), seenAt: rules.seenAt(record) });
		for (const each of incoming) {
			const earlier = last.get(each.sourceKey);
			const older = earlier && isOlder(reading(each), reading(earlier)) ? each : earlier;
			if (older) this.skip(older.at, problem('TWICE_IN_RUN', this.named(older.record)));
			if (older !== each) last.set(each.sourceKey, each);
		}
		return [...last.values()];
	}

	/**
	 * Answers the records that are held. One that stands at the target as it is now stays in: claiming it tells the
	 * ledger that this reading of it is settled, or every sweep would read a shipped order again. So does one of which
	 * an earlier run left something open that can be closed now.
	 */
	private async withoutHeld(batch: ReadonlyArray<Incoming<T>>): Promise<Array<Incoming<T>>> {
		const held = batch.filter((each) => this.heldOf(each) !== undefined);
		const known = await this.knownAmong(held);
		for (const each of held) if (!known.has(each)) this.skip(each.at, this.heldOf(each)!);
		return batch.filter((each) => !held.includes(each) || known.has(each));
	}

	private heldOf({ record }: { readonly record: T }): Problem | undefined {
		const judgment = this.input.rules.judge(record);
		return 'held' in judgment ? judgment.held : undefined;
	}

	private async knownAmong(held: ReadonlyArray<Incoming<T>>): Promise<ReadonlySet<Incoming<T>>> {
		const { ledger, route, target } = this.input;
		if (!ledger || held.length === 0) return new Set();
		const requests = held.map(({ record, sourceKey }) => this.requestFor(record, sourceKey));
		const claims = await ledger.peek(route, target.kind, requests);
		return new Set(
			held.filter((each, index) => {
				const claim = claims[index];
				return (
					claim?.verdict === 'settled' || (claim?.verdict === 'claimed' && this.canClose(claim, this.heldOf(each)!))
				);
			}),
		);
	}

	private async batch(incoming: ReadonlyArray<Incoming<T>>): Promise<void> {
		const claimedAt = this.input.monotonic();
		const requests = incoming.map(({ record, sourceKey }) => this.requestFor(record, sourceKey));
		const claims = await this.claims(requests);
		this.batchClaims = new BatchClaims(this.input.ledger, claims);
		const usableMs = this.input.leaseMs - this.input.requestTimeoutMs - LEASE_MARGIN_MS;
		try {
			const { work, leftOpen } = this.drafted(incoming, claims);
			await this.decide(work, () => this.input.monotonic() - claimedAt < usableMs);
			await this.close(leftOpen);
		} finally {
			await this.batchClaims.close();
		}
	}

	private requestFor(record: T, sourceKey: string): ClaimRequest {
		const { target, rules } = this.input;
		return {
			sourceKey: keptKey(sourceKey, this.hashKey),
			documentKey: keptKey(target.documentKey(record), this.hashKey),
			revision: rules.revision(record, this.hashKey),
			sourceUpdatedAt: rules.updatedAt(record),
			sourceSeenAt: rules.seenAt(record),
			sourceNumber: rules.number(record),
		};
	}

	private async claims(requests: readonly ClaimRequest[]): Promise<Claim[]> {
		const { ledger, route, target, mode, holder, leaseMs } = this.input;
		if (!ledger) return requests.map(unremembered);
		if (mode === 'preview') return await ledger.peek(route, target.kind, requests);
		return await ledger.claim(route, target.kind, requests, { holder, leaseMs });
	}

	private drafted(
		incoming: ReadonlyArray<Incoming<T>>,
		claims: readonly Claim[],
	): { work: Array<Work<T, D>>; leftOpen: Array<LeftOpen<T>> } {
		const work: Array<Work<T, D>> = [];
		const leftOpen: Array<LeftOpen<T>> = [];
		for (const [index, claim] of claims.entries()) {
			const { at, record } = incoming[index]!;
			const key = this.input.target.documentKey(record);
			const reason = this.heldOf({ record });
			if (claim.verdict !== 'claimed') this.answerUnclaimed(incoming[index]!, claim);
			else if (reason) leftOpen.push({ at, record, key, claim, reason });
			else {
				const draft = this.draftOf(record);
				if ('problem' in draft) this.reject(at, claim, draft.problem);
				else work.push({ at, record, key, draft: draft.draft, claim });
			}
		}
		return { work, leftOpen };
	}

	/**
	 * Whether what is known of a held record can be closed: nothing of it as it is now will be sent, or the run that had it
	 * in hand died. What waits for a payment or a check stays as it is, because it may go on without having changed.
	 */
	private canClose({ prior }: Claimed, reason: Problem): boolean {
		return prior !== 'none' && (prior === 'stolen' || this.input.rules.finality?.(reason) !== undefined);
	}

	/** Closes what earlier runs left open of records that are held now. Nothing is sent. */
	private async close(list: ReadonlyArray<LeftOpen<T>>): Promise<void> {
		// What was settled a moment ago and changed by another run since stays held, as everything does in a preview.
		const mayClose = ({ claim, reason }: LeftOpen<T>) => this.input.mode === 'apply' && this.canClose(claim, reason);
		for (const each of list) if (!mayClose(each)) this.skip(each.at, each.reason);
		const closing = list.filter(mayClose);
		const wanted = closing
			.filter(({ reason }) => this.input.rules.finality?.(reason) !== undefined)
			.map(({ record, key }) => ({ key, record }));
		const found = wanted.length > 0 ? await this.find(wanted) : new Map<string, Found>();
		for (const each of closing) this.closeOne(each, found.get(each.key));
	}

	private closeOne({ at, record, claim, reason }: LeftOpen<T>, own: Found | undefined): void {
		const { target, rules } = this.input;
		const finality = rules.finality?.(reason);
		if (finality === undefined) {
			// Nobody knows what the run that died had sent, and it can go on any time: that must be seen.
			const lost = problem('NO_ANSWER', { ...this.named(record), target: target.label });
			return this.reject(at, claim, lost, { state: 'unknown' });
		}
		const still = own && finality === 'empty' ? target.stillSends?.(own, record) : undefined;
		// What went wrong before it left is told until somebody has dealt with it.
		const open = still === 'left' ? (claim.prior === 'rejected' ? claim.problem : undefined) : still;
		if (open) return this.reject(at, claim, open);
		const { token } = claim;
		const ended = { token, state: 'done', targetId: own?.id, targetNumber: own?.number, event: 'ended' } as const;
		this.batchClaims.decide(ended, () => this.skip(at, reason));
	}

	private draftOf(record: T): { draft: D } | { problem: Problem } {
		const judgment = this.input.rules.judge(record);
		return 'problem' in judgment ? judgment : this.input.target.draft(record);
	}

	/** Looks at the target where it must, and sorts the work into what to create, to update and to leave. */
	private async decide(work: ReadonlyArray<Work<T, D>>, maySend: () => boolean): Promise<void> {
		const { target } = this.input;
		const foreign = work.map(({ record }, index) => this.input.rules.looksForForeign(record, this.doneCount + index));
		const found = await this.look(work, foreign);
		const creates: Array<Work<T, D>> = [];
		const updates: Array<Change<T, D>> = [];
		for (const [index, entry] of work.entries()) {
			const decision = this.decisionFor(entry, foreign[index]!, found);
			if (decision.decide === 'create') creates.push(entry);
			else if (decision.decide === 'update') updates.push({ ...entry, found: decision.found });
			else this.answerDecided(entry, decision);
		}
		const checked = await this.checked(creates);
		const tripped = target.brake?.(updates, found.size);
		if (this.input.mode === 'preview' || tripped) {
			for (const { at, draft } of checked) this.preview(at, 'create', { before: null, after: draft, calls: 1 });
			for (const entry of updates) this.previewUpdate(entry, tripped);
			if (tripped && this.input.mode === 'apply') throw runProblem(tripped);
			return;
		}
		await this.write(checked, 'created', async (list) => await target.create(list, maySend));
		if (updates.length > 0) await this.batchClaims.settle();
		await this.write(updates, 'updated', async (list) => await target.update(list, maySend));
	}

	/**
	 * The documents that stand at the target already, under our own key and under others'. Looked for even where the
	 * ledger knows nothing of the record: it may be newer than the documents (lost, or switched off for a while), and
	 * one read is cheaper than a second order.
	 */
	private async look(work: ReadonlyArray<Work<T, D>>, foreign: readonly ForeignLookup[]): Promise<Map<string, Found>> {
		const wanted = new Map<string, Wanted<T>>();
		for (const [index, { record, key: own, claim }] of work.entries()) {
			const presumedNew = this.input.mode === 'apply' && !this.mayStand(claim);
			for (const key of [own, ...this.otherKeys(record, claim, foreign[index]!)])
				wanted.set(key, { key, record, presumedNew });
		}
		return wanted.size > 0 ? await this.find([...wanted.values()]) : new Map<string, Found>();
	}

	private async find(wanted: ReadonlyArray<Wanted<T>>): Promise<Map<string, Found>> {
		const { ledger, route, target } = this.input;
		const plain = new Map(wanted.map(({ key }) => [keptKey(key, this.hashKey), key]));
		const keysOf = async (ids: readonly string[]): Promise<DocumentKeys> => {
			const known = ledger ? await ledger.documentKeys(route, target.kind, ids) : new Map<string, string[]>();
			return new Map([...known].map(([id, keys]) => [id, keys.map((key) => plain.get(key) ?? key)]));
		};
		return await target.find(wanted, keysOf);
	}

	/** How a record is called in sentences: its number, and its kind where it is no order. */
	private named(record: T): { order: string; kind?: string } {
		const { kind } = this.input.target;
		return { order: this.input.rules.number(record), ...(kind === 'order' ? {} : { kind }) };
	}

	/** Keys under which somebody else's document of this record may stand: as the ledger knows it, else as assumed. */
	private otherKeys(record: T, claim: Claimed, foreign: ForeignLookup): readonly string[] {
		if (claim.targetNumber !== undefined) return [claim.targetNumber];
		return foreign === 'no' || claim.prior === 'done' ? [] : (this.input.target.foreignKeys?.(record) ?? []);
	}

	private decisionFor(entry: Work<T, D>, foreign: ForeignLookup, found: ReadonlyMap<string, Found>): Decision {
		const { target, rules, ledger } = this.input;
		const { record, key: own, claim, draft } = entry;
		const others = this.otherKeys(record, claim, foreign).filter((key) => key !== own);
		return decideDocument({
			order: rules.number(record),
			documentKey: keptKey(own, this.hashKey),
			target: target.label,
			remembered: ledger !== undefined,
			prior: claim.prior,
			knownAs: claim.targetNumber,
			own: found.get(own),
			other: others.map((key) => found.get(key)).find((document) => document !== undefined),
			sharedKey: target.foreignKeys?.(record).includes(own),
			foreign,
			adopts: target.adopts,
			absent: target.absent?.(record),
			...(target.kind === 'order' ? {} : { kind: target.kind }),
			revise: (there) => target.revise(there, record, draft),
		});
	}

	private answerDecided(entry: Work<T, D>, decision: Exclude<Decision, { decide: 'create' | 'update' }>): void {
		if (decision.decide === 'otherConnector') throw runProblem(decision.problem);
		if (decision.decide === 'absent') this.nothingThere(entry, decision);
		else if (decision.decide === 'problem') this.reject(entry.at, entry.claim, decision.problem);
		else if (decision.decide === 'alreadyThere') this.stands(entry, 'skipped', decision.found, decision.reason);
		else this.stands(entry, 'unchanged', decision.found, decision.reason);
	}

	private async checked(creates: ReadonlyArray<Work<T, D>>): Promise<Array<Work<T, D>>> {
		const { target } = this.input;
		if (creates.length === 0 || !target.check) return [...creates];
		const problems = await target.check(creates.map((each) => ({ ...each, mayStand: this.mayStand(each.claim) })));
		const fine: Array<Work<T, D>> = [];
		for (const [index, entry] of creates.entries()) {
			const found = problems.get(index);
			if (found) this.reject(entry.at, entry.claim, found);
			else fine.push(entry);
		}
		return fine;
	}

	/** Whether an earlier attempt may have made the document, or nobody remembers whether one did. */
	private mayStand({ prior }: Claimed): boolean {
		return this.input.ledger === undefined || prior !== 'none';
	}

	/** Sends, looks again where no answer came, and settles each record by its own token. */
	private async write<W extends Work<T, D>>(
		list: readonly W[],
		outcome: 'created' | 'updated',
		send: (list: readonly W[]) => Promise<Applied[]>,
	): Promise<void> {
		if (list.length === 0) return;
		const answers = await send(list);
		const unclear = list.filter((_, index) => answers[index]!.outcome === 'unknown');
		// A look right away can prove that it arrived, never that it will not: not found stays unknown.
		const seen = outcome === 'created' ? await this.lookAgain(unclear) : new Map<string, Found>();
		for (const [index, entry] of list.entries()) {
			this.answerApplied(entry, outcome, answers[index]!, seen.get(entry.key));
		}
		const stopped = answers.find((answer) => answer.outcome === 'stopped');
		if (stopped) throw stopped.error;
	}

	private answerApplied(
		entry: Work<T, D>,
		outcome: 'created' | 'updated',
		answer: Applied,
		seen: Found | undefined,
	): void {
		if (answer.outcome === 'done') this.stands(entry, outcomeOf(answer.stood, outcome), answer);
		else if (answer.outcome === 'unknown' && seen && this.isWhole(entry, seen)) this.stands(entry, outcome, seen);
		else if (answer.outcome === 'unknown') this.reject(entry.at, entry.claim, answer.problem, { state: 'unknown' });
		else if (answer.outcome === 'rejected')
			this.reject(entry.at, entry.claim, answer.problem, { vendorText: answer.vendorText });
		else if (answer.outcome === 'unsent') {
			this.input.report({ at: entry.at, step: 'problem', problem: problem('CLAIM_LOST', this.named(entry.record)) });
		}
	}

	/** Whether what stands there is what was wanted: what was made in steps may have stopped half-way. */
	private isWhole({ record, draft }: Work<T, D>, there: Found): boolean {
		return this.input.target.revise(there, record, draft).can !== 'update';
	}

	private async lookAgain(unclear: ReadonlyArray<Work<T, D>>): Promise<Map<string, Found>> {
		if (unclear.length === 0) return new Map();
		try {
			return await this.find(unclear.map(({ record, key }) => ({ key, record })));
		} catch {
			// The service does not answer now; settled as unknown, the next attempt looks before it sends.
			return new Map();
		}
	}

	/** There is nothing to change at the target; settled only when nothing can turn up there any more. */
	private nothingThere(entry: Work<T, D>, { reason, settle }: { reason: Problem; settle: boolean }): void {
		const answer = () => this.skip(entry.at, reason);
		if (settle) this.batchClaims.decide({ token: entry.claim.token, state: 'done', event: 'absent' }, answer);
		else answer();
	}

	/** The document stands: remember it and say so. */
	private stands(entry: Work<T, D>, outcome: Outcome, { id, number, url }: TargetRef, reason?: Problem): void {
		const target = { id, number, url };
		if (this.input.mode === 'preview') {
			this.preview(entry.at, outcome === 'skipped' ? 'skip' : 'unchanged', { target, reason, calls: 0 });
			return;
		}
		const event = reason?.code === 'ALREADY_THERE' ? 'alreadyThere' : outcome;
		const holds = this.input.target.holds?.(entry.record, entry.draft);
		const { token } = entry.claim;
		const done = {
			token,
			state: 'done',
			targetId: id,
			targetNumber: number,
			event,
			...(holds ? { holds } : {}),
		} as const;
		this.batchClaims.decide(done, () => {
			if (outcome === 'created') this.doneCount += 1;
			this.input.report({ at: entry.at, step: 'outcome', outcome, target, reason });
		});
	}

	/** Remembers why it did not go through. People are told when it is news; else it is skipped with the same reason. */
	private reject(
		at: number,
		claim: Claimed,
		why: Problem,
		{ state = 'rejected', vendorText }: { state?: 'rejected' | 'unknown'; vendorText?: string } = {},
	): void {
		if (this.input.mode === 'preview') {
			this.preview(at, 'problem', { reason: why, calls: 0 });
			return;
		}
		this.batchClaims.decide({ token: claim.token, state, problem: why }, (settled) => {
			const givenUpAfter = settled?.state === 'failed' ? settled.attempts : undefined;
			// What nobody remembers must be told: there is no ledger, or the claim was lost meanwhile.
			const isNews = !settled?.held || settled.alert;
			if (isNews) this.input.report({ at, step: 'problem', problem: why, vendorText, givenUpAfter });
			else this.skip(at, why);
		});
	}

	private answerUnclaimed({ at, record }: Incoming<T>, claim: Exclude<Claim, { verdict: 'claimed' }>): void {
		const named = this.named(record);
		const { label } = this.input.target;
		if (claim.verdict === 'settled') {
			const target = { id: claim.targetId, number: claim.targetNumber };
			if (this.input.mode === 'preview') this.preview(at, 'unchanged', { target, calls: 0 });
			else this.input.report({ at, step: 'outcome', outcome: 'unchanged', target });
		} else if (claim.verdict === 'taken') {
			const reference = keptKey(this.input.target.documentKey(record), this.hashKey);
			const taken = problem('REFERENCE_TAKEN', { ...named, reference, by: claim.bySourceNumber, target: label });
			if (this.input.mode === 'preview') this.preview(at, 'problem', { reason: taken, calls: 0 });
			else this.input.report({ at, step: 'problem', problem: taken });
		} else if (claim.verdict === 'waiting') this.skip(at, claim.problem);
		else if (claim.verdict === 'dismissed')
			this.skip(at, problem('DISMISSED', { ...named, by: claim.by, reason: claim.reason }));
		else if (claim.verdict === 'older') this.skip(at, problem('OLDER_READING', named));
		else this.skip(at, problem('IN_PROGRESS', named));
	}

	private skip(at: number, reason: Problem): void {
		if (this.input.mode === 'preview') this.preview(at, 'skip', { reason, calls: 0 });
		else this.input.report({ at, step: 'outcome', outcome: 'skipped', reason });
	}

	private previewUpdate({ at, found, record, draft }: Change<T, D>, reason?: Problem): void {
		const answer = this.input.target.revise(found, record, draft);
		const { id, number, url, document } = found;
		const changes = answer.can === 'update' ? answer.changes : [];
		const target = { id, number, url };
		this.preview(at, 'update', { target, reason, before: document, after: draft, changes, calls: 1 });
	}

	private preview(
		at: number,
		would: Extract<Step, { step: 'preview' }>['would'],
		rest: Omit<Extract<Step, { step: 'preview' }>, 'at' | 'step' | 'would'>,
	): void {
		this.input.report({ at, step: 'preview', would, ...rest });
	}
}

const outcomeOf = (stood: boolean | 'changed' | undefined, sent: 'created' | 'updated'): Outcome =>
	stood === 'changed' ? 'updated' : stood ? 'unchanged' : sent;

/** Without a ledger nothing is remembered: every record may already stand at the target, so each is looked for. */
function unremembered(request: ClaimRequest): Claim {
	return { verdict: 'claimed', sourceKey: request.sourceKey, token: '', attempt: 1, prior: 'none' };
}
