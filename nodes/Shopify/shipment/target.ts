import type { Shipment } from '../../../core/model/shipment';
import type { Applied, DocumentKeys, DocumentTarget, Found, MaySend, Problem, Wanted } from '../../../core/ports';
import type { ShopifyClient } from '../client';
import { LABEL, oneByOne, reading, refusedBy, sending, type Sending } from '../failures';
import { planShipment, type Group, type Plan } from '../fulfillment/draft';
import type { Shippable } from '../fulfillment/mapping';
import { orderUrl } from '../order/mapping';
import { createFulfillment, ordersNamed, ordersToShip, updateTracking } from './client';
import { toDraft, toTrackingInput, trackingChanges, type ShipmentDraft, type ShipmentRules } from './draft';
import { plainName } from './mapping';
import type { Parcel } from './wire';

/*
 * How Shopify takes shipments: as fulfillments of what is open of an order, one call for each location.
 */

export const SHIP_SCOPES = [
	'read_orders',
	'read_products',
	'read_locations',
	'write_merchant_managed_fulfillment_orders',
	'write_third_party_fulfillment_orders',
];
const OPERATION = 'Shipment: Create or Update';
const BATCH = 20;

type Entry = { readonly record: Shipment; readonly draft: ShipmentDraft };
type KeysOf = (targetIds: readonly string[]) => Promise<DocumentKeys>;
type Change = Entry & { readonly found: Found };

/** What stands in the shop for a shipment. */
interface Standing {
	readonly order: string;
	readonly parcels: readonly Parcel[];
	/** What is still to be made of it. */
	readonly groups: readonly Group[];
	readonly problem?: Problem;
}

/** What a look at the shop found for one record. */
type Look = { readonly there: Shippable; readonly plan: Plan } | { readonly problem: Problem };

export class ShipmentTarget implements DocumentTarget<Shipment, ShipmentDraft> {
	readonly system = 'shopify';

	readonly label = LABEL;

	readonly kind = 'shipment';

	readonly batchLimit = BATCH;

	/** A parcel with the tracking number is the shipment's, whoever entered it. */
	readonly adopts = true;

	/** By document key. */
	private readonly looks = new Map<string, Look>();

	/** Which parcel is which record's, as known in this run. */
	private readonly owners = new Map<string, string>();

	/** Which parcel is whose, as the ledger knows it: document keys by parcel; of several parcels it knows the first. */
	private readonly remembered = new Map<string, readonly string[]>();

	/** Orders that were written since they were read. */
	private readonly touched = new Set<string>();

	constructor(
		readonly account: string,
		private readonly shopify: ShopifyClient,
		private readonly rules: ShipmentRules,
	) {}

	documentKey({ origin }: Shipment): string {
		return `${origin.system}:${origin.account}:${origin.id}`;
	}

