import type { Shipment } from '../../../core/model/shipment';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { applying, idFrom, LABEL, notApplied, reading, SYSTEM, type About } from '../failures';
import { externalId } from '../mapping';
import { fillIn, hasPicked, ordersNamed, pickingsBy, validate, wholePickings, type WholePicking } from './client';
import {
	covers,
	hasTracking,
	isOpen,
	notFound,
	orderNames,
	pack,
	toValues,
	trackingText,
	type Packing,
} from './mapping';

/*
 * How what a warehouse has sent is validated in Odoo: the delivery of the order that has room for it, with its tracking;
 * what is missing becomes a backorder.
 */

const BATCH = 20;

/** What is to be validated; which delivery it is shows with a look only. */
export interface ShipmentDraft {
	readonly tracking: string;
}

type Entry = { readonly record: Shipment; readonly draft: ShipmentDraft };

/** What a look found for a shipment. */
type Look = { readonly open: WholePicking; readonly packing: Packing } | { readonly problem: Problem };

export interface ShipmentSetting {
	readonly odoo: OdooClient;
	readonly urlOf: (id: number) => string;
}

export class ShipmentTarget implements DocumentTarget<Shipment, ShipmentDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'shipment';

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	/** A delivery with the tracking number is the shipment's, whoever validated it. */
	readonly adopts = true;

	private readonly looks = new Map<string, Look>();

	/** Deliveries that were validated since they were read. */
	private readonly used = new Set<number>();

	constructor(
		readonly account: string,
		private readonly setting: ShipmentSetting,
	) {}

	documentKey({ origin }: Shipment): string {
		return `${origin.system}:${origin.account}:${origin.id}`;
	}

	draft(record: Shipment): { draft: ShipmentDraft } {
		return { draft: { tracking: trackingText(record) } };
	}

	foreignKeys(): string[] {
		return [];
	}

	/** A shipment validated before is also asked for by the name of its delivery. */
	async find(wanted: ReadonlyArray<Wanted<Shipment>>): Promise<Map<string, Found>> {
		const records = [...new Set(wanted.map(({ record }) => record))];
		return await reading(async () => {
			const found = await sideBySide(records, async (record) => {
				const own = this.documentKey(record);
				const known = wanted.filter((each) => each.record === record && each.key !== own).map(({ key }) => key);
				return [own, await this.lookAt(record, known)] as const;
			});
			return new Map(
				found.flatMap(([key, picking]): Array<[string, Found]> => (picking ? [[key, this.foundFrom(picking)]] : [])),
			);
		});
	}

	private foundFrom(document: WholePicking): Found<WholePicking> {
		const { id, name } = document.picking;
		return { id: String(id), number: name, url: this.setting.urlOf(id), document };
	}

	/** The delivery that is done for a shipment; else what is to be done is kept for the writing. */
	private async lookAt(record: Shipment, known: readonly string[]): Promise<WholePicking | undefined> {
		const orders = await this.ordersFor(record);
		if ('problem' in orders) return void this.looks.set(this.documentKey(record), orders);
		const { odoo } = this.setting;
		const domain = [
			['sale_id', 'in', orders.ids],
			['picking_type_id.code', '=', 'outgoing'],
		] as const;
		const all = await wholePickings(odoo, await pickingsBy(odoo, domain));
		const done = all.filter(({ picking }) => picking.state === 'done');
		const own = done.find(({ picking }) => hasTracking(picking, record) || known.includes(picking.name));
		if (own) return own;
		const open = all.filter(({ picking }) => isOpen(picking));
		// With nothing left to send, what was sent is this: all of it without tracking, or a delivery whose number came late.
		if (open.length === 0 && record.tracking.length === 0 && covers(done, record)) return done.at(-1);
		const late = done.find((each) => !each.picking.carrier_tracking_ref && covers([each], record));
		if (open.length === 0 && late) return late;
		this.looks.set(this.documentKey(record), this.planFor(record, open));
		return undefined;
	}

	private planFor(record: Shipment, open: readonly WholePicking[]): Look {
		const plans = open.map((whole) => ({ open: whole, packed: pack(whole, record) }));
		const fitting = plans.find(({ packed }) => 'packing' in packed);
		if (fitting && 'packing' in fitting.packed) return { open: fitting.open, packing: fitting.packed.packing };
		const [first] = plans;
		const params = { kind: 'shipment', order: record.number, reference: orderNames(record)[0] ?? '', target: LABEL };
		if (!first || 'packing' in first.packed) return { problem: problem('LINES_UNMATCHED', params) };
		const { unmatched, open: room, asked } = first.packed;
		if (room === 0) return { problem: problem('LINES_UNMATCHED', { ...params, skus: unmatched }) };
		return {
			problem: problem('QUANTITY_EXCEEDS', { ...params, sku: unmatched, quantity: String(asked), open: String(room) }),
		};
	}

	/** The order by its own ID, by the external id it was made under, else by the numbers the shipment names. */
	private async ordersFor(record: Shipment): Promise<{ readonly ids: number[] } | { readonly problem: Problem }> {
		const ids = new Set<number>();
		for (const { system, account, id } of record.orders) {
			if (!id || !system || !account) continue;
			const own = system === SYSTEM && account === this.account ? idFrom(id) : undefined;
			const found =
				own ?? (await this.setting.odoo.withExternalId(externalId('order', { system, account, id }), 'sale.order'));
			if (typeof found === 'number') ids.add(found);
		}
		if (ids.size > 0) return { ids: [...ids] };
		const named = (await ordersNamed(this.setting.odoo, orderNames(record))).filter(({ state }) => state !== 'cancel');
		if (named.length === 0) return { problem: notFound(record, LABEL) };
		if (named.length === 1) return { ids: [named[0]!.id] };
		const label = `the shipment ${record.number}`;
		return {
			problem: problem('AMBIGUOUS', {
				record: label,
				count: String(named.length),
				target: LABEL,
				key: 'customer reference',
			}),
		};
	}

	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const problems = drafts.flatMap(({ record }, index): Array<[number, Problem]> => {
			const look = this.looks.get(this.documentKey(record));
			return look && 'problem' in look ? [[index, look.problem]] : [];
		});
		return await Promise.resolve(new Map(problems));
	}

	revise({ document }: Found, record: Shipment, draft: ShipmentDraft): Revisable {
		const { picking } = document as WholePicking;
		const before = picking.carrier_tracking_ref ?? '';
		if (draft.tracking === '' || draft.tracking === before) return { can: 'unchanged' };
		// Another carrier's signs between the numbers are no change.
		if (record.tracking.every(({ number }) => hasTracking(picking, { ...record, tracking: [{ number }] })))
			return { can: 'unchanged' };
		return { can: 'update', changes: [{ field: 'carrier_tracking_ref', before, after: draft.tracking }] };
	}

	/** One after the other: two shipments of one order may leave with one delivery and its backorder. */
	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		const answers: Applied[] = [];
		for (const entry of drafts) {
			const last = answers.at(-1);
			answers.push(last?.outcome === 'stopped' ? last : await applying(async () => await this.send(entry, maySend)));
		}
		return answers;
	}

	private async send({ record, draft }: Entry, maySend: MaySend): Promise<Applied> {
		const look = await this.lookNow(record);
		if ('problem' in look) return { outcome: 'rejected', problem: look.problem };
		if ('stood' in look) return { ...look.stood, outcome: 'done', stood: true };
		const { odoo, urlOf } = this.setting;
		const { id, name } = look.open.picking;
		const values = toValues(look.packing, draft.tracking, await hasPicked(odoo));
		const filled = await fillIn(odoo, id, values, maySend);
		if (!('done' in filled)) return notApplied(aboutOf(record), filled);
		const answer = await validate(odoo, id, maySend);
		this.used.add(id);
		const [now] = await pickingsBy(odoo, [['id', '=', id]]);
		if (now?.state === 'done') return { outcome: 'done', id: String(id), number: name, url: urlOf(id) };
		if (!('done' in answer) && !('noAnswer' in answer && answer.noAnswer.sent))
			return notApplied(aboutOf(record), answer);
		// An action of Odoo's pages, or no answer: nothing was done, and a person would have been asked something.
		const params = { ...aboutOf(record).params, target: LABEL, number: name, wanted: 'delivered' };
		return { outcome: 'rejected', problem: problem('NOT_CONFIRMED', params) };
	}

	/** What was read before another shipment of this run was validated is read again. */
	private async lookNow(
		record: Shipment,
	): Promise<Look | { readonly stood: { id: string; number: string; url?: string } }> {
		const key = this.documentKey(record);
		const look = this.looks.get(key);
		if (look && ('problem' in look || !this.used.has(look.open.picking.id))) return look;
		const found = await this.lookAt(record, []);
		return found ? { stood: this.foundFrom(found) } : (this.looks.get(key) ?? { problem: notFound(record, LABEL) });
	}

	async update(changes: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(
			changes,
			async ({ record, draft, found }) =>
				await applying(async () => {
					const vals = { carrier_tracking_ref: draft.tracking };
					const answer = await fillIn(this.setting.odoo, Number(found.id), vals, maySend);
					if (!('done' in answer)) return notApplied(aboutOf(record), answer);
					return { outcome: 'done', id: found.id, number: found.number, url: found.url };
				}),
		);
	}

	calls(): number {
		return this.setting.odoo.http.calls();
	}
}

const aboutOf = ({ number }: Shipment): About => ({ params: { order: number, kind: 'shipment' } });
