import type {
	Applied,
	Claim,
	ClaimRequest,
	DocumentTarget,
	Found,
	Ledger,
	Problem,
	Settled,
	Settlement,
} from '../ports';
import { problem } from '../problems';
import { inBatches } from './batches';
import { decideDocument, type Decision, type Outcome, type Step, type TargetRef } from './plan';
import type { ForeignLookup } from './start';

/*
 * The one road on which documents are written: judge, claim, look, decide, then stop (preview) or apply and settle.
 * A preview is this very code, ended before the claim is taken and before anything is sent.
 */

export type Judgment = { readonly pass: true } | { readonly held: Problem } | { readonly problem: Problem };

/** What a kind's rules say of one record; all pure. */
export interface RecordRules<T> {
	judge(record: T): Judgment;
	/** Whether the record may stand at the target under another connector's key; `doneCount` is the route's. */
	looksForForeign(record: T, doneCount: number): ForeignLookup;
	revision(record: T, hashKey: string): string;
	number(record: T): string;
	updatedAt(record: T): string | undefined;
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
	/** Told of every record as soon as it is decided, so that nothing is lost when the run ends early. */
	readonly report: (step: Step) => void;
}

/** Time that must be left on a lease when a request goes out, beyond the request's own timeout. */
const LEASE_MARGIN_MS = 30_000;

/** An error that ends the whole run; `code` says why and `problem` fills its sentence. */
export function runProblem(why: Problem): Error & { code: string; problem: Problem } {
	return Object.assign(new Error(why.code), { code: why.code, problem: why });
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
	readonly request: ClaimRequest;
	readonly draft: D;
	readonly claim: Claimed;
}

type Change<T, D> = Work<T, D> & { readonly found: Found };

class DocumentRun<T, D> {
	private doneCount = 0;

	private hashKey = '';

	/** Claims of the batch at work that nobody has settled yet; released when the batch ends without. */
	private readonly open = new Set<string>();

	constructor(private readonly input: RunInput<T, D>) {}

	async go(): Promise<void> {
		const { ledger, route, target } = this.input;
		if (ledger) {
			this.hashKey = await ledger.hashKey();
			this.doneCount = await ledger.doneCount(route, target.kind);
		}
		for (const batch of inBatches(this.withoutRepeats(), target.batchLimit)) {
			this.input.checkCancelled();
			await this.batch(batch.filter((incoming) => !this.isHeld(incoming)));
		}
	}

	/** The same record twice in one run: the one changed last counts, the other is answered at once. */
	private withoutRepeats(): Array<Incoming<T>> {
		const { rules, incoming } = this.input;
		const last = new Map<string, Incoming<T>>();
		const changedAt = ({ record }: Incoming<T>) => rules.updatedAt(record) ?? '';
		for (const each of incoming) {
			const earlier = last.get(each.sourceKey);
			const older = earlier && changedAt(earlier) > changedAt(each) ? each : earlier;
			if (older) this.skip(older.at, problem('TWICE_IN_RUN', { order: rules.number(older.record) }));
			if (older !== each) last.set(each.sourceKey, each);
		}
		return [...last.values()];
	}

	private isHeld({ at, record }: Incoming<T>): boolean {
		const judgment = this.input.rules.judge(record);
		if ('held' in judgment) this.skip(at, judgment.held);
		return 'held' in judgment;
	}

	private async batch(incoming: ReadonlyArray<Incoming<T>>): Promise<void> {
		const claimedAt = this.input.monotonic();
		const requests = incoming.map(({ record, sourceKey }) => this.requestFor(record, sourceKey));
		const claims = await this.claims(requests);
		for (const claim of claims) if (claim.verdict === 'claimed' && claim.token) this.open.add(claim.token);
		const usableMs = this.input.leaseMs - this.input.requestTimeoutMs - LEASE_MARGIN_MS;
		try {
			const work = await this.drafted(incoming, requests, claims);
			await this.decide(work, () => this.input.monotonic() - claimedAt < usableMs);
		} finally {
			await this.release();
		}
	}

	private requestFor(record: T, sourceKey: string): ClaimRequest {
		const { target, rules } = this.input;
		return {
			sourceKey,
			documentKey: target.documentKey(record),
			revision: rules.revision(record, this.hashKey),
			sourceUpdatedAt: rules.updatedAt(record),
			sourceNumber: rules.number(record),
		};
	}

	private async claims(requests: readonly ClaimRequest[]): Promise<Claim[]> {
		const { ledger, route, target, mode, holder, leaseMs } = this.input;
		if (!ledger) return requests.map(unremembered);
		if (mode === 'preview') return await ledger.peek(route, target.kind, requests);
		return await ledger.claim(route, target.kind, requests, { holder, leaseMs });
	}

