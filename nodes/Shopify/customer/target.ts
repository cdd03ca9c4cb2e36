import { customerLabel, type Customer } from '../../../core/model/customer';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { ShopifyClient } from '../client';
import { LABEL, oneByOne, reading, refusedBy, sending, type Sending } from '../failures';
import { findCustomer, setCustomer, type CustomerIdentifier } from './client';
import {
	changesOf,
	mergedWith,
	personalTexts,
	toCreate,
	toDraft,
	toUpdate,
	type CustomerDraft,
	type CustomerRules,
} from './mapping';
import type { ShopCustomer } from './wire';

/*
 * How Shopify takes customers. A person is found by e-mail, else telephone, else a custom id; the ledger's key is made
 * of the record's place at its source instead, so that nothing personal is in it and a new e-mail is a change.
 */

export const CUSTOMER_SCOPES = ['write_customers'];
const OPERATION = 'Customer: Create or Update';
/** Claimed together; each takes two calls. */
const BATCH = 20;

type Entry = { readonly record: Customer; readonly draft: CustomerDraft };
type Change = Entry & { readonly found: Found };

export class CustomerTarget implements DocumentTarget<Customer, CustomerDraft> {
	readonly system = 'shopify';

	readonly label = LABEL;

	readonly kind = 'customer';

	readonly batchLimit = BATCH;

	readonly adopts = true;

	/** Who was written in this run under which key or id: a second record for the same person waits for a person. */
	private readonly written = new Map<string, string>();

	constructor(
		readonly account: string,
		private readonly shopify: ShopifyClient,
		private readonly rules: CustomerRules,
	) {}

	documentKey({ origin }: Customer): string {
		// Never sent, so it need be no UUID: one made of an e-mail would tell whoever knows the address. The ledger keeps
		// a keyed hash of a key in which it sees a person.
		return JSON.stringify([origin.system, origin.account, origin.id]);
	}

	draft(record: Customer): { draft: CustomerDraft } | { problem: Problem } {
		return toDraft(record, this.rules);
	}

	/** Whom the ledger knows first: an e-mail that changed at the source is then a change and no second customer. */
	async find(wanted: ReadonlyArray<Wanted<Customer>>): Promise<Map<string, Found>> {
		const found = new Map<string, Found>();
		for (const record of new Set(wanted.map((each) => each.record))) {
			const key = this.documentKey(record);
			const known = wanted.find((each) => each.record === record && each.key !== key)?.key;
			const document = (await this.byId(known)) ?? (await this.byKey(record));
			if (document) found.set(key, { ...this.reference(document), document });
		}
		return found;
	}

	private async byId(number: string | undefined): Promise<ShopCustomer | undefined> {
		if (number === undefined || !/^\d{1,20}$/.test(number)) return undefined;
		return await this.look({ id: `gid://shopify/Customer/${number}` });
	}

	private async byKey(record: Customer): Promise<ShopCustomer | undefined> {
		const drafted = this.draft(record);
		if ('problem' in drafted) return undefined;
		const { key } = drafted.draft;
		if ('email' in key) return await this.look({ emailAddress: key.email });
		return await this.look('phone' in key ? { phoneNumber: key.phone } : key);
	}

	private async look(identifier: CustomerIdentifier): Promise<ShopCustomer | undefined> {
		return await reading(OPERATION, CUSTOMER_SCOPES, async () => await findCustomer(this.shopify, identifier));
	}

	private reference({ id, legacyResourceId }: { id: string; legacyResourceId: string }) {
		return { id, number: legacyResourceId, url: `https://${this.account}/admin/customers/${legacyResourceId}` };
	}

	revise(found: Found, _record: Customer, draft: CustomerDraft): Revisable {
		const there = found.document as ShopCustomer;
		const changes = changesOf(there, mergedWith(there, draft, this.rules));
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async (entry) => {
			const { key } = entry.draft;
			const shared = this.sharedWith(entry, JSON.stringify(key));
			const answer = shared ?? (await this.sent(entry, key, toCreate(entry.draft), maySend));
			if (answer.outcome === 'done') this.written.set(answer.id, customerLabel(entry.record));
			return answer;
		});
	}

	async update(changes: readonly Change[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async (change) => {
			const { id, document } = change.found;
			const there = document as ShopCustomer;
			const input = toUpdate(changesOf(there, mergedWith(there, change.draft, this.rules)));
			const shared = this.sharedWith(change, id);
			return shared ?? (await this.sent(change, { id }, input, maySend));
		});
	}

	calls(): number {
		return this.shopify.calls();
	}

	/** A second record for the same customer: which of the two is right, only a person knows. */
	private sharedWith({ record }: Entry, key: string): Applied | undefined {
		const by = this.written.get(key);
		this.written.set(key, by ?? customerLabel(record));
		if (by === undefined) return undefined;
		return { outcome: 'rejected', problem: problem('SHARED_KEY', { ...this.named(record), by }) };
	}

	private async sent(
		{ record, draft }: Entry,
		identifier: Readonly<Record<string, unknown>>,
		input: Readonly<Record<string, unknown>>,
		maySend: MaySend,
	): Promise<Applied> {
		const about: Sending = { operation: OPERATION, scopes: CUSTOMER_SCOPES, params: this.named(record) };
		const answer = await sending(about, async () => await setCustomer(this.shopify, identifier, input, maySend));
		if ('failed' in answer) return answer.failed;
		const { customer, userErrors } = answer.data;
		if (customer && userErrors.length === 0) return { outcome: 'done', ...this.reference(customer) };
		return refusedBy(userErrors, about, { requestId: answer.requestId, personal: personalTexts(draft) });
	}

	private named(record: Customer): { order: string; kind: string; target: string } {
		return { order: customerLabel(record), kind: this.kind, target: LABEL };
	}
}
