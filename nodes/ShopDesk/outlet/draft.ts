import { sharedLocations } from './mapping';
import type { SdOutlet } from './wire';

/*
 * Whether outlets and locations belong together one-to-one, in both directions.
 */

/** A location of OmniEngine, with what it is set to. */
export interface OePlace {
	readonly id: string;
	readonly name: string;
	readonly active: boolean;
	readonly halted: boolean;
	readonly online: boolean;
}

export interface Finding {
	readonly outlet: string | null;
	readonly location: string | null;
	/** `problem` keeps orders and stock from their place, `remark` may be meant. */
	readonly weight: 'problem' | 'remark';
	readonly finding: string;
	readonly remedy: string;
}

const nameOf = ({ store_name, store_id }: SdOutlet) => store_name ?? store_id;

/** Everything that is wrong or worth knowing; `ok` where nothing is wrong. */
export function validated(
	outlets: readonly SdOutlet[],
	places: readonly OePlace[],
): {
	readonly ok: boolean;
	readonly outlets: number;
	readonly locations: number;
	readonly findings: readonly Finding[];
} {
	const findings = [
		...outlets.filter(({ store_location_id }) => store_location_id === null).map(unmapped),
		...[...sharedLocations(outlets)].map(shared),
		...outlets.flatMap((outlet) => ofOutlet(outlet, places)),
		...places.filter(({ id }) => !outlets.some((each) => each.store_location_id === id)).map(withoutOutlet),
	];
	const ok = findings.every(({ weight }) => weight === 'remark');
	return { ok, outlets: outlets.length, locations: places.length, findings };
}

const unmapped = (outlet: SdOutlet): Finding => ({
	outlet: nameOf(outlet),
	location: null,
	weight: 'problem',
	finding: 'The outlet has no location in OmniEngine',
	remedy: 'Create the location in OmniEngine, then use Outlet: Map to OE',
});

const shared = ([location, names]: readonly [string, readonly string[]]): Finding => ({
	outlet: names.join(', '),
	location,
	weight: 'problem',
	finding: `${names.length} outlets share one location`,
	remedy: 'Give each outlet a location of its own',
});

const withoutOutlet = ({ id, name }: OePlace): Finding => ({
	outlet: null,
	location: `${name} (${id})`,
	weight: 'remark',
	finding: 'No outlet is mapped to the location',
	remedy: 'Map an outlet to it, unless orders are sent from there without ShopDesk',
});

function ofOutlet(outlet: SdOutlet, places: readonly OePlace[]): Finding[] {
	const id = outlet.store_location_id;
	if (id === null) return [];
	const place = places.find((each) => each.id === id);
	const about = { outlet: nameOf(outlet), location: id };
	if (!place)
		return [
			{
				...about,
				weight: 'problem',
				finding: 'OmniEngine has no such location',
				remedy: 'Create it in OmniEngine, or map the outlet to another one',
			},
		];
	const flags: Array<[boolean, Finding['weight'], string, string]> = [
		[!place.active, 'problem', 'The location is disabled: stock and prices skip it', 'Enable it in OmniEngine'],
		[place.halted, 'problem', 'The location is halted: its stock stays untouched', 'Switch Halt off in OmniEngine'],
		[!place.online, 'remark', 'The location is offline: its stock is not passed on to the shop', 'Set it online'],
	];
	return flags.filter(([isSo]) => isSo).map(([, weight, finding, remedy]) => ({ ...about, weight, finding, remedy }));
}
