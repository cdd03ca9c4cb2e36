/*
 * What every ledger must do, whichever database it stands on. Each test opens an empty ledger of its own.
 */

import fc from 'fast-check';
import type { Claim, ClaimRequest, FactState, Hold, Ledger, Problem, Settled, Settlement } from '../../core/ports';
import { PURGE_SWITCH } from '../../ledger/dialects';

export interface OpenLedger {
	readonly ledger: Ledger;
	/** Makes every lease, due time, change and hold lie that much further in the past, as if so much time had passed. */
	age(ms: number): Promise<void>;
	/** Everything the database holds, as text. */
	dump(): Promise<string>;
	/** Works on the database beside the ledger, as another program would; in one transaction. */
	tamper(sql: string): Promise<void>;
	close(): Promise<void>;
}

export interface LedgerHarness {
	open(): Promise<OpenLedger>;
}

const ROUTE = 'shopify:demo.myshopify.com>ogoship:77';
const OTHER_SHOP = 'shopify:second.myshopify.com>ogoship:77';
const OTHER_TARGET = 'shopify:demo.myshopify.com>ogoship:78';
const SHOP = 'shopify:demo.myshopify.com>';
const ALL = { limit: 1000 };
const LEASE_MS = 300_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AT = (hour: number) => `2030-05-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
const SKU_MISSING: Problem = { code: 'SKU_MISSING', params: { sku: 'TEA-1', order: '#1001' } };
const NO_ANSWER: Problem = { code: 'NO_ANSWER', params: {} };

const request = (key: string, revision = 'r1', more: Partial<ClaimRequest> = {}): ClaimRequest => ({
	sourceKey: key,
	documentKey: `doc-${key}`,
	revision,
	...more,
});

/** One fact's story, told in steps. */
class Story {
	token = '';
	last: Settled | undefined;

	constructor(
		readonly store: OpenLedger,
		private readonly more: Partial<ClaimRequest> = {},
	) {}

	async claim(revision = 'r1', more: Partial<ClaimRequest> = this.more): Promise<Claim> {
		const [claim] = await this.store.ledger.claim(ROUTE, 'order', [request('1', revision, more)], {
			holder: 'run',
			leaseMs: LEASE_MS,
		});
		if (claim?.verdict === 'claimed') this.token = claim.token;
		return claim!;
	}

	async settle(settlement: Record<string, unknown>): Promise<Settled> {
		[this.last] = await this.store.ledger.settle([{ token: this.token, ...settlement } as Settlement]);
		return this.last!;
	}

	async tell(steps: string): Promise<this> {
		for (const step of steps.split(',').map((text) => text.trim())) await this.step(step);
		return this;
	}

	private async step(step: string): Promise<void> {
		const [word = '', argument = ''] = step.split(' ');
		const { ledger } = this.store;
		if (word === 'claim') await this.claim(argument === "''" ? '' : argument);
		else if (word === 'done')
			await this.settle({ state: 'done', targetId: 'T1', targetNumber: 'N1', event: 'created' });
		else if (word === 'rejected') await this.settle({ state: 'rejected', problem: problemOf(argument) });
		else if (word === 'unknown') await this.settle({ state: 'unknown', problem: NO_ANSWER });
		else if (word === 'released') await this.settle({ state: 'released' });
		else if (word === 'minutes') await this.store.age(Number(argument) * MINUTE);
		else if (word === 'retry') await ledger.retry(ALL);
		else if (word === 'dismiss') await ledger.dismiss(ALL, 'Ada Example', 'sold by phone');
		else if (word === 'giveUp') await this.giveUp(argument);
		else if (word !== '') throw new Error(`No such step: ${step}`);
	}

	private async giveUp(state: string): Promise<void> {
		for (let time = 0; time < 10; time += 1) await this.tell(`minutes 1500, claim r1, ${state}`);
	}
}

function problemOf(argument: string): Problem {
	if (argument === '') return SKU_MISSING;
	const [code = '', sku = 'TEA-1', requestId] = argument.split('/');
	return { code, params: { sku, order: '#1001' }, ...(requestId !== undefined && { requestId }) };
}

const none = { verdict: 'claimed', prior: 'none', attempt: 1 };
const prior = (was: string, attempt: number, more = {}) => ({ verdict: 'claimed', prior: was, attempt, ...more });
const target = { targetId: 'T1', targetNumber: 'N1' };
const waiting = { verdict: 'waiting', problem: SKU_MISSING };
const dismissed = { verdict: 'dismissed', by: 'Ada Example', reason: 'sold by phone' };

const VERDICTS: ReadonlyArray<[story: string, revision: string, expected: object]> = [
	['', 'r1', none],
	['claim r1, done', 'r1', { verdict: 'settled', ...target }],
	['claim r1, done', 'r2', prior('done', 2, target)],
	["claim '', done", '', { verdict: 'settled', ...target }],
	["claim '', done", 'r1', prior('done', 2, target)],
	['claim r1, done', '', prior('done', 2, target)],
	['claim r1', 'r1', { verdict: 'live' }],
	['claim r1', 'r2', { verdict: 'live' }],
	['claim r1, minutes 6', 'r1', prior('stolen', 2)],
	['claim r1, done, claim r2, minutes 6', 'r1', prior('stolen', 3, target)],
	['claim r1, rejected, claim r2, minutes 6', 'r2', prior('stolen', 3, { problem: SKU_MISSING })],
	['claim r1, rejected', 'r1', { ...waiting, attempts: 1 }],
	['claim r1, rejected', 'r2', prior('rejected', 2, { problem: SKU_MISSING })],
	["claim '', rejected", '', { ...waiting, attempts: 1 }],
	['claim r1, rejected, minutes 61', 'r1', prior('rejected', 2, { problem: SKU_MISSING })],
	['claim r1, unknown', 'r1', { verdict: 'waiting', problem: NO_ANSWER }],
	['claim r1, unknown', 'r2', prior('unknown', 2, { problem: NO_ANSWER })],
	['claim r1, unknown, minutes 3', 'r1', prior('unknown', 2, { problem: NO_ANSWER })],
	['claim r1, rejected, retry', 'r1', prior('rejected', 2)],
	['claim r1, unknown, retry', 'r1', prior('unknown', 2)],
	['giveUp rejected', 'r1', { ...waiting, dueAt: '', attempts: 10 }],
	['giveUp rejected, minutes 99999', 'r1', { ...waiting, dueAt: '' }],
	['giveUp rejected', 'r2', prior('rejected', 11)],
	['giveUp rejected, retry', 'r1', prior('rejected', 11)],
	['giveUp unknown', 'r1', { verdict: 'waiting', dueAt: '' }],
	['giveUp unknown', 'r2', prior('unknown', 11)],
	['giveUp unknown, retry', 'r1', prior('unknown', 11)],
	['claim r1, rejected, dismiss', 'r1', dismissed],
	['claim r1, rejected, dismiss, minutes 99999', 'r1', dismissed],
	['claim r1, rejected, dismiss, retry', 'r1', dismissed],
	['claim r1, rejected, dismiss', 'r2', prior('rejected', 2)],
	['claim r1, unknown, dismiss', 'r2', prior('unknown', 2)],
	['claim r1, done, retry', 'r1', { verdict: 'settled' }],
	['claim r1, done, dismiss', 'r1', { verdict: 'settled' }],
	['claim r1, done, claim r2, rejected', 'r2', waiting],
	['claim r1, done, claim r2, rejected', 'r3', prior('rejected', 3, target)],
	['claim r1, released', 'r1', none],
	['claim r1, done, claim r2, released', 'r1', { verdict: 'settled', ...target }],
	['claim r1, done, claim r2, released', 'r2', prior('done', 2, target)],
	['claim r1, rejected, claim r2, released', 'r1', { ...waiting, attempts: 1 }],
	['claim r1, unknown, minutes 3, claim r1, released', 'r1', prior('unknown', 2)],
	['claim r1, rejected, dismiss, claim r2, released', 'r1', dismissed],
	['claim r1, minutes 6, claim r1, released', 'r1', prior('stolen', 2)],
	['claim r1, minutes 6, claim r1, released, claim r1, released', 'r1', prior('stolen', 2)],
	['claim r1, minutes 6, claim r1, done', 'r1', { verdict: 'settled', ...target }],
];

const ALERTS: ReadonlyArray<[story: string, alert: boolean]> = [
	['claim r1, rejected', true],
	['claim r1, unknown', true],
	['claim r1, done', false],
	['claim r1, released', false],
	['claim r1, rejected, minutes 61, claim r1, rejected', false],
	['claim r1, rejected, claim r2, rejected', false],
	['claim r1, rejected, claim r2, rejected SKU_MISSING/TEA-1/request-9', false],
	['claim r1, rejected, claim r2, rejected SKU_MISSING/TEA-2', true],
	['claim r1, rejected, claim r2, rejected ADDRESS', true],
	['claim r1, rejected, claim r2, unknown', true],
	['claim r1, rejected, claim r2, released, claim r2, rejected', false],
	['claim r1, done, claim r2, rejected', true],
	['claim r1, rejected, claim r2, done, claim r3, rejected', true],
	['claim r1, rejected, dismiss, claim r2, rejected', true],
	['claim r1, minutes 6, claim r1, rejected', true],
	['claim r1, rejected, claim r2, minutes 6, claim r2, rejected', false],
	['giveUp rejected', true],
	['giveUp unknown', true],
];

/** The suite. Call it at the top of a test file; `name` heads its titles. */
export function ledgerContract(name: string, harness: LedgerHarness): void {
	describe(name, () => {
		let store: OpenLedger;
		let ledger: Ledger;
		let story: Story;
		const take = (requests: ClaimRequest[], route = ROUTE, kind = 'order') =>
			ledger.claim(route, kind, requests, { holder: 'run', leaseMs: LEASE_MS });
		const tokensOf = (claims: readonly Claim[]) =>
			claims.flatMap((claim) => (claim.verdict === 'claimed' ? [claim.token] : []));
		const states = async () => (await ledger.facts(ALL)).map(({ state }) => state);

		beforeEach(async () => {
			store = await harness.open();
			({ ledger } = store);
			story = new Story(store);
		});
		afterEach(() => store.close());

		it.each(VERDICTS)(
			'after "%s" a claim at revision "%s" answers %j, and a peek foretells it',
			async (told, revision, expected) => {
				await story.tell(told);
				const before = await store.dump();
				const [foretold] = await ledger.peek(ROUTE, 'order', [request('1', revision)]);
				expect(await store.dump()).toBe(before);
				const claim = await story.claim(revision);
				expect(claim).toMatchObject(expected);
				expect(foretold).toEqual(claim.verdict === 'claimed' ? { ...claim, token: '' } : claim);
				if (claim.verdict === 'claimed') expect(claim.token).not.toBe('');
			},
		);

		it.each(ALERTS)('after "%s" people are told: %s', async (told, alert) => {
			await story.tell(told);
			expect(story.last).toMatchObject({ held: true, alert });
		});

		it.each<[Settlement['state'], number[]]>([
			['rejected', [60, 240, 1440, 1440, 1440, 1440, 1440, 1440, 1440]],
			['unknown', [2, 10, 60, 60, 60, 60, 60, 60, 60]],
		])('%s again and again waits %j minutes and is then given up', async (state, waits) => {
			for (const minutes of waits) {
				await story.tell(`claim r1, ${state}`);
				expect(story.last).toMatchObject({ held: true, state });
				await story.tell(`minutes ${minutes - 0.5}`);
				const [waitsStill] = await ledger.peek(ROUTE, 'order', [request('1')]);
				expect(waitsStill).toMatchObject({ verdict: 'waiting' });
				await story.tell('minutes 0.5');
			}
			await story.tell(`claim r1, ${state}`);
			expect(story.last).toEqual({ token: story.token, held: true, alert: true, state: 'failed', attempts: 10 });
			expect(await ledger.facts(ALL)).toMatchObject([{ state: 'failed', attempts: 10 }]);
		});

		it('the order of parameters makes no other problem', async () => {
			await story.tell('claim r1, rejected, claim r2');
			const problem = { code: 'SKU_MISSING', params: { order: '#1001', sku: 'TEA-1' } };
			expect(await story.settle({ state: 'rejected', problem })).toMatchObject({ held: true, alert: false });
		});

		it('tells when a waiting fact is due, as an ISO instant in UTC', async () => {
			const before = Date.now();
			await story.tell('claim r1, rejected');
			const claim = await story.claim();
			const dueAt = claim.verdict === 'waiting' ? claim.dueAt : '';
			expect(dueAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
			// The store's clock may be another machine's: within five minutes is near enough.
			expect(Math.abs(Date.parse(dueAt) - before - HOUR)).toBeLessThan(5 * MINUTE);
		});

		it('starts the waits again with a new revision and after an operator brought back what was given up', async () => {
			await story.tell('claim r1, rejected, minutes 61, claim r1, rejected, claim r2, rejected, minutes 61');
			expect(await story.claim('r2')).toMatchObject(prior('rejected', 4));
			await story.tell('rejected, giveUp rejected, retry, claim r1, rejected, minutes 61');
			expect(await story.claim('r1')).toMatchObject({ verdict: 'claimed' });
		});

		it('gives up a fact that is rejected and unknown by turns', async () => {
			for (let turn = 0; turn < 9; turn += 1)
				await story.tell('minutes 1500, claim r1, rejected, minutes 1500, claim r1, unknown');
			await story.tell('minutes 1500, claim r1, rejected');
			expect(story.last).toMatchObject({ state: 'failed' });
		});

		it('answers in the order of the requests and claims what it can of them', async () => {
			await take([request('b')]);
			const claims = await take(['d', 'b', 'a', 'c'].map((key) => request(key)));
			expect(claims.map(({ sourceKey, verdict }) => [sourceKey, verdict])).toEqual([
				['d', 'claimed'],
				['b', 'live'],
				['a', 'claimed'],
				['c', 'claimed'],
			]);
			expect(new Set(tokensOf(claims)).size).toBe(3);
		});

		it('answers nothing to nothing', async () => {
			expect(await take([])).toEqual([]);
			expect(await ledger.peek(ROUTE, 'order', [])).toEqual([]);
			expect(await ledger.settle([])).toEqual([]);
			expect(await ledger.renew([], LEASE_MS)).toEqual(new Set());
			expect(await ledger.unsettled(SHOP, 'order', [])).toEqual([]);
			expect(await ledger.oldestOpen(SHOP, 'order')).toBeUndefined();
		});

		it('claims and settles a thousand facts in one call each', async () => {
			const keys = Array.from({ length: 1000 }, (_, index) => request(String(index)));
			const tokens = tokensOf(await take(keys));
			expect(tokens).toHaveLength(1000);
			const settled = await ledger.settle(tokens.map((token) => ({ token, state: 'done', event: 'created' })));
			expect(settled.every(({ held }) => held)).toBe(true);
			expect(await ledger.doneCount(ROUTE, 'order')).toBe(1000);
		});

		// ---------------------------------------------------------------- document keys

		it.each([
			['another record of the same route', ROUTE, 'order'],
			['a record of another shop on its way to the same account', OTHER_SHOP, 'order'],
		])('a document key belongs to its first fact: %s finds it taken and leaves no row', async (_, route, kind) => {
			await take([request('1', 'r1', { documentKey: 'D', sourceNumber: '#1001' })]);
			const rival = [request('2', 'r1', { documentKey: 'D' })];
			const taken = { verdict: 'taken', sourceKey: '2', bySourceNumber: '#1001', byRoute: ROUTE };
			expect(await ledger.peek(route, kind, rival)).toEqual([taken]);
			expect(await take(rival, route, kind)).toEqual([taken]);
			expect(await ledger.facts(ALL)).toHaveLength(1);
		});

		it.each([
			['kind', ROUTE, 'refund'],
			['target account', OTHER_TARGET, 'order'],
		])('one document key may stand in another %s', async (_, route, kind) => {
			await take([request('1', 'r1', { documentKey: 'D' })]);
			expect(await take([request('1', 'r1', { documentKey: 'D' })], route, kind)).toMatchObject([none]);
		});

		it('of two requests with one document key the first is served', async () => {
			const rivals = ['1', '2', '3'].map((key) => request(key, 'r1', { documentKey: 'D' }));
			const expected = [none, ...['2', '3'].map((sourceKey) => ({ verdict: 'taken', sourceKey, bySourceNumber: '1' }))];
			expect(await ledger.peek(ROUTE, 'order', rivals)).toMatchObject(expected);
			expect(await take(rivals)).toMatchObject(expected);
			expect(await take([...rivals].reverse())).toMatchObject([
				{ verdict: 'taken' },
				{ verdict: 'taken' },
				{ verdict: 'live' },
			]);
		});

		it('a document key is free again when the fact that had it goes', async () => {
			const [token = ''] = tokensOf(await take([request('1', 'r1', { documentKey: 'D' })]));
			await ledger.settle([{ token, state: 'released' }]);
			expect(await ledger.facts(ALL)).toEqual([]);
			expect(await take([request('2', 'r1', { documentKey: 'D' })])).toMatchObject([none]);
		});

		// ---------------------------------------------------------------- tokens and leases

		it('a claim whose lease is over settles as long as nobody took it', async () => {
			await story.tell('claim r1, minutes 999, done');
			expect(story.last).toEqual({ token: story.token, held: true, alert: false, state: 'done', attempts: 1 });
		});

		it.each(['done', 'rejected', 'unknown', 'released'])('a stolen claim settles nothing: %s', async (step) => {
			await story.tell('claim r1, minutes 6');
			const robbed = story.token;
			await story.tell('claim r1');
			const thief = story.token;
			const before = await store.dump();
			story.token = robbed;
			await story.tell(step);
			expect(story.last).toEqual({ token: robbed, held: false, alert: false });
			expect(await store.dump()).toBe(before);
			story.token = thief;
			await story.tell('done');
			expect(story.last).toMatchObject({ held: true });
		});

		it('a robbed holder stays without a claim when the thief lets go', async () => {
			await story.tell('claim r1, minutes 6');
			const robbed = story.token;
			await story.tell('claim r1, released');
			story.token = robbed;
			await story.tell('done');
			expect(story.last).toMatchObject({ held: false });
		});

		it('a token settles once, in two calls as in one', async () => {
			const [first = '', second = ''] = tokensOf(await take([request('1'), request('2')]));
			const done = { token: first, state: 'done', event: 'created' } as const;
			expect((await ledger.settle([done])).map(({ held }) => held)).toEqual([true]);
			expect((await ledger.settle([done])).map(({ held }) => held)).toEqual([false]);
			const twice: Settlement[] = [
				{ token: second, state: 'released' },
				{ token: second, state: 'done', event: 'created' },
				{ token: '', state: 'done', event: 'created' },
				{ token: 'nobody', state: 'released' },
			];
			expect((await ledger.settle(twice)).map(({ held }) => held)).toEqual([true, false, false, false]);
		});

		it('a renewed claim lives on, a stolen or settled one is not renewed', async () => {
			const [kept = '', lost = '', settled = ''] = tokensOf(await take([request('1'), request('2'), request('3')]));
			await ledger.settle([{ token: settled, state: 'done', event: 'created' }]);
			await store.age(LEASE_MS + 1);
			await take([request('2')]);
			expect(await ledger.renew([kept, lost, settled, 'nobody'], LEASE_MS)).toEqual(new Set([kept]));
			await store.age(LEASE_MS - MINUTE);
			expect(await take([request('1')])).toMatchObject([{ verdict: 'live' }]);
			await store.age(MINUTE + 1);
			expect(await take([request('1')])).toMatchObject([prior('stolen', 2)]);
		});

		it('a lease has one holder, who may prolong it, until it is given back or runs out', async () => {
			expect(await ledger.lease('sweep', 'a', MINUTE)).toBe(true);
			expect(await ledger.lease('sweep', 'b', MINUTE)).toBe(false);
			expect(await ledger.lease('other sweep', 'b', MINUTE)).toBe(true);
			await store.age(MINUTE / 2);
			expect(await ledger.lease('sweep', 'a', MINUTE)).toBe(true);
			await store.age(MINUTE / 2 + 1);
			await ledger.unlease('sweep', 'b');
			expect(await ledger.lease('sweep', 'b', MINUTE)).toBe(false);
			await ledger.unlease('sweep', 'a');
			expect(await ledger.lease('sweep', 'b', MINUTE)).toBe(true);
			await store.age(MINUTE + 1);
			expect(await ledger.lease('sweep', 'a', MINUTE)).toBe(true);
		});

		// ---------------------------------------------------------------- what a sweep asks

		it.each<[story: string, older: boolean, equal: boolean, newer: boolean]>([
			['claim r1, done', true, true, false],
			['claim r1', true, true, true],
			['claim r1, minutes 6', false, false, false],
			['claim r1, minutes 6, claim r1, released', false, false, false],
			['claim r1, released', false, false, false],
			['claim r1, rejected', true, true, false],
			['claim r1, rejected, minutes 61', false, false, false],
			['claim r1, unknown', true, true, false],
			['claim r1, unknown, minutes 3', false, false, false],
			['claim r1, rejected, retry', false, false, false],
			['claim r1, rejected, dismiss', true, true, false],
			['claim r1, rejected, dismiss, minutes 99999', true, true, false],
			['giveUp rejected, minutes 99999', true, true, false],
			['claim r1, done, claim r2', true, true, true],
			['claim r1, done, claim r2, rejected', true, true, false],
		])('after "%s" a record is settled when older %s, equal %s, newer %s', async (told, ...settled) => {
			await new Story(store, { sourceUpdatedAt: AT(12) }).tell(told);
			const records = [11, 12, 13].map((hour) => [{ sourceKey: '1', updatedAt: AT(hour) }]);
			const answers = await Promise.all(records.map((record) => ledger.unsettled(SHOP, 'order', record)));
			expect(answers.map((open) => open.length === 0)).toEqual(settled);
		});

		it('names the unsettled records in their order, also those it has never seen', async () => {
			await new Story(store, { sourceUpdatedAt: AT(12) }).tell('claim r1, done');
			const records = ['9', '1', '5'].map((sourceKey) => ({ sourceKey, updatedAt: AT(12) }));
			expect(await ledger.unsettled(SHOP, 'order', records)).toEqual(['9', '5']);
			expect(await ledger.unsettled(SHOP, 'refund', records)).toEqual(['9', '1', '5']);
			expect(await ledger.unsettled('shopify:demo.myshopify.co>', 'order', records)).toEqual(['9', '1', '5']);
		});

		it.each([
			['the same instant in another zone', '2030-05-01T14:00:00+02:00', []],
			['the same instant without its milliseconds', '2030-05-01T12:00:00Z', []],
			['one millisecond later', '2030-05-01T14:00:00.001+02:00', ['1']],
			['an instant without a zone', '2030-05-01T12:00:00', ['1']],
			['no instant at all', 'yesterday', ['1']],
		])('compares instants, not text: %s', async (_, updatedAt, open) => {
			await new Story(store, { sourceUpdatedAt: '2030-05-01T15:00:00.000+03:00' }).tell('claim r1, done');
			expect(await ledger.unsettled(SHOP, 'order', [{ sourceKey: '1', updatedAt }])).toEqual(open);
		});

		it('a record is settled when any route with the prefix settles it', async () => {
			const [token = ''] = tokensOf(await take([request('1', 'r1', { sourceUpdatedAt: AT(12) })], OTHER_TARGET));
			await ledger.settle([{ token, state: 'done', event: 'created' }]);
			const records = [{ sourceKey: '1', updatedAt: AT(12) }];
			await take([request('1')], ROUTE);
			await store.age(LEASE_MS + 1);
			expect(await ledger.unsettled(SHOP, 'order', records)).toEqual([]);
			expect(await ledger.unsettled(ROUTE, 'order', records)).toEqual(['1']);
		});

		it.each(['done', 'rejected', 'rejected, dismiss'])(
			'the updatedAt of what was settled (%s) moves forward, never back',
			async (how) => {
				await new Story(store, { sourceUpdatedAt: AT(12) }).tell(`claim r1, ${how}`);
				const known = async () => (await ledger.facts(ALL))[0]?.sourceUpdatedAt;
				await story.claim('r1', { sourceUpdatedAt: AT(15) });
				expect(await known()).toBe(AT(15));
				await story.claim('r1', { sourceUpdatedAt: AT(13) });
				await story.claim('r1', {});
				expect(await known()).toBe(AT(15));
			},
		);

		it.each<[story: string, updatedAt: string | undefined, expected: object]>([
			['claim r1, done', AT(11), { verdict: 'older' }],
			['claim r1, done', AT(12), prior('done', 2)],
			['claim r1, done', AT(13), prior('done', 2)],
			['claim r1, done', undefined, prior('done', 2)],
			['claim r1, rejected', AT(11), { verdict: 'older' }],
			['claim r1, rejected, minutes 61', AT(11), { verdict: 'older' }],
			['claim r1, rejected', AT(13), prior('rejected', 2)],
			['claim r1, unknown, minutes 61', AT(11), { verdict: 'older' }],
			['giveUp rejected', AT(11), { verdict: 'older' }],
			['claim r1, rejected, dismiss', AT(11), { verdict: 'older' }],
			['claim r1', AT(11), { verdict: 'live' }],
			['claim r1, minutes 6', AT(11), prior('stolen', 2)],
		])('after "%s" another revision read at %s answers %j', async (told, sourceUpdatedAt, expected) => {
			await new Story(store, { sourceUpdatedAt: AT(12) }).tell(told);
			const [foretold] = await ledger.peek(ROUTE, 'order', [request('1', 'r2', { sourceUpdatedAt })]);
			const claim = await story.claim('r2', { sourceUpdatedAt });
			expect([foretold, claim]).toMatchObject([expected, expected]);
		});

		it.each<[story: string, read: Partial<ClaimRequest>, expected: object]>([
			['claim r1, done', { sourceSeenAt: AT(13) }, { verdict: 'older' }],
			['claim r1, done', { sourceSeenAt: AT(14) }, prior('done', 2)],
			['claim r1, done', { sourceSeenAt: AT(15) }, prior('done', 2)],
			['claim r1, done', {}, prior('done', 2)],
			['claim r1, done', { sourceUpdatedAt: AT(11), sourceSeenAt: AT(15) }, { verdict: 'older' }],
			['claim r1, done', { sourceUpdatedAt: AT(13), sourceSeenAt: AT(11) }, prior('done', 2)],
			['claim r1, rejected, minutes 61', { sourceSeenAt: AT(13) }, { verdict: 'older' }],
			['claim r1, minutes 6', { sourceSeenAt: AT(13) }, prior('stolen', 2)],
		])('after "%s" read at 14:00, another revision of the same updatedAt, read as %j, answers %j', async (...row) => {
			const [told, read, expected] = row;
			await new Story(store, { sourceUpdatedAt: AT(12), sourceSeenAt: AT(14) }).tell(told);
			const asked = { sourceUpdatedAt: AT(12), ...read };
			const [foretold] = await ledger.peek(ROUTE, 'order', [request('1', 'r2', asked)]);
			const claim = await story.claim('r2', asked);
			expect([foretold, claim]).toMatchObject([expected, expected]);
		});

		it.each(['done', 'rejected', 'rejected, dismiss'])(
			'a reading (%s) that was made too early is not settled until it is made again',
			async (how) => {
				const open = async (updatedAt: string, completeFrom?: string) =>
					await ledger.unsettled(SHOP, 'order', [{ sourceKey: '1', updatedAt, completeFrom }]);
				await new Story(store, { sourceUpdatedAt: AT(12), sourceSeenAt: AT(13) }).tell(`claim r1, ${how}`);
				expect(await open(AT(12), AT(14))).toEqual(['1']);
				expect(await open(AT(12), AT(13))).toEqual([]);
				expect(await open(AT(12))).toEqual([]);
				expect(await open(AT(11), AT(14))).toEqual([]);
				await story.claim('r1', { sourceUpdatedAt: AT(12), sourceSeenAt: AT(12) });
				await story.claim('r1', { sourceUpdatedAt: AT(12) });
				expect(await open(AT(12), AT(14))).toEqual(['1']);
				await story.claim('r1', { sourceUpdatedAt: AT(12), sourceSeenAt: AT(14) });
				expect(await open(AT(12), AT(14))).toEqual([]);
				await story.claim('r1', { sourceUpdatedAt: AT(15), sourceSeenAt: AT(15) });
				expect(await open(AT(15), AT(16))).toEqual(['1']);
			},
		);

		it('a reading of which nobody knows when it was made settles what it shows', async () => {
			await new Story(store, { sourceUpdatedAt: AT(12) }).tell('claim r1, done');
			const record = { sourceKey: '1', updatedAt: AT(12), completeFrom: AT(14) };
			expect(await ledger.unsettled(SHOP, 'order', [record])).toEqual([]);
		});

		it('the same revision read earlier is settled, waits or is due as any other', async () => {
			const before = { sourceUpdatedAt: AT(11) };
			await new Story(store, { sourceUpdatedAt: AT(12) }).tell('claim r1, rejected');
			expect(await story.claim('r1', before)).toMatchObject(waiting);
			await story.tell('minutes 61');
			expect(await story.claim('r1', before)).toMatchObject(prior('rejected', 2));
			await story.tell('done');
			expect(await story.claim('r1', before)).toMatchObject({ verdict: 'settled' });
		});

		it('another revision, and a peek, move no updatedAt', async () => {
			await new Story(store, { sourceUpdatedAt: AT(12) }).tell('claim r1, done');
			await ledger.peek(ROUTE, 'order', [request('1', 'r1', { sourceUpdatedAt: AT(15) })]);
			await story.claim('r2', { sourceUpdatedAt: AT(15) });
			await story.tell('released');
			expect((await ledger.facts(ALL))[0]?.sourceUpdatedAt).toBe(AT(12));
		});

		it('says whose documents these are, of one target account and kind', async () => {
			const written = async (key: string, targetId: string, route = ROUTE, kind = 'order') => {
				const asked = [request(key, 'r1', { documentKey: `${route} ${key}` })];
				const claims = await ledger.claim(route, kind, asked, { holder: 'run', leaseMs: LEASE_MS });
				await ledger.settle(tokensOf(claims).map((token) => ({ token, state: 'done', targetId, event: 'created' })));
			};
			await written('1', 'T1');
			await written('2', 'T2');
			await written('3', 'T2', OTHER_SHOP);
			await written('4', 'T1', OTHER_TARGET);
			await written('5', 'T1', ROUTE, 'refund');
			expect(await ledger.documentKeys(ROUTE, 'order', ['T1', 'T2', 'T3'])).toEqual(
				new Map([
					['T1', [`${ROUTE} 1`]],
					['T2', [`${ROUTE} 2`, `${OTHER_SHOP} 3`]],
				]),
			);
			expect(await ledger.documentKeys(ROUTE, 'order', [])).toEqual(new Map());
		});

		it('takes % and _ in an account for themselves', async () => {
			for (const [index, shop] of ['a_b', 'aXb', 'a%b', 'ab'].entries()) {
				await take([request('1', 'r1', { documentKey: `D${index}` })], `shopify:${shop}>ogoship:77`);
			}
			expect(await ledger.routes('shopify:a_b>', 'order')).toEqual(['shopify:a_b>ogoship:77']);
			expect(await ledger.facts({ ...ALL, routePrefix: 'shopify:a%b>' })).toHaveLength(1);
			expect(await ledger.facts({ ...ALL, routePrefix: '%>' })).toEqual([]);
			expect(await ledger.unsettled('shopify:%b>', 'order', [{ sourceKey: '1', updatedAt: AT(1) }])).toEqual(['1']);
			expect(await ledger.facts({ ...ALL, sourceSystem: 'shop%' })).toEqual([]);
			for (const targetSystem of ['ogo%', 'ogo_hip', '!'])
				expect(await ledger.facts({ ...ALL, targetSystem })).toEqual([]);
		});

		it('takes no account for the beginning of another one', async () => {
			await take([request('1', 'r1')], `shopify:shop>ogoship:123`);
			expect(await ledger.routes('shopify:shop>ogoship:12', 'order')).toEqual([]);
			expect(await ledger.routes('shopify:shop>ogoship:', 'order')).toEqual(['shopify:shop>ogoship:123']);
			expect(await ledger.routes('shopify:shop>ogoship:123', 'order')).toEqual(['shopify:shop>ogoship:123']);
		});

		it('reaches back to the oldest fact that is open', async () => {
			const asked = [9, 10, 11, 12, 13].map((hour) => request(String(hour), 'r1', { sourceUpdatedAt: AT(hour) }));
			const [done = '', rejected = '', unknown = ''] = tokensOf(await take(asked));
			const oldest = () => ledger.oldestOpen(SHOP, 'order');
			expect(await oldest()).toBe(AT(9));
			await ledger.settle([{ token: done, state: 'done', event: 'created' }]);
			await ledger.settle([{ token: rejected, state: 'rejected', problem: SKU_MISSING }]);
			expect(await oldest()).toBe(AT(10));
			await ledger.dismiss(ALL, 'Ada Example', 'sold by phone');
			expect(await oldest()).toBe(AT(11));
			await ledger.settle([{ token: unknown, state: 'unknown', problem: NO_ANSWER }]);
			expect(await oldest()).toBe(AT(11));
			expect(await ledger.oldestOpen(SHOP, 'refund')).toBeUndefined();
			expect(await ledger.oldestOpen('shopify:second.myshopify.com>', 'order')).toBeUndefined();
		});

		it('knows its routes, and how many facts of one were ever done', async () => {
			await story.tell('claim r1, done, claim r2, rejected');
			await take([request('2')]);
			await take([request('3')], OTHER_TARGET);
			await take([request('4')], OTHER_SHOP);
			expect(await ledger.routes(SHOP, 'order')).toEqual([ROUTE, OTHER_TARGET]);
			expect(await ledger.routes(SHOP, 'refund')).toEqual([]);
			expect(await ledger.doneCount(ROUTE, 'order')).toBe(1);
			expect(await ledger.doneCount(OTHER_TARGET, 'order')).toBe(0);
		});

		// ---------------------------------------------------------------- what people ask

		/** Five facts, one in each state but `dismissed`: numbers #1 to #5. */
		async function oneOfEach(): Promise<void> {
			await story.tell('giveUp rejected');
			const asked = ['2', '3', '4', '5'].map((key) => request(key, 'r1', { sourceNumber: `#${key}` }));
			const [done = '', rejected = '', unknown = ''] = tokensOf(await take(asked));
			await ledger.settle([
				{ token: done, state: 'done', targetId: 'T2', targetNumber: 'N2', event: 'created' },
				{ token: rejected, state: 'rejected', problem: { ...SKU_MISSING, requestId: 'request-9' } },
				{ token: unknown, state: 'unknown', problem: NO_ANSWER },
			]);
		}

		it.each<[object, string[]]>([
			[{}, ['1', '2', '3', '4', '5']],
			[{ states: [] }, ['1', '2', '3', '4', '5']],
			[{ states: ['rejected', 'unknown', 'failed'] }, ['1', '3', '4']],
			[{ states: ['claimed'] }, ['5']],
			[{ sourceNumbers: ['#3', '#4', '#9'] }, ['3', '4']],
			[{ sourceNumbers: [] }, ['1', '2', '3', '4', '5']],
			[{ limit: 2 }, ['1', '2']],
			[{ sourceSystem: 'shopify' }, ['1', '2', '3', '4', '5']],
			[{ sourceSystem: 'shop' }, []],
			[{ targetSystem: 'ogoship' }, ['1', '2', '3', '4', '5']],
			[{ targetSystem: 'ship' }, []],
			[{ targetSystem: 'shopify' }, []],
			[{ routePrefix: SHOP, kind: 'order', states: ['done'] }, ['2']],
			[{ routePrefix: 'shopify:second' }, []],
			[{ kind: 'refund' }, []],
		])('lists facts by %j', async (filter, keys) => {
			await oneOfEach();
			const facts = await ledger.facts({ ...ALL, ...filter });
			expect(facts.map(({ sourceKey }) => sourceKey)).toEqual(keys);
		});

		it('tells all of a fact', async () => {
			await oneOfEach();
			const [done, rejected] = await ledger.facts({ ...ALL, sourceNumbers: ['#2', '#3'] });
			const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
			const common = { route: ROUTE, kind: 'order', attempts: 1, firstSeenAt: instant, changedAt: instant };
			expect(done).toEqual({
				...common,
				...{ sourceKey: '2', documentKey: 'doc-2', sourceNumber: '#2', state: 'done' },
				...{ targetId: 'T2', targetNumber: 'N2' },
			});
			expect(rejected).toEqual({
				...common,
				...{ sourceKey: '3', documentKey: 'doc-3', sourceNumber: '#3', state: 'rejected', dueAt: instant },
				problem: { ...SKU_MISSING, requestId: 'request-9' },
			});
		});

		it('a fact that is done has neither problem nor due time, and keeps its target when a later write names none', async () => {
			await story.tell('claim r1, done, claim r2, rejected, claim r3');
			await story.settle({ state: 'done', event: 'unchanged' });
			const [fact] = await ledger.facts(ALL);
			expect(fact).toMatchObject({ state: 'done', attempts: 3, ...target });
			expect(fact).not.toHaveProperty('problem');
			expect(fact).not.toHaveProperty('dueAt');
		});

		it('due are problems whose time has come and claims whose holder is gone', async () => {
			await oneOfEach();
			const due = async () => (await ledger.due(ALL)).map(({ sourceKey }) => sourceKey).sort();
			expect(await due()).toEqual([]);
			await store.age(3 * MINUTE);
			expect(await due()).toEqual(['4']);
			await store.age(3 * MINUTE);
			expect(await due()).toEqual(['4', '5']);
			await store.age(HOUR);
			expect(await due()).toEqual(['3', '4', '5']);
			expect(await ledger.due({ ...ALL, limit: 1 })).toHaveLength(1);
			expect(await ledger.due({ ...ALL, routePrefix: OTHER_TARGET })).toEqual([]);
		});

		it('retry makes the open problems of a filter due and answers them', async () => {
			await oneOfEach();
			const some = await ledger.retry({ ...ALL, sourceNumbers: ['#4', '#5'] });
			expect(some).toMatchObject([{ sourceKey: '4', state: 'unknown' }]);
			const all = await ledger.retry(ALL);
			expect(all.map(({ sourceKey, state }) => [sourceKey, state])).toEqual([
				['1', 'rejected'],
				['3', 'rejected'],
				['4', 'unknown'],
			]);
			expect(await ledger.due(ALL)).toHaveLength(3);
			expect((await ledger.retry({ ...ALL, limit: 2 })).length).toBe(2);
		});

		it('dismiss takes the open problems of a filter off the list, with who and why', async () => {
			await oneOfEach();
			const gone = await ledger.dismiss({ ...ALL, sourceNumbers: ['#2', '#3', '#5'] }, 'Ada Example', 'sold by phone');
			expect(gone).toMatchObject([
				{ sourceKey: '3', state: 'dismissed', dismissedBy: 'Ada Example', dismissReason: 'sold by phone' },
			]);
			expect(gone[0]).not.toHaveProperty('dueAt');
			expect(await states()).toEqual<FactState[]>(['failed', 'done', 'dismissed', 'unknown', 'claimed']);
		});

		it('a dismissed fact that goes through after all forgets its dismissal', async () => {
			await story.tell('claim r1, rejected, dismiss, claim r2, done');
			expect((await ledger.facts(ALL))[0]).not.toHaveProperty('dismissedBy');
		});

		it('history tells every turn of a fact, in plain words', async () => {
			await story.tell('claim r1, minutes 6, claim r1, unknown, retry, claim r1, released, claim r1, done');
			await story.tell('claim r2, rejected, dismiss');
			const rows = await ledger.history({ route: ROUTE, kind: 'order', sourceKey: '1' });
			expect(
				rows.map(({ event, attempt, code, detail }) =>
					[event, attempt, code, detail].filter((cell) => cell !== undefined),
				),
			).toEqual([
				['claimed', 1],
				['stolen', 1],
				['claimed', 2],
				['unknown', 2, 'NO_ANSWER'],
				['retried', 2, 'NO_ANSWER'],
				['claimed', 3],
				['claimed', 3],
				['done', 3, 'created'],
				['claimed', 4],
				['rejected', 4, 'SKU_MISSING'],
				['dismissed', 4, 'SKU_MISSING'],
			]);
			expect(rows[0]?.at).toMatch(/Z$/);
			expect(await ledger.history({ route: ROUTE, kind: 'order', sourceKey: '2' })).toEqual([]);
		});

		it('history tells when a fact was given up', async () => {
			await story.tell('giveUp rejected');
			const rows = await ledger.history({ route: ROUTE, kind: 'order', sourceKey: '1' });
			expect(rows.at(-1)).toMatchObject({ event: 'given up', attempt: 10, code: 'SKU_MISSING' });
		});

		// ---------------------------------------------------------------- units that a target keeps

		const LATER = '2099-01-01T00:00:00.000Z';
		/** Claims and settles one record as done, with the units held for it. */
		async function hold(key: string, units?: Hold[], route = ROUTE, revision = `r${Math.random()}`): Promise<Settled> {
			const asked = request(key, revision, { documentKey: `${route} ${key}` });
			const [token = ''] = tokensOf(await take([asked], route));
			const [settled] = await ledger.settle([
				{ token, state: 'done', event: 'created', ...(units && { holds: units }) },
			]);
			return settled!;
		}
		const held = async (before = LATER, route = ROUTE) =>
			(await ledger.holds(route, 'order', before)).map(({ sourceKey, sku, quantity }) => [sourceKey, sku, quantity]);
		const units = (sku: string, quantity: number): Hold[] => [{ sku, quantity }];

		it('keeps the units of a settlement, oldest first, and replaces them with the next one that names some', async () => {
			await hold('1', [...units('TEA-1', 2), ...units('MUG', 1)]);
			await store.age(HOUR);
			await hold('2', units('TEA-1', 5));
			const both = [
				['1', 'MUG', 1],
				['1', 'TEA-1', 2],
				['2', 'TEA-1', 5],
			];
			expect(await held()).toEqual(both);
			await hold('1');
			expect(await held()).toEqual(both);
			await hold('1', units('TEA-1', 1));
			expect(await held()).toEqual([
				['2', 'TEA-1', 5],
				['1', 'TEA-1', 1],
			]);
			await hold('1', []);
			expect(await held()).toEqual([['2', 'TEA-1', 5]]);
		});

		it('says since when units are held, and keeps back those that came later', async () => {
			await hold('1', units('TEA-1', 2));
			const [first] = await ledger.holds(ROUTE, 'order', LATER);
			expect(first?.since).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
			expect(await held(first!.since)).toEqual([]);
			await store.age(1);
			expect(await held(first!.since)).toEqual([['1', 'TEA-1', 2]]);
			const sameInstant = first!.since.replace(/T(\d\d)/, (_, hour) => `T${hour}`).replace('Z', '+00:00');
			expect(await held(sameInstant)).toEqual([['1', 'TEA-1', 2]]);
		});

		it.each([
			['rejected', { state: 'rejected', problem: SKU_MISSING }],
			['unknown', { state: 'unknown', problem: NO_ANSWER }],
			['released', { state: 'released' }],
		])('a claim that ends as %s leaves the units as they were', async (_, end) => {
			await hold('1', units('TEA-1', 2), ROUTE, 'r1');
			const [token = ''] = tokensOf(await take([request('1', 'r2', { documentKey: `${ROUTE} 1` })]));
			await ledger.settle([{ token, ...end } as Settlement]);
			expect(await held()).toEqual([['1', 'TEA-1', 2]]);
		});

		it('a holder that was robbed writes no units over those of its heir', async () => {
			const [robbed = ''] = tokensOf(await take([request('1')]));
			await store.age(LEASE_MS + 1);
			const [heir = ''] = tokensOf(await take([request('1')]));
			const done = { state: 'done', event: 'created' } as const;
			await ledger.settle([{ ...done, token: heir, holds: units('TEA-1', 2) }]);
			const [late] = await ledger.settle([{ ...done, token: robbed, holds: units('TEA-1', 9) }]);
			expect(late).toMatchObject({ held: false });
			expect(await held()).toEqual([['1', 'TEA-1', 2]]);
		});

		it('holds of one route and kind are no other’s, and are forgotten by record', async () => {
			for (const key of ['1', '2', '3']) await hold(key, units('TEA-1', 1));
			await hold('1', units('TEA-1', 7), OTHER_TARGET);
			await ledger.release(OTHER_TARGET, 'order', ['2', '3']);
			await ledger.release(ROUTE, 'refund', ['1']);
			await ledger.release(ROUTE, 'order', []);
			expect(await held()).toHaveLength(3);
			await ledger.release(ROUTE, 'order', ['1', '3', 'nobody', "'; DROP TABLE holds; --"]);
			expect(await held()).toEqual([['2', 'TEA-1', 1]]);
			expect(await held(LATER, OTHER_TARGET)).toEqual([['1', 'TEA-1', 7]]);
			expect(await ledger.holds(ROUTE, 'refund', LATER)).toEqual([]);
			expect(await ledger.facts(ALL)).toHaveLength(4);
		});

		it('adds up what one settlement says twice of a SKU, and keeps nothing of none', async () => {
			await hold('1', [...units('TEA-1', 2), ...units('TEA-1', 3), ...units('MUG', 0), ...units("O'Neil %_", 1)]);
			expect(await held()).toEqual([
				['1', "O'Neil %_", 1],
				['1', 'TEA-1', 5],
			]);
		});

		it.each<[string, Hold[]]>([
			['below zero', units('TEA-1', -1)],
			['broken', units('TEA-1', 0.5)],
			['no number', units('TEA-1', NaN)],
			['a text', units('TEA-1', '3' as unknown as number)],
			['beyond exact numbers', units('TEA-1', 2 ** 53)],
			['of no SKU', units(' ', 1)],
			['of a long text', units('x'.repeat(501), 1)],
			['of a record', units({ name: 'Ada Example' } as unknown as string, 1)],
		])('refuses units that are %s, and writes nothing', async (_, holds) => {
			const [token = ''] = tokensOf(await take([request('1')]));
			const before = await store.dump();
			const settling = ledger.settle([{ token, state: 'done', event: 'created', holds }]);
			await expect(settling).rejects.toMatchObject({ code: 'INTERNAL' });
			expect(await store.dump()).toBe(before);
		});

		it.each(['', 'yesterday', '2030-05-01T12:00:00', '2030-05-01'])('refuses holds before %j', async (before) => {
			await expect(ledger.holds(ROUTE, 'order', before)).rejects.toMatchObject({ code: 'INTERNAL' });
		});

		it('reads 20,000 holds in one call, and forgets 20,000 records in another', async () => {
			const count = 20_000;
			const asked = Array.from({ length: count }, (_, index) => request(String(index)));
			const tokens = tokensOf(await take(asked));
			await ledger.settle(
				tokens.map((token, index) => ({
					token,
					state: 'done',
					event: 'created',
					holds: units(`SKU-${index}`, Number.MAX_SAFE_INTEGER),
				})),
			);
			const all = await ledger.holds(ROUTE, 'order', LATER);
			expect(all).toHaveLength(count);
			expect(new Set(all.map(({ sku }) => sku)).size).toBe(count);
			expect(all.every(({ quantity }) => quantity === Number.MAX_SAFE_INTEGER)).toBe(true);
			await ledger.release(
				ROUTE,
				'order',
				asked.slice(1).map(({ sourceKey }) => sourceKey),
			);
			expect(await held()).toEqual([['0', 'SKU-0', Number.MAX_SAFE_INTEGER]]);
		});

		// ---------------------------------------------------------------- notes

		it('a note is replaced by the next one of its name, on its route alone', async () => {
			expect(await ledger.noted(ROUTE, 'skus')).toBeUndefined();
			await ledger.note(ROUTE, 'skus', '120');
			await ledger.note(ROUTE, 'skus', "140'; DROP TABLE notes; --");
			await ledger.note(OTHER_SHOP, 'skus', '');
			expect(await ledger.noted(ROUTE, 'skus')).toBe("140'; DROP TABLE notes; --");
			expect(await ledger.noted(OTHER_SHOP, 'skus')).toBe('');
			expect(await ledger.noted(ROUTE, 'sku')).toBeUndefined();
			expect(await ledger.noted(OTHER_TARGET, 'skus')).toBeUndefined();
		});

		it.each<[string, [route: string, name: string, value: unknown]]>([
			['about no route', ['shopify', 'skus', '1']],
			['without a name', [ROUTE, '', '1']],
			['whose name is a sentence', [ROUTE, 'Ada Example, 1 Example Street', '1']],
			['that is long', [ROUTE, 'skus', 'x'.repeat(501)]],
			['that is a number', [ROUTE, 'skus', 5]],
			['that is a record', [ROUTE, 'skus', { name: 'Ada Example' }]],
			['that is nothing', [ROUTE, 'skus', null]],
		])('refuses a note %s', async (_, [route, name, value]) => {
			const before = await store.dump();
			await expect(ledger.note(route, name, value as string)).rejects.toMatchObject({ code: 'INTERNAL' });
			expect(await store.dump()).toBe(before);
		});

		// ---------------------------------------------------------------- the timeline of a record

		const TRACKING = 'ogoship:77>shopify:demo.myshopify.com';
		/** A document of the story below: on its way, under its names. */
		async function done(
			route: string,
			kind: string,
			asked: Partial<ClaimRequest> & { sourceKey: string },
			target: { targetId?: string; targetNumber?: string } = {},
		): Promise<void> {
			const [token = ''] = tokensOf(await take([request(asked.sourceKey, 'r1', asked)], route, kind));
			await ledger.settle([{ token, state: 'done', event: 'created', ...target }]);
		}
		/** Order #1001 as the warehouse's 5001, its parcel back in the shop, its cancellation; and strangers. */
		async function tellOrder(): Promise<void> {
			await done(
				ROUTE,
				'order',
				{ sourceKey: '901', documentKey: 'SHOP-1001', sourceNumber: '#1001' },
				{
					targetId: '5001',
					targetNumber: 'SHOP-1001',
				},
			);
			await done(
				ROUTE,
				'order',
				{ sourceKey: '902', documentKey: 'SHOP-1002', sourceNumber: '#1002' },
				{
					targetId: '5002',
					targetNumber: 'SHOP-1002',
				},
			);
			const parcel = { sourceKey: '5001', documentKey: 'JJFI1', sourceNumber: 'JJFI1' };
			await done(TRACKING, 'shipment', parcel, { targetId: 'F-7', targetNumber: '#1001-F1' });
			await done(
				OTHER_TARGET,
				'order',
				{ sourceKey: '901', documentKey: 'B-1001', sourceNumber: '#1001' },
				{
					targetId: '5001',
				},
			);
			await done('ogoship:88>shopify:demo.myshopify.com', 'shipment', { sourceKey: '5001', documentKey: 'JJFI9' });
			await done(ROUTE, 'product', { sourceKey: '901', documentKey: 'TEA-1' }, { targetId: '5001' });
			await done(ROUTE, 'cancellation', { sourceKey: '901', documentKey: 'SHOP-1001', sourceNumber: '#1001' });
		}
		const timeline = async (key: string, limit = 100) =>
			(await ledger.timeline({ key, limit })).map(({ fact }) => [fact.kind, fact.route, fact.documentKey]);
		const OF_1001 = [
			['order', ROUTE, 'SHOP-1001'],
			['shipment', TRACKING, 'JJFI1'],
			['order', OTHER_TARGET, 'B-1001'],
			['cancellation', ROUTE, 'SHOP-1001'],
		];

		it.each([
			['its number', '#1001'],
			['its number without #', '1001'],
			['its reference, which is its number there', 'SHOP-1001'],
		])('tells all of an order on all routes by %s, oldest first', async (_, key) => {
			await tellOrder();
			expect(await timeline(key)).toEqual(OF_1001);
		});

		it.each([
			['the number of what followed', '#1001-F1', [OF_1001[0], OF_1001[1]]],
			['the number of what followed without #', '1001-F1', [OF_1001[0], OF_1001[1]]],
			['a reference of another route', 'B-1001', [OF_1001[0], OF_1001[2], OF_1001[3]]],
			['a tracking number', 'JJFI1', [OF_1001[0], OF_1001[1]]],
			['the id of what followed', 'F-7', [OF_1001[0], OF_1001[1]]],
			['another order', '#1002', [['order', ROUTE, 'SHOP-1002']]],
			['the beginning of a number', '100', []],
			['nothing', '', []],
			['a wildcard', '%', []],
			['a query', "' OR 1=1 --", []],
		])('finds by %s what it names and what that names in turn', async (_, key, expected) => {
			await tellOrder();
			expect(await timeline(key)).toEqual(expected);
		});

		it('takes no id of another account for the same document', async () => {
			await tellOrder();
			const followed = await timeline('#1002');
			expect(followed).toEqual([['order', ROUTE, 'SHOP-1002']]);
			expect(await timeline('JJFI9')).toEqual([['shipment', 'ogoship:88>shopify:demo.myshopify.com', 'JJFI9']]);
			expect(await timeline('TEA-1')).toEqual([['product', ROUTE, 'TEA-1']]);
		});

		it('finds every kind by an id, whatever family it is of', async () => {
			await tellOrder();
			expect((await timeline('901')).map(([kind]) => kind)).toEqual([
				'order',
				'shipment',
				'order',
				'product',
				'cancellation',
			]);
		});

		it('tells no more than was asked for, and the history of each fact', async () => {
			await tellOrder();
			expect(await timeline('#1001', 1)).toEqual([OF_1001[0]]);
			const [first] = await ledger.timeline({ key: 'B-1001', limit: 1 });
			expect(first?.fact).toMatchObject({ documentKey: 'B-1001', state: 'done' });
			const told = await ledger.timeline({ key: 'SHOP-1001', limit: 100 });
			for (const { fact, history } of told) {
				expect(history).toEqual(await ledger.history(fact));
				expect(history.map(({ event }) => event)).toEqual(['claimed', 'done']);
			}
		});

		it('tells thousands of facts of one key without repeating any', async () => {
			const asked = Array.from({ length: 5_000 }, (_, index) => request(String(index), 'r1', { sourceNumber: '#7' }));
			await take(asked);
			const told = await ledger.timeline({ key: '7', limit: 4_000 });
			expect(new Set(told.map(({ fact }) => fact.sourceKey)).size).toBe(4_000);
			expect(told.every(({ history }) => history.length === 1)).toBe(true);
		});

		// ---------------------------------------------------------------- calls of accounts with an allowance

		const ACCOUNT = 'unleashed:a-1';
		const count = (calls: number, callClass = 'stock', account = ACCOUNT, allowance?: number) =>
			ledger.countCalls(account, { callClass, calls, allowance });
		const counted = async (day = '2020-01-01', account?: string) => (await ledger.callsSince(day, account)).accounts;
		/** As if the calls had been made so many days earlier. */
		const daysPass = (days: number) => store.tamper(`UPDATE calls SET day = day - ${days}`);

		it('adds up calls by account, class and the UTC day of its own clock', async () => {
			await count(3);
			await count(4);
			await count(2, 'order');
			await daysPass(1);
			await count(5);
			await count(9, 'stock', 'unleashed:b');
			const { now } = await ledger.callsSince('2020-01-01');
			expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(5 * MINUTE);
			const dayOf = (before: number) => new Date(Date.parse(now) - before * 24 * HOUR).toISOString().slice(0, 10);
			const days = [
				{ day: dayOf(1), callClass: 'order', calls: 2 },
				{ day: dayOf(1), callClass: 'stock', calls: 7 },
				{ day: dayOf(0), callClass: 'stock', calls: 5 },
			];
			expect(await counted('2020-01-01', ACCOUNT)).toEqual([{ account: ACCOUNT, days }]);
			expect(await counted(dayOf(0), ACCOUNT)).toEqual([{ account: ACCOUNT, days: days.slice(2) }]);
			expect((await counted()).map(({ account }) => account)).toEqual([ACCOUNT, 'unleashed:b']);
		});

		it('tells its clock where nothing was counted', async () => {
			const { now, accounts } = await ledger.callsSince('2020-01-01', ACCOUNT);
			expect(accounts).toEqual([]);
			expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(5 * MINUTE);
		});

		it('keeps the allowance an account was last seen with, until it is seen without one', async () => {
			const allowance = async () => (await counted())[0]!.allowance;
			await count(1, 'stock', ACCOUNT, 10_000);
			expect(await allowance()).toBe(10_000);
			await count(1, 'order', ACCOUNT, 20_000);
			expect(await allowance()).toBe(20_000);
			await count(1);
			expect(await allowance()).toBeUndefined();
		});

		it('adds up what many callers count at once, beyond what 32 bits hold', async () => {
			await count(2 ** 40);
			await Promise.all(Array.from({ length: 50 }, () => count(2)));
			expect((await counted())[0]!.days).toMatchObject([{ callClass: 'stock', calls: 2 ** 40 + 100 }]);
		});

		it.each<[string, () => Promise<unknown>]>([
			['an account without a system', () => count(1, 'stock', 'nobody')],
			['a class that is no plain word', () => count(1, "'; --")],
			['no call at all', () => count(0)],
			['half a call', () => count(0.5)],
			['a day that is none', () => counted('yesterday')],
		])('refuses to count or tell: %s', async (_, ask) => {
			await expect(ask()).rejects.toMatchObject({ code: 'INTERNAL' });
		});

		it('a purge of everything drops counts that no month asks for, and keeps those of this one and the last', async () => {
			await count(1, 'stock', ACCOUNT, 10_000);
			await daysPass(36);
			await count(2, 'stock', 'unleashed:b', 20_000);
			await ledger.purge({ olderThanDays: 30, dryRun: true });
			await ledger.purge({ olderThanDays: 30, kind: 'order' });
			expect(await counted()).toHaveLength(2);
			await ledger.purge({ olderThanDays: 30 });
			expect(await counted()).toMatchObject([{ account: 'unleashed:b', allowance: 20_000 }]);
			expect(await store.dump()).not.toContain(ACCOUNT);
			await daysPass(35);
			await ledger.purge({ olderThanDays: 1 });
			expect(await counted()).toHaveLength(1);
		});

		// ---------------------------------------------------------------- purge

		const DAY = 24 * HOUR;
		const purge = (more: object = {}) => ledger.purge({ olderThanDays: 30, ...more });
		const keysLeft = async () => (await ledger.facts(ALL)).map(({ sourceKey }) => sourceKey);

		it('counts what it would remove, and then removes just that with its history and holds', async () => {
			await hold('1', units('TEA-1', 2));
			await hold('2', units('TEA-1', 3));
			await store.age(31 * DAY);
			await hold('3', units('TEA-1', 4));
			const before = await store.dump();
			expect(await purge({ dryRun: true })).toEqual({ facts: 2, history: 4 });
			expect(await store.dump()).toBe(before);
			expect(await purge()).toEqual({ facts: 2, history: 4 });
			expect(await keysLeft()).toEqual(['3']);
			expect(await held()).toEqual([['3', 'TEA-1', 4]]);
			expect(await ledger.history({ route: ROUTE, kind: 'order', sourceKey: '1' })).toEqual([]);
			expect(await ledger.history({ route: ROUTE, kind: 'order', sourceKey: '3' })).toHaveLength(2);
			expect(await purge()).toEqual({ facts: 0, history: 0 });
		});

		it('never removes an open problem, whatever its age, nor what is being worked on', async () => {
			await oneOfEach();
			await ledger.dismiss({ ...ALL, sourceNumbers: ['#3'] }, 'Ada Example', 'sold by phone');
			await story.tell('claim r2');
			await store.age(999 * DAY);
			const before = (await ledger.facts(ALL)).map(({ sourceKey, state }) => [sourceKey, state]);
			expect(before).toEqual([
				['1', 'claimed'],
				['2', 'done'],
				['3', 'dismissed'],
				['4', 'unknown'],
				['5', 'claimed'],
			]);
			expect(await purge()).toMatchObject({ facts: 2 });
			expect(await keysLeft()).toEqual(['1', '4', '5']);
			await story.tell('rejected, giveUp rejected');
			await store.age(999 * DAY);
			expect(await purge()).toEqual({ facts: 0, history: 0 });
			expect((await ledger.history({ route: ROUTE, kind: 'order', sourceKey: '1' })).length).toBeGreaterThan(10);
		});

		it('keeps a fact whose record changed lately at its source', async () => {
			const recent = new Date(Date.now() - 29 * DAY).toISOString();
			const old = new Date(Date.now() - 31 * DAY).toISOString();
			const asked = [
				request('1', 'r1', { sourceUpdatedAt: recent }),
				request('2', 'r1', { sourceUpdatedAt: old }),
				request('3'),
			];
			const tokens = tokensOf(await take(asked));
			await ledger.settle(tokens.map((token) => ({ token, state: 'done', event: 'created' })));
			await store.age(40 * DAY);
			expect(await purge({ dryRun: true })).toMatchObject({ facts: 2 });
			expect(await purge()).toMatchObject({ facts: 2 });
			expect(await keysLeft()).toEqual(['1']);
		});

		it('keeps to a route and a kind', async () => {
			for (const [route, kind] of [
				[ROUTE, 'order'],
				[OTHER_SHOP, 'order'],
				[ROUTE, 'shipment'],
			] as const)
				await done(route, kind, { sourceKey: '1', documentKey: `${route} ${kind}` });
			await store.age(31 * DAY);
			expect(await purge({ routePrefix: 'shopify:second.' })).toEqual({ facts: 0, history: 0 });
			expect(await purge({ routePrefix: 'shopify:second.myshopify.com>' })).toEqual({ facts: 1, history: 2 });
			expect(await purge({ routePrefix: SHOP, kind: 'shipment' })).toEqual({ facts: 1, history: 2 });
			expect(await ledger.facts(ALL)).toMatchObject([{ route: ROUTE, kind: 'order' }]);
			expect(await ledger.history({ route: ROUTE, kind: 'order', sourceKey: '1' })).toHaveLength(2);
		});

		it('what was purged is new again, and its reference free', async () => {
			await hold('1', units('TEA-1', 2), ROUTE, 'r1');
			await store.age(31 * DAY);
			await purge();
			expect(await take([request('2', 'r1', { documentKey: `${ROUTE} 1` })])).toMatchObject([none]);
			expect(await take([request('1', 'r1')])).toMatchObject([none]);
			expect(await held()).toEqual([]);
		});

		it.each([0, -1, 0.5, NaN, Infinity, -Infinity, '180' as unknown as number])(
			'refuses to purge what is older than %s days',
			async (olderThanDays) => {
				await hold('1');
				await store.age(31 * DAY);
				await expect(ledger.purge({ olderThanDays })).rejects.toMatchObject({ code: 'INTERNAL' });
				expect(await keysLeft()).toEqual(['1']);
			},
		);

		it('purges more than fits into one turn, and says how much it was', async () => {
			const count = 4_500;
			const tokens = tokensOf(await take(Array.from({ length: count }, (_, index) => request(String(index)))));
			await ledger.settle(tokens.map((token) => ({ token, state: 'done', event: 'created' })));
			await take([request('open')]);
			await store.age(31 * DAY);
			expect(await purge({ dryRun: true })).toEqual({ facts: count, history: 2 * count });
			expect(await purge()).toEqual({ facts: count, history: 2 * count });
			expect(await keysLeft()).toEqual(['open']);
		});

		it('leaves no trace of its switch', async () => {
			await hold('1');
			await store.age(31 * DAY);
			await purge();
			expect(await store.dump()).not.toContain('purging"');
		});

		it('a purge that breaks off removes nothing and leaves no switch', async () => {
			await hold('1');
			await store.age(31 * DAY);
			await store.tamper(`CREATE TABLE obstacle (fact BIGINT REFERENCES facts (id));
				INSERT INTO obstacle SELECT id FROM facts`);
			try {
				const before = await store.dump();
				await expect(purge()).rejects.toThrow(/foreign key/i);
				expect(await store.dump()).toBe(before);
			} finally {
				await store.tamper('DROP TABLE obstacle');
			}
		});

		// ---------------------------------------------------------------- history stays

		const SWITCH_ON = `INSERT INTO settings VALUES ('${PURGE_SWITCH}', 'on')`;

		it.each<[when: string, change: string]>([
			['it is changed', `UPDATE history SET event = 'done'`],
			['it is removed', `DELETE FROM history`],
			['it is removed of what is settled', `DELETE FROM history WHERE source_key = '2'`],
			[
				'it is removed of an open problem while the purge switch is on',
				`${SWITCH_ON}; DELETE FROM history WHERE source_key = '3'`,
			],
			['it is changed while the purge switch is on', `${SWITCH_ON}; UPDATE history SET event = 'done'`],
			['all of it is removed while the purge switch is on', `${SWITCH_ON}; DELETE FROM history`],
		])('history is append-only, also when %s', async (_, change) => {
			await oneOfEach();
			const before = await store.dump();
			await expect(store.tamper(change)).rejects.toThrow('append-only');
			await purge();
			await expect(store.tamper(change)).rejects.toThrow('append-only');
			expect(await store.dump()).toBe(before);
		});

		// ---------------------------------------------------------------- what it refuses, what it keeps

		it.each<[string, Problem]>([
			['longer than 500 characters', { code: 'X', params: { text: 'x'.repeat(501) } }],
			['a number', { code: 'X', params: { amount: 5 as unknown as string } }],
			['a record', { code: 'X', params: { address: { city: 'Exampleton' } as unknown as string } }],
			['a long request id', { code: 'X', params: {}, requestId: 'x'.repeat(501) }],
			['a long code', { code: 'x'.repeat(501), params: {} }],
		])('refuses a problem with a parameter that is %s, and writes nothing', async (_, problem) => {
			await story.tell('claim r1');
			const before = await store.dump();
			await expect(story.settle({ state: 'rejected', problem })).rejects.toMatchObject({ code: 'INTERNAL' });
			expect(await store.dump()).toBe(before);
			const [settled] = await ledger.settle([
				{ token: story.token, state: 'rejected', problem: { code: 'X', params: { text: 'x'.repeat(500) } } },
			]);
			expect(settled).toMatchObject({ held: true });
		});

		it('refuses an event that is more than plain words', async () => {
			await story.tell('claim r1');
			const sentence = { state: 'done', event: 'Refused: Ada Example, 1 Example Street' };
			await expect(story.settle(sentence)).rejects.toMatchObject({ code: 'INTERNAL' });
		});

		it('refuses two requests for one record and a route that leads nowhere', async () => {
			await expect(take([request('1'), request('1', 'r2')])).rejects.toMatchObject({ code: 'INTERNAL' });
			await expect(take([request('1')], 'shopify:demo.myshopify.com')).rejects.toMatchObject({ code: 'INTERNAL' });
			expect(await ledger.facts(ALL)).toEqual([]);
		});

		it('holds nothing of a record but what the port is handed', async () => {
			const personal = ['Ada Example', 'ada@example.com', '+1 555 0100', '1 Example Street'];
			const [name, email, phone, street] = personal;
			const record = { ...request('1', 'r1', { sourceNumber: '#1001' }), name, email, phone, street };
			const [token = ''] = tokensOf(await take([record]));
			const answer = {
				token,
				state: 'rejected',
				problem: SKU_MISSING,
				vendorText: `${name} <${email}> ${phone} ${street}`,
			};
			await ledger.settle([answer as Settlement]);
			await ledger.retry(ALL);
			const [second = ''] = tokensOf(await take([request('2')]));
			const unit = { sku: 'TEA-1', quantity: 1, name, email };
			await ledger.settle([{ token: second, state: 'done', event: 'created', holds: [unit], phone } as Settlement]);
			expect(await ledger.holds(ROUTE, 'order', LATER)).toMatchObject([{ sku: 'TEA-1', quantity: 1 }]);
			expect(JSON.stringify(await ledger.timeline({ key: '#1001', limit: 9 }))).not.toContain('Ada');
			const dump = await store.dump();
			expect(dump).toContain('#1001');
			expect(dump).toContain('SKU_MISSING');
			for (const text of personal) expect(dump).not.toContain(text);
		});

		it('has one random key for its hashes, another in every ledger', async () => {
			const key = await ledger.hashKey();
			expect(key).toMatch(/^[0-9a-f]{64}$/);
			expect(await ledger.hashKey()).toBe(key);
			const other = await harness.open();
			expect(await other.ledger.hashKey()).not.toBe(key);
			await other.close();
		});

		it('keeps what it promises through any sequence of turns', async () => {
			let run = 0;
			const place = fc.nat({ max: 2 });
			const turn = fc.oneof(
				{
					weight: 5,
					arbitrary: fc.record({ does: fc.constant('claim' as const), key: place, revision: fc.constantFrom('', 'b') }),
				},
				{ weight: 3, arbitrary: fc.record({ does: fc.constant('send' as const), which: fc.nat() }) },
				{
					weight: 5,
					arbitrary: fc.record({
						does: fc.constant('settle' as const),
						which: fc.nat(),
						state: fc.constantFrom('done' as const, 'rejected' as const, 'unknown' as const, 'released' as const),
					}),
				},
				{
					weight: 2,
					arbitrary: fc.record({ does: fc.constant('age' as const), minutes: fc.constantFrom(11, 173, 1801) }),
				},
				{
					weight: 1,
					arbitrary: fc.record({
						does: fc.constant('operate' as const),
						how: fc.constantFrom('retry' as const, 'dismiss' as const),
					}),
				},
			);
			await fc.assert(
				fc.asyncProperty(fc.array(turn, { maxLength: 40, size: 'max' }), async (turns) => {
					run += 1;
					const play = new Play(store, `shopify:run-${run}.myshopify.com>ogoship:${run}`);
					for (const each of turns) await play.turn(each);
					await play.end();
				}),
				{ numRuns: 60 },
			);
		});
	});
}