	draft(record: Shipment): { draft: ShipmentDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	/** A record made before is also asked for under the names its parcels had; a part of it is found only then. */
	async find(wanted: ReadonlyArray<Wanted<Shipment>>, keysOf?: KeysOf): Promise<Map<string, Found>> {
		const asked = new Map<string, { record: Shipment; hints: string[] }>();
		for (const { key, record } of wanted) {
			const own = this.documentKey(record);
			const before = asked.get(own)?.hints ?? [];
			asked.set(own, { record, hints: key === own ? before : [...before, ...key.split(', ')] });
		}
		const found = new Map<string, Found>();
		for (const [key, look] of await this.lookAt([...asked.values()], keysOf)) {
			this.looks.set(key, look);
			if ('problem' in look) continue;
			const { plan, there } = look;
			const isKnown = (asked.get(key)?.hints.length ?? 0) > 0 && plan.own.length > 0;
			if (plan.complete || isKnown) found.set(key, this.foundFrom(there, plan));
		}
		return found;
	}

	private foundFrom({ order }: Shippable, { own, groups, problem }: Plan): Found<Standing> {
		return {
			id: own[0]?.id ?? order.id,
			number: own.map(({ name }) => name).join(', '),
			url: orderUrl(this.account, order),
			document: { order: order.name, parcels: own, groups, ...(problem ? { problem } : {}) },
		};
	}

	// ------------------------------------------------------------------ looking

	private async lookAt(
		asked: ReadonlyArray<{ record: Shipment; hints: readonly string[] }>,
		keysOf?: KeysOf,
	): Promise<Map<string, Look>> {
		return await reading(OPERATION, SHIP_SCOPES, async () => {
			const entries = asked.flatMap(({ record, hints }) => {
				const drafted = this.draft(record);
				return 'draft' in drafted ? [{ record, hints, draft: drafted.draft }] : [];
			});
			const named = await this.idsByName(entries.map(({ draft }) => draft));
			const idsOf = ({ order }: ShipmentDraft) =>
				order === 'none' ? [] : 'id' in order ? [order.id] : (named.get(order.name) ?? []);
			const ids = [...new Set(entries.flatMap(({ draft }) => idsOf(draft)))];
			const orders = await ordersToShip(this.shopify, ids);
			for (const id of ids) this.touched.delete(id);
			await this.remember([...orders.values()], keysOf);
			const looks = new Map<string, Look>();
			for (const entry of entries) {
				const there = idsOf(entry.draft).flatMap((id) => orders.get(id) ?? []);
				looks.set(this.documentKey(entry.record), this.lookFrom(entry, there));
			}
			return looks;
		});
	}

	/** Asked of whole orders, before it is planned what is whose. */
	private async remember(orders: readonly Shippable[], keysOf?: KeysOf): Promise<void> {
		const parcels = orders.flatMap((order) => order.parcels.map(({ id }) => id));
		if (!keysOf || parcels.length === 0) return;
		for (const [id, keys] of await keysOf(parcels)) this.remembered.set(id, keys);
	}

	private lookFrom(entry: Entry & { readonly hints: readonly string[] }, there: readonly Shippable[]): Look {
		const { record, draft } = entry;
		const [only, ...others] = there;
		const params = this.named(record);
		if (!only) return { problem: { code: 'ORDER_NOT_FOUND', params: { ...params, reference: draft.orderName } } };
		if (others.length > 0) {
			const about = `the shipment ${record.number} of order ${draft.orderName}`;
			const count = String(there.length);
			return { problem: { code: 'AMBIGUOUS', params: { record: about, count, target: LABEL, key: 'order number' } } };
		}
		const key = this.documentKey(record);
		const taken = new Set([...this.owners].filter(([, owner]) => owner !== key).map(([id]) => id));
		const elsewhere = [...this.remembered].filter(([, keys]) => !keys.includes(key)).map(([id]) => id);
		const apart = planShipment(only, { ...entry, taken: new Set([...taken, ...elsewhere]) }, this.rules);
		// Where nothing is open for it, it counts as being in a parcel that stands, whoever's that is.
		const plan = apart.problem ? planShipment(only, { ...entry, taken }, this.rules) : apart;
		for (const { id } of plan.own) this.owners.set(id, key);
		return { there: only, plan };
	}

	/** The ids of orders by their plain name, compared exactly; both ways of writing it are searched for. */
	private async idsByName(drafts: readonly ShipmentDraft[]): Promise<Map<string, string[]>> {
		const names = new Set(drafts.flatMap(({ order }) => (order !== 'none' && 'name' in order ? [order.name] : [])));
		const ids = new Map<string, string[]>();
		if (names.size === 0) return ids;
		const searched = [...names].flatMap((name) => [name, `#${name}`]);
		for (const { id, name } of await ordersNamed(this.shopify, searched)) {
			const plain = plainName(name);
			if (names.has(plain)) ids.set(plain, [...new Set([...(ids.get(plain) ?? []), id])]);
		}
		return ids;
	}

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = new Map<number, Problem>();
		for (const [index, { record }] of drafts.entries()) {
			const found = this.problemOf(record);
			if (found) problems.set(index, found);
		}
		return await Promise.resolve(problems);
	}

	private problemOf(record: Shipment): Problem | undefined {
		const look = this.looks.get(this.documentKey(record));
		if (!look || 'problem' in look) return look?.problem;
		const { order } = look.there;
		if (!order.cancelledAt) return look.plan.problem;
		return { code: 'ORDER_CANCELLED', params: { ...this.named(record), reference: order.name } };
	}

	revise(found: Found, _record: Shipment, draft: ShipmentDraft) {
		const { parcels, groups, problem } = found.document as Standing;
		if (problem) return { can: 'nothing', problem } as const;
		const tracking = trackingChanges(parcels, draft).map(({ parcel, before, after }) => ({
			field: `tracking of ${parcel.name}`,
			before,
			after,
		}));
		const rest = groups.map(({ location, work }) => ({ field: `goods from ${location}`, before: null, after: work }));
		const changes = [...tracking, ...rest];
		return changes.length > 0 ? ({ can: 'update', changes } as const) : ({ can: 'unchanged' } as const);
	}

