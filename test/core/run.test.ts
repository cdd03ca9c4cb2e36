import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Applied, DocumentTarget, Ledger, MaySend, Problem } from '../../core/ports';
import { runDocuments, type RecordRules, type RunInput } from '../../core/sync/run';
import type { Step } from '../../core/sync/plan';
import { openSqliteLedger } from '../../ledger';

/*
 * The road of a document over a real ledger: how often the ledger is asked, and what is remembered and told when a run
 * ends before its end. The target is a drawer that takes whatever it is told to.
 */

const ROUTE = 'shop:1>drawer:1';
const LEASE_MS = 300_000;

interface Slip {
	readonly key: string;
	readonly text: string;
	/** Why the draft is refused. */
	readonly refused?: Problem;
	readonly updatedAt?: string;
	readonly seenAt?: string;
}

const slips = (from: number, to: number, more: Partial<Slip> = {}): Slip[] =>
	Array.from({ length: to - from }, (_, index) => ({ key: String(from + index), text: 'first', ...more }));

class Drawer implements DocumentTarget<Slip, string> {
	readonly system = 'drawer';
	readonly label = 'the drawer';
	readonly account = '1';
	readonly kind = 'order';
	readonly there = new Map<string, string>();

	constructor(
		readonly batchLimit: number,
		/** What becomes of a slip, where it is not simply put in; asked before each. */
		private readonly fate: (slip: Slip, maySend: MaySend) => Applied | undefined = () => undefined,
	) {}

	documentKey = ({ key }: Slip) => `D-${key}`;
	draft = ({ text, refused }: Slip) => (refused ? { problem: refused } : { draft: text });
	foreignKeys = () => [];
	check = async () => await Promise.resolve(new Map());
	calls = () => 0;

	async find(wanted: ReadonlyArray<{ readonly key: string }>) {
		const found = wanted.filter(({ key }) => this.there.has(key));
		return await Promise.resolve(
			new Map(found.map(({ key }) => [key, { id: key, number: key, document: this.there.get(key) }])),
		);
	}

	revise({ document }: { readonly document: unknown }, _: Slip, draft: string) {
		if (document === draft) return { can: 'unchanged' } as const;
		return { can: 'update', changes: [{ field: 'text', before: document, after: draft }] } as const;
	}

	async create(drafts: ReadonlyArray<{ record: Slip; draft: string }>, maySend: MaySend): Promise<Applied[]> {
		return await Promise.resolve(drafts.map(({ record, draft }) => this.put(record, draft, maySend)));
	}

	update = this.create.bind(this);

	private put(record: Slip, draft: string, maySend: MaySend): Applied {
		const key = this.documentKey(record);
		const fate = this.fate(record, maySend);
		if (fate) return fate;
		this.there.set(key, draft);
		return { outcome: 'done', id: key, number: key };
	}
}

const RULES: RecordRules<Slip> = {
	judge: () => ({ pass: true }),
	looksForForeign: () => 'no',
	revision: ({ text }) => text,
	number: ({ key }) => `#${key}`,
	updatedAt: ({ updatedAt }) => updatedAt,
	seenAt: ({ seenAt }) => seenAt,
};

let folder: string;
let ledger: Ledger;
/** How often the ledger was asked for what. */
let asked: Record<string, number>;
let counted: Ledger;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'run-'));
	ledger = await openSqliteLedger({ path: join(folder, 'ledger.sqlite') });
	asked = {};
	counted = new Proxy(ledger, {
		get(of, name: keyof Ledger & string) {
			asked[name] = (asked[name] ?? 0) + 1;
			return of[name].bind(of);
		},
	});
});

afterEach(async () => {
	await ledger.close();
	rmSync(folder, { recursive: true, force: true });
});

async function run(records: readonly Slip[], drawer: Drawer, more: Partial<RunInput<Slip, string>> = {}) {
	const steps: Step[] = [];
	let failure: unknown;
	await runDocuments<Slip, string>({
		route: ROUTE,
		incoming: records.map((record, at) => ({ at, sourceKey: record.key, record })),
		target: drawer,
		rules: RULES,
		ledger: counted,
		mode: 'apply',
		holder: 'run',
		leaseMs: LEASE_MS,
		requestTimeoutMs: 30_000,
		monotonic: () => 0,
		checkCancelled: () => undefined,
		report: (step) => steps.push(step),
		...more,
	}).catch((error: unknown) => (failure = error));
	return { steps, failure };
}

const known = async (state?: 'claimed' | 'done' | 'rejected') =>
	(await ledger.facts({ limit: 5_000, ...(state && { states: [state] }) })).map(({ sourceKey }) => sourceKey);