// ------------------------------------------------------------------ the model of the random test

type Turn =
	| { does: 'claim'; key: number; revision: string }
	| { does: 'send'; which: number }
	| { does: 'settle'; which: number; state: Settlement['state'] }
	| { does: 'age'; minutes: number }
	| { does: 'operate'; how: 'retry' | 'dismiss' };

interface Known {
	state: FactState;
	revision?: string;
	claimed?: { token: string; revision: string; until: number; before: Known | undefined };
	open?: 'rejected' | 'unknown';
	times: { rejected: number; unknown: number };
	dueAt: number;
}

/** The rules once more, told as snapshots: a claim keeps what was before it, a release puts that back. */
class Model {
	now = 0;
	readonly facts = new Map<string, Known>();

	/** The verdict, or the prior of a fact that may be claimed. */
	foretell(key: string, revision: string): string {
		const fact = this.facts.get(key);
		if (!fact) return 'none';
		if (fact.claimed) return fact.claimed.until > this.now ? 'live' : 'stolen';
		if (fact.state === 'done') return fact.revision === revision ? 'settled' : 'done';
		if (fact.revision !== revision || fact.dueAt <= this.now) return fact.open!;
		return fact.state === 'dismissed' ? 'dismissed' : 'waiting';
	}

	claim(key: string, revision: string, token: string): void {
		const before = this.facts.get(key);
		const orphan = before?.claimed && { ...before, claimed: { ...before.claimed, token: 'gone', until: -1 } };
		const claimed = { token, revision, until: this.now + LEASE_MS, before: orphan ?? before };
		this.facts.set(key, { times: { rejected: 0, unknown: 0 }, dueAt: Infinity, ...before, state: 'claimed', claimed });
	}