	// ------------------------------------------------------------------ writing

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async (entry) => await this.createOne(entry, maySend));
	}

	/** An order that another record of this run was written to is read again first: its work is no longer the same. */
	private async createOne(entry: Entry, maySend: MaySend): Promise<Applied> {
		const { record } = entry;
		const known = this.looks.get(this.documentKey(record));
		const isOld = known !== undefined && 'there' in known && this.touched.has(known.there.order.id);
		if (isOld) {
			try {
				await this.find([{ key: this.documentKey(record), record }]);
			} catch (error) {
				return { outcome: 'stopped', error };
			}
			const problem = this.problemOf(record);
			if (problem) return { outcome: 'rejected', problem };
		}
		const look = this.looks.get(this.documentKey(record));
		if (!look || 'problem' in look) return { outcome: 'rejected', problem: look?.problem ?? this.notFound(entry) };
		if (look.plan.complete) return { outcome: 'done', ...this.foundFrom(look.there, look.plan) };
		return await this.make(entry, look.there, look.plan.own, look.plan.groups, maySend);
	}

	private notFound({ record, draft }: Entry): Problem {
		return { code: 'ORDER_NOT_FOUND', params: { ...this.named(record), reference: draft.orderName } };
	}

	/** One call a group; only the first may mail. Where one fails, the next attempt finds what stands and makes the rest. */
	private async make(
		{ record, draft }: Entry,
		{ order }: Shippable,
		own: readonly Parcel[],
		groups: readonly Group[],
		maySend: MaySend,
	): Promise<Applied> {
		const about = this.about(record);
		const tracking = toTrackingInput(draft.tracking, draft.company);
		const made: Array<{ id: string; name: string }> = own.map(({ id, name }) => ({ id, name }));
		for (const [index, group] of groups.entries()) {
			const fulfillment = {
				lineItemsByFulfillmentOrder: group.work,
				...(tracking ? { trackingInfo: tracking } : {}),
				notifyCustomer: draft.notifyCustomer && index === 0 && own.length === 0,
			};
			this.touched.add(order.id);
			const sent = await sending(about, async () => await createFulfillment(this.shopify, fulfillment, maySend));
			if ('failed' in sent) return sent.failed;
			const { fulfillment: parcel, userErrors } = sent.data.fulfillmentCreate;
			if (userErrors.length > 0) return refusedBy(userErrors, about, { requestId: sent.requestId });
			if (!parcel) return { outcome: 'unknown', problem: { code: 'NO_ANSWER', params: about.params } };
			this.owners.set(parcel.id, this.documentKey(record));
			made.push(parcel);
		}
		return {
			outcome: 'done',
			id: made[0]?.id ?? order.id,
			number: made.map(({ name }) => name).join(', '),
			url: orderUrl(this.account, order),
		};
	}

	async update(changes: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async ({ found, record, draft }) => {
			const { parcels, groups } = found.document as Standing;
			const failed = await this.track(record, draft, parcels, maySend);
			if (failed) return failed;
			const look = this.looks.get(this.documentKey(record));
			if (groups.length === 0 || !look || 'problem' in look)
				return { outcome: 'done', id: found.id, number: found.number, url: found.url };
			return await this.make({ record, draft }, look.there, parcels, groups, maySend);
		});
	}

	/** Adds what the parcels lack of the tracking; only the first may mail. */
	private async track(
		record: Shipment,
		draft: ShipmentDraft,
		parcels: readonly Parcel[],
		maySend: MaySend,
	): Promise<Applied | undefined> {
		const about = this.about(record);
		for (const [index, { parcel, input }] of trackingChanges(parcels, draft).entries()) {
			const notify = draft.notifyCustomer && index === 0;
			const sent = await sending(
				about,
				async () => await updateTracking(this.shopify, parcel.id, { ...input }, notify, maySend),
			);
			if ('failed' in sent) return sent.failed;
			const { userErrors } = sent.data.fulfillmentTrackingInfoUpdate;
			if (userErrors.length > 0) return refusedBy(userErrors, about, { requestId: sent.requestId });
		}
		return undefined;
	}

	calls(): number {
		return this.shopify.calls();
	}

	private named(record: Shipment): { order: string; kind: string; target: string } {
		return { order: record.number, kind: this.kind, target: LABEL };
	}

	private about(record: Shipment): Sending {
		return { operation: OPERATION, scopes: SHIP_SCOPES, params: this.named(record) };
	}
}