const outcomes = (steps: readonly Step[]) => {
	const counts: Record<string, number> = {};
	for (const step of steps) {
		const name = step.step === 'outcome' ? step.outcome : step.step;
		counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
};
const problemOf = (code: string, params: Record<string, string> = {}): Problem => ({ code, params });

// ------------------------------------------------------------------ how often the ledger is asked

it('claims and settles a thousand records once a batch each', async () => {
	const { steps } = await run(slips(0, 1000), new Drawer(100));
	expect(outcomes(steps)).toEqual({ created: 1000 });
	expect(asked).toEqual({ hashKey: 1, doneCount: 1, claim: 10, settle: 10 });
	expect(await known('done')).toHaveLength(1000);
});

it('settles what was created before it changes anything else, so twice a batch at most', async () => {
	const drawer = new Drawer(100);
	await run(
		slips(0, 1000).filter((_, index) => index % 2 === 0),
		drawer,
	);
	asked = {};
	const { steps } = await run(slips(0, 1000, { text: 'second' }), drawer);
	expect(outcomes(steps)).toEqual({ created: 500, updated: 500 });
	expect(asked).toEqual({ hashKey: 1, doneCount: 1, claim: 10, settle: 20 });
});

it('settles nothing where every record is settled already, and in a preview', async () => {
	const drawer = new Drawer(100);
	expect(outcomes((await run(slips(0, 200), drawer, { mode: 'preview' })).steps)).toEqual({ preview: 200 });
	expect(asked).toEqual({ hashKey: 1, doneCount: 1, peek: 2 });
	await run(slips(0, 200), drawer);
	asked = {};
	expect(outcomes((await run(slips(0, 200), drawer)).steps)).toEqual({ unchanged: 200 });
	expect(asked).toEqual({ hashKey: 1, doneCount: 1, claim: 2 });
});

// ------------------------------------------------------------------ whatever ends the run

it('remembers and tells what was written when the run is stopped half way, and lets go of the rest', async () => {
	const refused = slips(0, 2, { refused: problemOf('ADDRESS') });
	const stop = new Error('sign-in refused');
	const drawer = new Drawer(50, ({ key }) => (Number(key) < 20 ? undefined : { outcome: 'stopped', error: stop }));
	const { steps, failure } = await run([...refused, ...slips(2, 120)], drawer);
	expect(failure).toBe(stop);
	expect(outcomes(steps)).toEqual({ problem: 2, created: 18 });
	expect([(await known('done')).length, await known('rejected')]).toEqual([18, ['0', '1']]);
	expect(await known('claimed')).toEqual([]);
	expect(asked.settle).toBe(1);
});

it('remembers and tells what was decided when a fault of ours breaks in', async () => {
	const fault = new TypeError('planted');
	const drawer = new Drawer(50, () => {
		throw fault;
	});
	const { steps, failure } = await run([...slips(0, 1, { refused: problemOf('ADDRESS') }), ...slips(1, 5)], drawer);
	expect(failure).toBe(fault);
	expect(outcomes(steps)).toEqual({ problem: 1 });
	expect(await known()).toEqual(['0']);
});

it('has settled every batch before it is cancelled', async () => {
	let batches = 0;
	const checkCancelled = () => {
		batches += 1;
		if (batches > 2) throw new Error('cancelled');
	};
	const { steps } = await run(slips(0, 100), new Drawer(10), { checkCancelled });
	expect(outcomes(steps)).toEqual({ created: 20 });
	expect(await known('done')).toHaveLength(20);
	expect(await known()).toHaveLength(20);
});

it('lets go of what there was no time to send', async () => {
	let now = 0;
	const drawer = new Drawer(10, ({ key }, maySend) => {
		if (key === '5') now += LEASE_MS;
		return maySend() ? undefined : { outcome: 'unsent' };
	});
	const { steps } = await run(slips(0, 10), drawer, { monotonic: () => now });
	expect(outcomes(steps)).toEqual({ created: 5, problem: 5 });
	expect(steps.flatMap((step) => (step.step === 'problem' ? [step.problem.code] : []))).toEqual(
		Array(5).fill('CLAIM_LOST'),
	);
	expect([await known('done'), await known('claimed')]).toEqual([['0', '1', '2', '3', '4'], []]);
});

it('one settlement that the ledger refuses keeps no other from being remembered, and shows as a fault', async () => {
	const tooLong = problemOf('UNKNOWN_SKU', { skus: 'x'.repeat(501) });
	const drawer = new Drawer(50);
	const { steps, failure } = await run([...slips(0, 20), ...slips(20, 21, { refused: tooLong })], drawer);
	expect(failure).toMatchObject({ code: 'INTERNAL' });
	expect(outcomes(steps)).toEqual({ created: 20, problem: 1 });
	expect([(await known('done')).length, await known('claimed')]).toEqual([20, []]);
});

it('tells what was written even where the ledger is gone by then, and asks it once more', async () => {
	const gone = Object.assign(new Error('its disk is full'), { code: 'SETUP_LEDGER' });
	let tries = 0;
	const failing = new Proxy(ledger, {
		get(of, name: keyof Ledger & string) {
			if (name !== 'settle') return of[name].bind(of);
			return async () => {
				tries += 1;
				return await Promise.reject(gone);
			};
		},
	});
	const drawer = new Drawer(50);
	await run(slips(0, 5), drawer);
	const { steps, failure } = await run(slips(0, 10, { text: 'second' }), drawer, { ledger: failing });
	expect(failure).toBe(gone);
	// Nothing was changed once what had been created could not be remembered.
	expect(outcomes(steps)).toEqual({ created: 5 });
	expect(tries).toBe(2);
	expect([drawer.there.get('D-0'), drawer.there.get('D-9')]).toEqual(['first', 'second']);
	expect(await known('claimed')).toHaveLength(10);
});

// ------------------------------------------------------------------ who is told

it('tells of a problem once, and passes over it with the same reason until it changes', async () => {
	const refused = (text: string, sku: string) =>
		slips(0, 3, { text, refused: problemOf('UNKNOWN_SKU', { skus: sku }) });
	const drawer = new Drawer(50);
	expect(outcomes((await run(refused('first', 'TEA-1'), drawer)).steps)).toEqual({ problem: 3 });
	expect(outcomes((await run(refused('second', 'TEA-1'), drawer)).steps)).toEqual({ skipped: 3 });
	expect(outcomes((await run(refused('third', 'TEA-2'), drawer)).steps)).toEqual({ problem: 3 });
});

it('tells of a problem that could not be remembered, because another run had taken the record over', async () => {
	const slip = slips(0, 1, { refused: problemOf('UNKNOWN_SKU', { skus: 'TEA-1' }) });
	const drawer = new Drawer(50);
	await run(slip, drawer);
	const robbed = new Proxy(ledger, {
		get(of, name: keyof Ledger & string) {
			if (name !== 'settle') return of[name].bind(of);
			return async (settlements: Parameters<Ledger['settle']>[0]) => {
				await of.settle(settlements.map(({ token }) => ({ token, state: 'released' })));
				return await of.settle(settlements);
			};
		},
	});
	const changed = slips(0, 1, { ...slip[0], text: 'second' });
	expect(outcomes((await run(changed, drawer, { ledger: robbed })).steps)).toEqual({ problem: 1 });
});

it('tells every record apart, whatever else is settled with it', async () => {
	const mixed = [...slips(0, 1), ...slips(1, 2, { refused: problemOf('ADDRESS') }), ...slips(2, 3), ...slips(3, 4)];
	const drawer = new Drawer(50, ({ key }) =>
		key === '2' ? { outcome: 'unknown', problem: problemOf('NO_ANSWER') } : undefined,
	);
	const { steps } = await run(mixed, drawer);
	const told = steps.map((step) => [
		step.at,
		step.step === 'outcome' ? step.outcome : step.step === 'problem' ? step.problem.code : '',
	]);
	expect(told.sort()).toEqual([
		[0, 'created'],
		[1, 'ADDRESS'],
		[2, 'NO_ANSWER'],
		[3, 'created'],
	]);
});

// ------------------------------------------------------------------ readings of one second

const SECOND = '2026-11-22T10:00:00.000Z';
const readAt = (ms: number, text: string): Slip => ({
	key: '1',
	text,
	updatedAt: SECOND,
	seenAt: new Date(Date.parse(SECOND) + ms).toISOString(),
});
const reasons = (steps: readonly Step[]) => steps.map((step) => ('reason' in step ? step.reason?.code : undefined));

it('a reading of the second of an earlier one is written when it was made later, and never when it was made before', async () => {
	const drawer = new Drawer(10);
	await run([readAt(300, 'edited once')], drawer);
	expect(outcomes((await run([readAt(600, 'edited twice')], drawer)).steps)).toEqual({ updated: 1 });
	expect(reasons((await run([readAt(300, 'edited once')], drawer)).steps)).toEqual(['OLDER_READING']);
	expect([...drawer.there.values()]).toEqual(['edited twice']);
});

it.each([
	['the later one first', [readAt(600, 'edited twice'), readAt(300, 'edited once')]],
	['the earlier one first', [readAt(300, 'edited once'), readAt(600, 'edited twice')]],
])('of two readings of one second in one run the later counts, %s', async (_, both) => {
	const drawer = new Drawer(10);
	const { steps } = await run(both, drawer);
	expect(outcomes(steps)).toEqual({ created: 1, skipped: 1 });
	expect([...drawer.there.values()]).toEqual(['edited twice']);
});
