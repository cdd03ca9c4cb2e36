import type { Shipment } from '../../../core/model/shipment';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { recordsIn, type LeNewBlackClient, type Row } from '../client';
import { appliedBy, LABEL, oneByOne, reading, SYSTEM, unreadable, type About } from '../failures';
import { allLinks, documentByNumber, linkDocument, saveDocument } from './client';
import { documentChanges, documentNumber, toDraft, type DocumentDraft, type DocumentRules } from './draft';
import type { OrderLink, SalesDocument } from './wire';

/*
 * How Le New Black takes shipments: a sales document under its number, then a link to each order. A document whose link
 * failed is found again, and linked then.
 */

const BATCH = 25;

interface Standing {
	readonly row: Row<SalesDocument>;
	readonly linked: readonly string[];
}

type Entry = { readonly record: Shipment; readonly draft: DocumentDraft };

export class DocumentOfShipment implements DocumentTarget<Shipment, DocumentDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'shipment';

	readonly batchLimit = BATCH;

	/** Its number is made of the shipment's own. */
	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly lnb: LeNewBlackClient,
		private readonly rules: DocumentRules,
	) {}

	documentKey(record: Shipment): string {
		return documentNumber(record, this.rules);
	}

	draft(record: Shipment): { draft: DocumentDraft } | { problem: Problem } {
		return { draft: toDraft(record, this.account, this.rules) };
	}

	async find(wanted: ReadonlyArray<Wanted<Shipment>>): Promise<Map<string, Found>> {
		const found = new Map<string, Found>();
		let links: OrderLink[] | undefined;
		for (const { key, record } of wanted) {
			const row = await reading(async () => await documentByNumber(this.lnb, key));
			if (!row) continue;
			links ??= await reading(async () => recordsIn(await allLinks(this.lnb)));
			const linked = links.filter((link) => link.document_number === key).map((link) => link.order_reference);
			// One that is not shown with its orders is not finished; to make it again is the same call, and links it.
			const { orders } = toDraft(record, this.account, this.rules);
			if (orders.some((reference) => !linked.includes(reference))) continue;
			found.set(key, { id: key, number: key, document: { row, linked } satisfies Standing });
		}
		return found;
	}

	revise({ document }: Found, record: Shipment, draft: DocumentDraft): Revisable {
		const { row, linked } = document as Standing;
		if (!('record' in row))
			return { can: 'nothing', problem: unreadable(`the shipment ${record.number}`, row.unreadable) };
		const changes = documentChanges(row.record, linked, draft);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async (entry) => await this.save(entry, [], maySend));
	}

	async update(changes: ReadonlyArray<Entry & { readonly found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (entry) => {
			return await this.save(entry, (entry.found.document as Standing).linked, maySend);
		});
	}

	private async save({ record, draft }: Entry, linked: readonly string[], maySend: MaySend): Promise<Applied> {
		const number = draft.body.document_number;
		const about: About = { params: { order: record.number, kind: this.kind } };
		const toRef = () => ({ id: number, number });
		const saved = await appliedBy(about, async () => await saveDocument(this.lnb, draft.body, maySend), toRef);
		for (const reference of draft.orders.filter((each) => !linked.includes(each))) {
			if (saved.outcome !== 'done' && saved.outcome !== 'unknown') return saved;
			const link = { action: draft.action, document_number: number, order_reference: reference };
			const shown = await appliedBy(about, async () => await linkDocument(this.lnb, link, maySend), toRef);
			if (shown.outcome !== 'done') return saved.outcome === 'unknown' ? saved : shown;
		}
		return saved;
	}

	calls(): number {
		return this.lnb.http.calls();
	}
}
