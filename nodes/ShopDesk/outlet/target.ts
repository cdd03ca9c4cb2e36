import type { Location } from '../../../core/model/location';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { ShopdeskClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM } from '../failures';
import { allOutlets, mapOutlet } from './client';
import type { SdOutlet } from './wire';

/*
 * How an outlet is mapped to a location of OmniEngine: one outlet, one location, in both directions.
 */

/** All outlets of a brand go in one batch, so that two rows of one run are compared with each other too. */
const BATCH = 500;

export interface MappingDraft {
	readonly locationId: string;
	readonly brandId: string;
}

type Entry = { readonly record: Location; readonly draft: MappingDraft };

export class MappingTarget implements DocumentTarget<Location, MappingDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'location';

	readonly batchLimit = BATCH;

	readonly adopts = true;

	private outlets: readonly SdOutlet[] = [];

	/** Which outlet of this run asked for a location first. */
	private readonly asked = new Map<string, string>();

	constructor(
		readonly account: string,
		private readonly shopdesk: ShopdeskClient,
		private readonly storeId: string,
		private readonly wanted: (record: Location) => MappingDraft,
	) {}

	documentKey(record: Location): string {
		return `outlet ${record.origin.id}`;
	}

	draft(record: Location): { draft: MappingDraft } | { problem: Problem } {
		const draft = this.wanted(record);
		const params = { record: named(record), field: 'OmniEngine Location ID', reason: 'it is empty' };
		if (draft.locationId === '') return { problem: problem('FIELD_INVALID', params) };
		const first = this.asked.get(draft.locationId) ?? record.origin.id;
		this.asked.set(draft.locationId, first);
		if (first === record.origin.id) return { draft };
		return { problem: problem('MAPPING_TAKEN', { record: named(record), location: draft.locationId, other: first }) };
	}

	async find(list: ReadonlyArray<Wanted<Location>>): Promise<Map<string, Found>> {
		this.outlets = await reading(async () => await allOutlets(this.shopdesk));
		return new Map(
			list.flatMap(({ key, record }) => {
				const there = this.outlets.find(({ store_id }) => store_id === record.origin.id);
				return there ? [[key, { id: there.store_id, number: there.store_id, document: there }]] : [];
			}),
		);
	}

	revise({ document }: Found, record: Location, { locationId, brandId }: MappingDraft): Revisable {
		const there = document as SdOutlet;
		const params = { record: named(record), location: locationId };
		const other = this.outlets.find(
			({ store_id, store_location_id }) => store_location_id === locationId && store_id !== there.store_id,
		);
		if (other)
			return {
				can: 'nothing',
				problem: problem('MAPPING_TAKEN', { ...params, other: other.store_name ?? other.store_id }),
			};
		if (this.shopdesk.isLegacy && there.store_id !== this.storeId)
			return { can: 'nothing', problem: problem('NO_CALL_FOR_OUTLET', { ...params, outlet: this.storeId }) };
		const changes = [
			{ field: 'location', before: there.store_location_id, after: locationId },
			{ field: 'brand', before: there.store_brand_id, after: brandId },
		].filter(({ before, after }) => before !== after);
		return changes.length > 0 ? { can: 'update', changes } : { can: 'unchanged' };
	}

	absent(record: Location): { readonly reason: Problem; readonly settle: boolean } {
		return { reason: problem('NOT_FOUND', { record: named(record), source: LABEL }), settle: false };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	/** One after the other: the order in which outlets are mapped is the operator's. */
	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		const answers: Applied[] = [];
		for (const { record, draft, found } of list) {
			const about = { params: { order: record.number, kind: this.kind } };
			const send = async () => await mapOutlet(this.shopdesk, found.id, draft, maySend);
			answers.push(await appliedBy(about, send, () => ({ id: found.id, number: found.number })));
		}
		return answers;
	}

	calls(): number {
		return this.shopdesk.http.calls();
	}
}

const named = ({ name, number }: Location) => `the outlet ${name || number}`;