	/** Whether the token was held. */
	settle(key: string, token: string, state: Settlement['state']): boolean {
		const fact = this.facts.get(key);
		const claimed = fact?.claimed;
		if (!claimed || claimed.token !== token) return false;
		const times = fact.revision === claimed.revision ? { ...fact.times } : { rejected: 0, unknown: 0 };
		const base = { revision: claimed.revision, times, dueAt: Infinity };
		if (state === 'done') this.facts.set(key, { ...base, state, times: { rejected: 0, unknown: 0 } });
		else if (state !== 'released') {
			const waits = state === 'rejected' ? [60, 240, 1440] : [2, 10, 60];
			const wait = waits[times[state]] ?? waits[2]!;
			times[state] += 1;
			const over = times[state] === 10;
			const dueAt = over ? Infinity : this.now + wait * MINUTE;
			this.facts.set(key, { ...base, state: over ? 'failed' : state, open: state, dueAt });
		} else if (claimed.before) this.facts.set(key, claimed.before);
		else this.facts.delete(key);
		return true;
	}

	/** Every open problem, once changed by an operator. */
	operate(how: 'retry' | 'dismiss'): void {
		for (const [key, fact] of this.facts) {
			if (!['rejected', 'unknown', 'failed'].includes(fact.state)) continue;
			if (how === 'dismiss') this.facts.set(key, { ...fact, state: 'dismissed', dueAt: Infinity });
			else {
				const times = fact.state === 'failed' ? { rejected: 0, unknown: 0 } : fact.times;
				this.facts.set(key, { ...fact, state: fact.open!, dueAt: this.now, times });
			}
		}
	}
}

