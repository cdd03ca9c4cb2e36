import type { Location } from '../../../core/model/location';
import type { Applied, DocumentTarget, Found, MaySend, Revisable, Wanted } from '../../../core/ports';
import { sideBySide, type OmniengineClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM } from '../failures';
import { allLocations, createLocation, type LocationDraft } from './client';
import type { OeLocation } from './wire';

/*
 * How a location is made: once, found again by its code, else by its name.
 */

type Entry = { readonly record: Location; readonly draft: LocationDraft };

const folded = (value: string | null | undefined) => (value ?? '').trim().toLowerCase();

export class LocationTarget implements DocumentTarget<Location, LocationDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'location';

	readonly batchLimit = 50;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly omniengine: OmniengineClient,
		private readonly online: boolean,
	) {}

	documentKey(record: Location): string {
		return folded(record.name);
	}

	draft({ name, number, address }: Location): { draft: LocationDraft } {
		return {
			draft: {
				name,
				location_code: number,
				city: address?.city ?? '',
				country: address?.countryCode ?? '',
				online: this.online,
			},
		};
	}

	async find(wanted: ReadonlyArray<Wanted<Location>>): Promise<Map<string, Found>> {
		const all = await reading(async () => await allLocations(this.omniengine));
		return new Map(
			wanted.flatMap(({ key, record }) => {
				const there =
					all.find(
						({ location_code }) => folded(location_code) !== '' && folded(location_code) === folded(record.number),
					) ?? all.find(({ name }) => folded(name) === folded(record.name));
				return there ? [[key, { id: there.location_id, number: there.location_id, document: there }]] : [];
			}),
		);
	}

	/** One that stands there is left as it is: its switches are the operator's, in the portal. */
	revise(): Revisable {
		return { can: 'unchanged' };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(
			drafts,
			async ({ draft }) =>
				await appliedBy(
					{ params: { order: draft.name, kind: this.kind } },
					async () => await createLocation(this.omniengine, draft, maySend),
					({ data }: { data: OeLocation }) => ({ id: data.location_id, number: data.location_id }),
				),
		);
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>): Promise<Applied[]> {
		return await Promise.resolve(list.map((): Applied => ({ outcome: 'unsent' })));
	}

	calls(): number {
		return this.omniengine.http.calls();
	}
}