	private async drafted(
		incoming: ReadonlyArray<Incoming<T>>,
		requests: readonly ClaimRequest[],
		claims: readonly Claim[],
	): Promise<Array<Work<T, D>>> {
		const work: Array<Work<T, D>> = [];
		for (const [index, claim] of claims.entries()) {
			const { at, record } = incoming[index]!;
			if (claim.verdict !== 'claimed') this.answerUnclaimed(incoming[index]!, claim);
			else {
				const draft = this.draftOf(record);
				if ('problem' in draft) await this.reject(at, claim, draft.problem);
				else work.push({ at, record, request: requests[index]!, draft: draft.draft, claim });
			}
		}
		return work;
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
			else await this.answerDecided(entry, decision);
		}
		const checked = await this.checked(creates);
		if (this.input.mode === 'preview') {
			for (const { at, draft } of checked) this.preview(at, 'create', { before: null, after: draft, calls: 1 });
			for (const entry of updates) this.previewUpdate(entry);
			return;
		}
		await this.write(checked, 'created', async (list) => await target.create(list, maySend));
		await this.write(updates, 'updated', async (list) => await target.update(list, maySend));
	}

	/**
	 * The documents that stand at the target already, under our own key and under others'. Looked for even where the
	 * ledger knows nothing of the record: it may be newer than the documents (lost, or switched off for a while), and
	 * one read is cheaper than a second order.
	 */
	private async look(work: ReadonlyArray<Work<T, D>>, foreign: readonly ForeignLookup[]): Promise<Map<string, Found>> {
		const keys = work.flatMap(({ record, request, claim }, index) => [
			request.documentKey,
			...this.otherKeys(record, claim, foreign[index]!),
		]);
		return keys.length > 0 ? await this.input.target.find([...new Set(keys)]) : new Map<string, Found>();
	}

	/** Keys under which somebody else's document of this record may stand: as the ledger knows it, else as assumed. */
	private otherKeys(record: T, claim: Claimed, foreign: ForeignLookup): readonly string[] {
		if (claim.targetNumber !== undefined) return [claim.targetNumber];
		return foreign === 'no' || claim.prior === 'done' ? [] : this.input.target.foreignKeys(record);
	}

	private decisionFor(entry: Work<T, D>, foreign: ForeignLookup, found: ReadonlyMap<string, Found>): Decision {
		const { target, rules, ledger } = this.input;
		const { record, request, claim, draft } = entry;
		const others = this.otherKeys(record, claim, foreign).filter((key) => key !== request.documentKey);
		return decideDocument({
			order: rules.number(record),
			documentKey: request.documentKey,
			target: target.label,
			remembered: ledger !== undefined,
			prior: claim.prior,
			knownAs: claim.targetNumber,
			own: found.get(request.documentKey),
			other: others.map((key) => found.get(key)).find((document) => document !== undefined),
			sharedKey: target.foreignKeys(record).includes(request.documentKey),
			foreign,
			revise: (there) => target.revise(there, record, draft),
		});
	}

	private async answerDecided(
		entry: Work<T, D>,
		decision: Exclude<Decision, { decide: 'create' | 'update' }>,
	): Promise<void> {
		if (decision.decide === 'otherConnector') throw runProblem(decision.problem);
		if (decision.decide === 'problem') await this.reject(entry.at, entry.claim, decision.problem);
		else if (decision.decide === 'alreadyThere') await this.stands(entry, 'skipped', decision.found, decision.reason);
		else await this.stands(entry, 'unchanged', decision.found, decision.reason);
	}

	private async checked(creates: ReadonlyArray<Work<T, D>>): Promise<Array<Work<T, D>>> {
		if (creates.length === 0) return [];
		const problems = await this.input.target.check(creates);
		const fine: Array<Work<T, D>> = [];
		for (const [index, entry] of creates.entries()) {
			const found = problems.get(index);
			if (found) await this.reject(entry.at, entry.claim, found);
			else fine.push(entry);
		}
		return fine;
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
			await this.answerApplied(entry, outcome, answers[index]!, seen.get(entry.request.documentKey));
		}
		const stopped = answers.find((answer) => answer.outcome === 'stopped');
		if (stopped) throw stopped.error;
	}

	private async answerApplied(
		entry: Work<T, D>,
		outcome: 'created' | 'updated',
		answer: Applied,
		seen: Found | undefined,
	): Promise<void> {
		if (answer.outcome === 'done') await this.stands(entry, outcome, answer);
		else if (answer.outcome === 'unknown' && seen) await this.stands(entry, outcome, seen);
		else if (answer.outcome === 'unknown')
			await this.reject(entry.at, entry.claim, answer.problem, { state: 'unknown' });
		else if (answer.outcome === 'rejected')
			await this.reject(entry.at, entry.claim, answer.problem, { vendorText: answer.vendorText });
		else if (answer.outcome === 'unsent') {
			const order = this.input.rules.number(entry.record);
			this.input.report({ at: entry.at, step: 'problem', problem: problem('CLAIM_LOST', { order }) });
		}
	}

	private async lookAgain(unclear: ReadonlyArray<Work<T, D>>): Promise<Map<string, Found>> {
		if (unclear.length === 0) return new Map();
		try {
			return await this.input.target.find(unclear.map(({ request }) => request.documentKey));
		} catch {
			// The service does not answer now; settled as unknown, the next attempt looks before it sends.
			return new Map();
		}
	}

	/** The document stands: remember it and say so. */
	private async stands(
		entry: Work<T, D>,
		outcome: Outcome,
		{ id, number, url }: TargetRef,
		reason?: Problem,
	): Promise<void> {
		const target = { id, number, url };
		if (this.input.mode === 'preview') {
			this.preview(entry.at, outcome === 'skipped' ? 'skip' : 'unchanged', { target, reason, calls: 0 });
			return;
		}
		const event = reason?.code === 'ALREADY_THERE' ? 'alreadyThere' : outcome;
		await this.settle({ token: entry.claim.token, state: 'done', targetId: id, targetNumber: number, event });
		if (outcome === 'created') this.doneCount += 1;
		this.input.report({ at: entry.at, step: 'outcome', outcome, target, reason });
	}

	/** Remembers why it did not go through. People are told when it is news; else it is skipped with the same reason. */
	private async reject(
		at: number,
		claim: Claimed,
		why: Problem,
		{ state = 'rejected', vendorText }: { state?: 'rejected' | 'unknown'; vendorText?: string } = {},
	): Promise<void> {
		if (this.input.mode === 'preview') {
			this.preview(at, 'problem', { reason: why, calls: 0 });
			return;
		}
		const settled = await this.settle({ token: claim.token, state, problem: why });
		const givenUpAfter = settled?.state === 'failed' ? settled.attempts : undefined;
		if (!settled || settled.alert) this.input.report({ at, step: 'problem', problem: why, vendorText, givenUpAfter });
		else this.skip(at, why);
	}

	private async settle(settlement: Settlement): Promise<Settled | undefined> {
		if (!this.input.ledger || settlement.token === '') return undefined;
		const [settled] = await this.input.ledger.settle([settlement]);
		this.open.delete(settlement.token);
		return settled;
	}

	private async release(): Promise<void> {
		const tokens = [...this.open];
		this.open.clear();
		if (tokens.length > 0) await this.input.ledger?.settle(tokens.map((token) => ({ token, state: 'released' })));
	}

	private answerUnclaimed({ at, record }: Incoming<T>, claim: Exclude<Claim, { verdict: 'claimed' }>): void {
		const order = this.input.rules.number(record);
		const { label, documentKey } = this.input.target;
		if (claim.verdict === 'settled') {
			const target = { id: claim.targetId, number: claim.targetNumber };
			if (this.input.mode === 'preview') this.preview(at, 'unchanged', { target, calls: 0 });
			else this.input.report({ at, step: 'outcome', outcome: 'unchanged', target });
		} else if (claim.verdict === 'taken') {
			const reference = documentKey.call(this.input.target, record);
			const taken = problem('REFERENCE_TAKEN', { order, reference, by: claim.bySourceNumber, target: label });
			if (this.input.mode === 'preview') this.preview(at, 'problem', { reason: taken, calls: 0 });
			else this.input.report({ at, step: 'problem', problem: taken });
		} else if (claim.verdict === 'waiting') this.skip(at, claim.problem);
		else if (claim.verdict === 'dismissed')
			this.skip(at, problem('DISMISSED', { order, by: claim.by, reason: claim.reason }));
		else this.skip(at, problem('IN_PROGRESS', { order }));
	}

	private skip(at: number, reason: Problem): void {
		if (this.input.mode === 'preview') this.preview(at, 'skip', { reason, calls: 0 });
		else this.input.report({ at, step: 'outcome', outcome: 'skipped', reason });
	}

	private previewUpdate({ at, found, record, draft }: Change<T, D>): void {
		const answer = this.input.target.revise(found, record, draft);
		const { id, number, url, document } = found;
		const changes = answer.can === 'update' ? answer.changes : [];
		this.preview(at, 'update', { target: { id, number, url }, before: document, after: draft, changes, calls: 1 });
	}

	private preview(
		at: number,
		would: Extract<Step, { step: 'preview' }>['would'],
		rest: Omit<Extract<Step, { step: 'preview' }>, 'at' | 'step' | 'would'>,
	): void {
		this.input.report({ at, step: 'preview', would, ...rest });
	}
}

/** Without a ledger nothing is remembered: every record may already stand at the target, so each is looked for. */
function unremembered(request: ClaimRequest): Claim {
	return { verdict: 'claimed', sourceKey: request.sourceKey, token: '', attempt: 1, prior: 'none' };
}
