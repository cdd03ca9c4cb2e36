import type { Order } from '../../core/model/order';
import type { Applied, DocumentTarget, Found, MaySend, Problem } from '../../core/ports';
import { match } from '../../core/sync/match';
import { runProblem } from '../../core/sync/run';
import { sideBySide, type OgoshipClient, type Written } from './client';
import { changes, foreignReferences, isEditable, reference, toDraft, type OrderRules } from './mapping';
import type { OgoDraft, OgoOrder } from './wire';

/** How OGOship takes orders: one call each, found by reference, editable until the warehouse picks. */

export const LABEL = 'OGOship';
const SYSTEM = 'ogoship';
/** Claimed and sent together; small, so that a batch with all its look-ups stays far inside the lease. */
const BATCH = 10;
const VENDOR_TEXT_LENGTH = 200;

type Entry = { readonly record: Order; readonly draft: OgoDraft };

const foundFrom = (document: OgoOrder): Found<OgoOrder> => ({
	id: document.id ?? document.reference,
	number: document.reference,
	document,
});

export class OrderTarget implements DocumentTarget<Order, OgoDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'order';

	readonly batchLimit = BATCH;

	/** A look-up right after a create finds it: assumed, no index delay is documented. */
	readonly indexLagMs = 0;

	/** Product codes already looked at in this run: known once, or how many products carry the code. */
	private readonly products = new Map<string, Promise<number>>();

	constructor(
		readonly account: string,
		private readonly client: OgoshipClient,
		private readonly rules: OrderRules,
	) {}

	documentKey(record: Order): string {
		const key = reference(record, this.rules);
		// A record without a usable reference is turned away by `draft`; until then its own id keeps it apart.
		return 'key' in key ? key.key : `invalid ${record.origin.id}`;
	}

	draft(record: Order): { draft: OgoDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	foreignKeys(record: Order): string[] {
		return foreignReferences(record);
	}

	async find(keys: readonly string[]): Promise<Map<string, Found>> {
		const rows = await sideBySide(keys, async (key) => await this.client.ordersByReference(key));
		const found = new Map<string, Found>();
		// Where the merchant's data hold several under one reference, the first that is not cancelled speaks for it.
		for (const [index, list] of rows.entries()) {
			const document = list.find(({ status }) => status.toUpperCase() !== 'CANCELLED') ?? list[0];
			if (document) found.set(keys[index]!, foundFrom(document));
		}
		return found;
	}

	/** Unknown product codes, found out before anything is sent: what OGOship does with them is not documented. */
	async check(drafts: readonly Entry[]): Promise<Map<number, Problem>> {
		const codes = [...new Set(drafts.flatMap(({ draft }) => draft.orderLines.map(({ code }) => code)))];
		const counts = await sideBySide(codes, async (code) => ({ code, count: await this.productCount(code) }));
		const known = counts.flatMap(({ code, count }) => Array.from({ length: count }, () => code));
		const { missing, ambiguous } = match(codes, known, [
			{ name: 'code', wanted: (code) => code, current: (code) => code },
		]);
		const unknown = new Set(missing.map(({ wanted }) => wanted));
		const several = new Set(ambiguous.map(({ wanted }) => wanted));
		const problems = new Map<number, Problem>();
		for (const [index, { record, draft }] of drafts.entries()) {
			const bad = draft.orderLines.map(({ code }) => code).filter((code) => unknown.has(code));
			const double = draft.orderLines.find(({ code }) => several.has(code));
			if (bad.length > 0)
				problems.set(index, {
					code: 'UNKNOWN_SKU',
					params: { order: record.number, skus: [...new Set(bad)].join(', '), target: LABEL },
				});
			else if (double)
				problems.set(index, {
					code: 'AMBIGUOUS',
					params: {
						record: `order ${record.number}, SKU ${double.code}`,
						count: 'several',
						target: LABEL,
						key: 'product code',
					},
				});
		}
		return problems;
	}

	private async productCount(code: string): Promise<number> {
		const asked = this.products.get(code) ?? this.client.productsByCode(code).then((list) => list.length);
		this.products.set(code, asked);
		return await asked;
	}

	revise(found: Found, record: Order, draft: OgoDraft) {
		const there = found.document as OgoOrder;
		const list = changes(there, draft);
		if (list.length === 0) return { can: 'unchanged' } as const;
		if (isEditable(there.status)) return { can: 'update', changes: list } as const;
		return {
			can: 'nothing',
			problem: { code: 'STAGE_LOCKED', params: { order: record.number, target: LABEL, stage: there.status } },
		} as const;
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(
			drafts,
			async (entry) => await this.sent(entry, async () => await this.client.createOrder(entry.draft, maySend)),
		);
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(list, async (entry) => {
			// A changed order keeps the stage it stands in; ours to choose only when it is new.
			const draft = { ...entry.draft, status: (entry.found.document as OgoOrder).status };
			return await this.sent(entry, async () => await this.client.updateOrder(draft, maySend));
		});
	}

	calls(): number {
		return this.client.http.calls();
	}

	private async sent({ record, draft }: Entry, send: () => Promise<Written>): Promise<Applied> {
		try {
			const written = await send();
			if ('done' in written)
				return { outcome: 'done', id: written.done.id ?? written.done.reference, number: written.done.reference };
			const params = { order: record.number, target: LABEL };
			if ('noAnswer' in written) {
				const { sent, reason } = written.noAnswer;
				if (sent) return { outcome: 'unknown', problem: { code: 'NO_ANSWER', params } };
				if (reason === 'LEASE_OVER') return { outcome: 'unsent' };
				return {
					outcome: 'stopped',
					error: runProblem({ code: 'SETUP_SERVICE', params: { system: LABEL, status: reason } }),
				};
			}
			const { status, says } = written.refused;
			if (status === 429)
				return { outcome: 'stopped', error: runProblem({ code: 'SETUP_LIMIT', params: { system: LABEL } }) };
			if (status === 403) return { outcome: 'stopped', error: runProblem(notAllowed(status)) };
			const vendorText = says === undefined ? undefined : withoutPerson(says, draft);
			return {
				outcome: 'rejected',
				problem: { code: 'REFUSED', params: { ...params, status: String(status) } },
				vendorText,
			};
		} catch (error) {
			return { outcome: 'stopped', error };
		}
	}
}

/** The keys work and may not do this. */
export const notAllowed = (status: number): Problem => ({
	code: 'SETUP_CREDENTIAL',
	params: { system: LABEL, status: String(status), reason: 'these keys may not do this' },
});

/** The vendor's words without anything of the customer in them: names, address, phone and e-mail become "…". */
function withoutPerson(text: string, draft: OgoDraft): string {
	const { name, company, address1, address2, zip, city, phone, email } = draft.customer;
	const values = [name, company, address1, address2, zip, city, phone, email, draft.comments].filter(
		(value): value is string => typeof value === 'string' && value.length > 2,
	);
	const parts = values.flatMap((value) => [value, ...value.split(/\s+/).filter((word) => word.length > 3)]);
	const plain = parts.sort((a, b) => b.length - a.length).reduce((rest, part) => rest.split(part).join('…'), text);
	return [...plain]
		.map((character) => (character < ' ' ? ' ' : character))
		.join('')
		.slice(0, VENDOR_TEXT_LENGTH);
}
