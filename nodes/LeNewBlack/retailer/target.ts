import { customerLabel, type Customer } from '../../../core/model/customer';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { LeNewBlackClient, Row } from '../client';
import { appliedBy, LABEL, oneByOne, reading, SYSTEM, unreadable } from '../failures';
import { retailerByReference, saveRetailer } from './client';
import {
	personalOf,
	referenceOf,
	retailerChanges,
	toBody,
	toDraft,
	type RetailerDraft,
	type RetailerRules,
} from './draft';
import type { LnbRetailer } from './wire';

/*
 * How Le New Black takes retailers: under their reference, created or changed by one call.
 */

const BATCH = 25;

type Entry = { readonly record: Customer; readonly draft: RetailerDraft };

export class RetailerTarget implements DocumentTarget<Customer, RetailerDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'customer';

	readonly batchLimit = BATCH;

	/** A reference is the retailer's own, whoever made it. */
	readonly adopts = true;

	/** Who was written in this run under which reference. */
	private readonly written = new Map<string, string>();

	constructor(
		readonly account: string,
		private readonly lnb: LeNewBlackClient,
		private readonly rules: RetailerRules,
	) {}

	documentKey(record: Customer): string {
		return referenceOf(record, this.rules);
	}

	draft(record: Customer): { draft: RetailerDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	async find(wanted: ReadonlyArray<Wanted<Customer>>): Promise<Map<string, Found>> {
		const found = new Map<string, Found>();
		for (const { record } of wanted) {
			const key = this.documentKey(record);
			const row = await reading(async () => await retailerByReference(this.lnb, key));
			if (row) found.set(key, { id: key, number: key, document: row });
		}
		return found;
	}

	/** What a new retailer must have, and a look shows that it is new. */
	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = new Map<number, Problem>();
		for (const [at, { record, draft }] of drafts.entries()) {
			const named = `the customer ${customerLabel(record)}`;
			if (draft.priceList === '')
				problems.set(at, invalid(named, 'Price List', 'a new retailer needs one; enter it in this node'));
			else if (!draft.storeAddress?.['country'])
				problems.set(at, invalid(named, 'countryCode', 'a new retailer needs an address with a country'));
		}
		return await Promise.resolve(problems);
	}

	revise({ document }: Found, record: Customer, draft: RetailerDraft): Revisable {
		const row = document as Row<LnbRetailer>;
		if (!('record' in row))
			return { can: 'nothing', problem: unreadable(`the customer ${customerLabel(record)}`, row.unreadable) };
		const changes = retailerChanges(row.record, draft);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async (entry) => await this.save(entry, undefined, maySend));
	}

	async update(changes: ReadonlyArray<Entry & { readonly found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (entry) => {
			return await this.save(entry, entry.found.document as Row<LnbRetailer>, maySend);
		});
	}

	private async save({ record, draft }: Entry, row: Row<LnbRetailer> | undefined, maySend: MaySend): Promise<Applied> {
		const params = { order: customerLabel(record), kind: this.kind };
		const by = this.written.get(draft.reference);
		if (by !== undefined)
			return { outcome: 'rejected', problem: problem('SHARED_KEY', { ...params, by, target: LABEL }) };
		const there = row && 'record' in row ? row.record : undefined;
		const applied = await appliedBy(
			{ params, personal: personalOf(draft) },
			async () => await saveRetailer(this.lnb, toBody(draft, there, row?.raw ?? {}), maySend),
			({ reference }) => ({ id: reference, number: reference }),
		);
		if (applied.outcome === 'done') this.written.set(draft.reference, customerLabel(record));
		return applied;
	}

	calls(): number {
		return this.lnb.http.calls();
	}
}

const invalid = (record: string, field: string, reason: string) => problem('FIELD_INVALID', { record, field, reason });