interface Worker {
	readonly key: string;
	readonly token: string;
	readonly prior: string;
	readonly until: number;
	/** The document it made or found. */
	document?: string;
}

/**
 * A route played on the ledger and the model, towards a target where each holder sends at most once, within its lease,
 * and looks first unless the fact is new.
 */
class Play {
	private readonly model = new Model();
	private readonly workers: Worker[] = [];
	private readonly documents: Array<{ key: string; id: string }> = [];
	private readonly everDone = new Set<string>();

	constructor(
		private readonly store: OpenLedger,
		private readonly route: string,
	) {}

	async turn(turn: Turn): Promise<void> {
		if (turn.does === 'age') {
			await this.store.age(turn.minutes * MINUTE);
			this.model.now += turn.minutes * MINUTE;
		} else if (turn.does === 'operate') await this.operate(turn.how);
		else if (turn.does === 'claim') await this.claim(String(turn.key), turn.revision);
		else {
			const worker = this.workers[turn.which % (this.workers.length || 1)];
			if (worker && turn.does === 'send') this.send(worker);
			else if (worker && turn.does === 'settle') await this.settle(worker, turn.state);
		}
	}

	private async operate(how: 'retry' | 'dismiss'): Promise<void> {
		const filter = { ...ALL, routePrefix: this.route };
		if (how === 'retry') await this.store.ledger.retry(filter);
		else await this.store.ledger.dismiss(filter, 'Ada Example', 'tried');
		this.model.operate(how);
	}

