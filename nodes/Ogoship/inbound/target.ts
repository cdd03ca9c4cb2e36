import type { Inbound } from '../../../core/model/inbound';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OgoshipClient, type Row } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { Catalogue } from '../product/client';
import { createInbound, inboundRows } from './client';
import { inboundChanges, toInboundDraft, type InboundRules } from './mapping';
import type { InboundDraft, OgoInbound } from './wire';

/*
 * How OGOship is told of goods on their way: announced once, found by reference, never changed from here.
 */

const BATCH = 10;

type Entry = { readonly record: Inbound; readonly draft: InboundDraft };

export class InboundTarget implements DocumentTarget<Inbound, InboundDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'inbound';

	readonly batchLimit = BATCH;

	/** The reference is the purchase order's own number, so whoever announced it announced this. */
	readonly adopts = true;

	private readonly catalogue: Catalogue;

	constructor(
		readonly account: string,
		private readonly ogoship: OgoshipClient,
		private readonly rules: InboundRules,
	) {
		this.catalogue = new Catalogue(ogoship);
	}

	documentKey({ number }: Inbound): string {
		return number;
	}

	draft(record: Inbound): { draft: InboundDraft } | { problem: Problem } {
		return toInboundDraft(record, this.rules);
	}

	async find(wanted: ReadonlyArray<Wanted<Inbound>>): Promise<Map<string, Found>> {
		const rows = await reading(
			async () => await sideBySide(wanted, async ({ key }) => await inboundRows(this.ogoship, key)),
		);
		return new Map(
			wanted.flatMap(({ key }, index) => {
				const [first] = rows[index] ?? [];
				if (!first) return [];
				const id = 'record' in first ? first.record.autoReference || key : key;
				return [[key, { id, number: key, document: rows[index] }]];
			}),
		);
	}

	/** Unknown product codes, found out before anything is sent: what OGOship does with them is not documented. */
	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const codes = drafts.flatMap(({ draft }) => draft.products.map(({ code }) => code));
		await reading(async () => await this.catalogue.read(codes));
		return new Map(
			drafts.flatMap(({ record, draft }, index): Array<[number, Problem]> => {
				const unknown = draft.products.map(({ code }) => code).filter((code) => this.catalogue.rows(code).length === 0);
				if (unknown.length === 0) return [];
				const skus = [...new Set(unknown)].join(', ');
				return [[index, problem('UNKNOWN_SKU', { order: record.number, kind: this.kind, skus, target: LABEL })]];
			}),
		);
	}

	revise({ document }: Found, record: Inbound, draft: InboundDraft): Revisable {
		const rows = document as ReadonlyArray<Row<OgoInbound>>;
		const bad = rows.find((row) => 'unreadable' in row);
		if (bad && 'unreadable' in bad)
			return { can: 'nothing', problem: unreadable(`the inbound delivery ${record.number}`, bad.unreadable) };
		const differences = rows.flatMap((row) => ('record' in row ? [inboundChanges(row.record, draft)] : []));
		// Where several stand under one reference, one that says the same is enough.
		if (differences.some((changes) => changes.length === 0)) return { can: 'unchanged' };
		const fields = (differences[0] ?? []).map(({ field }) => field).join(', ');
		return { can: 'nothing', problem: problem('INBOUND_EXISTS', { order: record.number, target: LABEL, fields }) };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(
			drafts,
			async ({ record, draft }) =>
				await appliedBy(
					{ params: { order: record.number, kind: this.kind } },
					async () => await createInbound(this.ogoship, draft, maySend),
					({ autoReference, reference }) => ({ id: autoReference || reference, number: reference }),
				),
		);
	}

	/** Never asked for: the API has no change of what was announced. */
	async update(list: ReadonlyArray<Entry & { found: Found }>): Promise<Applied[]> {
		return await Promise.resolve(list.map((): Applied => ({ outcome: 'unsent' })));
	}

	calls(): number {
		return this.ogoship.http.calls();
	}
}
