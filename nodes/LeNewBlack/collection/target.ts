import type { Collection } from '../../../core/model/collection';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import type { LeNewBlackClient, Row } from '../client';
import { appliedBy, LABEL, oneByOne, reading, SYSTEM, unreadable } from '../failures';
import { collectionByCode, saveCollection, type CollectionPath } from './client';
import { codeOf, collectionChanges, toBody, toDraft, type CollectionDraft } from './mapping';
import type { LnbCollection } from './wire';

/*
 * How Le New Black takes collections and sales catalogs: under their code, created or changed by one call.
 */

const BATCH = 25;

type Entry = { readonly record: Collection; readonly draft: CollectionDraft };

export interface CollectionSort {
	readonly path: CollectionPath;
	/** What the ledger calls them: a code may be used once among each. */
	readonly kind: 'collection' | 'salesCatalog';
	readonly newStatus: string;
}

export class CollectionTarget implements DocumentTarget<Collection, CollectionDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind: string;

	readonly batchLimit = BATCH;

	/** A code is the brand's own. */
	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly lnb: LeNewBlackClient,
		private readonly sort: CollectionSort,
	) {
		this.kind = sort.kind;
	}

	documentKey(record: Collection): string {
		return codeOf(record);
	}

	draft(record: Collection): { draft: CollectionDraft } | { problem: Problem } {
		return { draft: toDraft(record) };
	}

	async find(wanted: ReadonlyArray<Wanted<Collection>>): Promise<Map<string, Found>> {
		const found = new Map<string, Found>();
		for (const { key } of wanted) {
			const row = await reading(async () => await collectionByCode(this.lnb, this.sort.path, key));
			if (row) found.set(key, { id: key, number: key, document: row });
		}
		return found;
	}

	revise({ document }: Found, record: Collection, draft: CollectionDraft): Revisable {
		const row = document as Row<LnbCollection>;
		if (!('record' in row))
			return { can: 'nothing', problem: unreadable(`the collection ${record.number}`, row.unreadable) };
		const changes = collectionChanges(row.record, draft);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async (entry) => await this.save(entry, undefined, maySend));
	}

	async update(changes: ReadonlyArray<Entry & { readonly found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (entry) => {
			return await this.save(entry, entry.found.document as Row<LnbCollection>, maySend);
		});
	}

	private async save(
		{ record, draft }: Entry,
		row: Row<LnbCollection> | undefined,
		maySend: MaySend,
	): Promise<Applied> {
		const { path, kind, newStatus } = this.sort;
		const body = toBody(draft, row && 'record' in row ? row.record : undefined, newStatus);
		return await appliedBy(
			{ params: { order: record.number, kind } },
			async () => await saveCollection(this.lnb, path, body, maySend),
			({ code }) => ({ id: code, number: code }),
		);
	}

	calls(): number {
		return this.lnb.http.calls();
	}
}