	private async claim(key: string, revision: string): Promise<void> {
		const foretold = this.model.foretell(key, revision);
		const lease = { holder: 'run', leaseMs: LEASE_MS };
		const [claim] = await this.store.ledger.claim(this.route, 'order', [request(key, revision)], lease);
		expect(claim?.verdict === 'claimed' ? claim.prior : claim?.verdict).toBe(foretold);
		if (claim?.verdict !== 'claimed') return;
		if (this.everDone.has(key)) {
			expect(claim.prior).not.toBe('none');
			expect(claim.targetId).toBe(`${key}.0`);
		}
		this.model.claim(key, revision, claim.token);
		this.workers.push({ key, token: claim.token, prior: claim.prior, until: this.model.now + LEASE_MS });
	}

	private send(worker: Worker): void {
		if (worker.document !== undefined || worker.until <= this.model.now) return;
		if (this.model.facts.get(worker.key)?.claimed?.token !== worker.token) return;
		const standing = this.documents.filter(({ key }) => key === worker.key);
		const found = worker.prior === 'none' ? undefined : standing[0];
		worker.document = found?.id ?? `${worker.key}.${standing.length}`;
		if (!found) this.documents.push({ key: worker.key, id: worker.document });
	}

	private async settle({ key, token, document }: Worker, state: Settlement['state']): Promise<void> {
		const possible = document === undefined ? state !== 'done' : state === 'done' || state === 'unknown';
		if (!possible) return;
		const more = state === 'done' ? { event: 'created', targetId: document } : { problem: NO_ANSWER };
		const [settled] = await this.store.ledger.settle([{ token, state, ...more } as Settlement]);
		const held = this.model.settle(key, token, state);
		expect(settled?.held).toBe(held);
		if (held && state === 'done') this.everDone.add(key);
	}

	/** No record has a second document, and the ledger and the model know the same facts. */
	async end(): Promise<void> {
		expect(new Set(this.documents.map(({ key }) => key)).size).toBe(this.documents.length);
		const facts = await this.store.ledger.facts({ ...ALL, routePrefix: this.route });
		const expected = [...this.model.facts].map(([key, { state }]) => [key, state]).sort();
		expect(facts.map(({ sourceKey, state }) => [sourceKey, state]).sort()).toEqual(expected);
	}
}
