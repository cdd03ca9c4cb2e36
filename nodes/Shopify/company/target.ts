import { customerLabel, type Customer } from '../../../core/model/customer';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import type { Mutated, ShopifyClient } from '../client';
import { LABEL, oneByOne, reading, refusedBy, sending, type Sending } from '../failures';
import { changeCompany, companyByExternalId, companyById, makeCompany } from './client';
import { companyChanges, personalTexts, toCreate, toDraft, toUpdate, type CompanyDraft } from './draft';
import type { SavedCompany, ShopCompany } from './wire';

/*
 * How Shopify takes companies: under their external ID, of which there is one each.
 */

/** A token needs either; this one is asked for by other operations as well. */
export const COMPANY_SCOPES = ['write_customers'];
const OPERATION = 'Company: Create or Update';
const BATCH = 20;

type Entry = { readonly record: Customer; readonly draft: CompanyDraft };

export class CompanyTarget implements DocumentTarget<Customer, CompanyDraft> {
	readonly system = 'shopify';

	readonly label = LABEL;

	/** What the ledger calls them: the same record may stand in the shop as a customer, too. */
	readonly kind = 'company';

	readonly batchLimit = BATCH;

	/** An external ID is the company's own, whoever made it. */
	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly shopify: ShopifyClient,
	) {}

	documentKey({ origin }: Customer): string {
		return JSON.stringify([origin.system, origin.account, origin.id]);
	}

	draft(record: Customer): { draft: CompanyDraft } | { problem: Problem } {
		return toDraft(record);
	}

	/** The one the ledger knows first: a reference that changed at the source is then a change and no second company. */
	async find(wanted: ReadonlyArray<Wanted<Customer>>): Promise<Map<string, Found>> {
		const found = new Map<string, Found>();
		for (const record of new Set(wanted.map((each) => each.record))) {
			const key = this.documentKey(record);
			const known = wanted.find((each) => each.record === record && each.key !== key)?.key;
			const document = await this.look(record, known);
			if (document) found.set(key, { ...this.reference(document.id), document });
		}
		return found;
	}

	private async look(record: Customer, known = ''): Promise<ShopCompany | undefined> {
		const drafted = this.draft(record);
		return await reading(OPERATION, COMPANY_SCOPES, async () => {
			const there = /^\d{1,20}$/.test(known)
				? await companyById(this.shopify, `gid://shopify/Company/${known}`)
				: undefined;
			if (there || !('draft' in drafted)) return there;
			return await companyByExternalId(this.shopify, drafted.draft.externalId);
		});
	}

	private reference(id: string) {
		const number = id.split('/').pop() ?? '';
		return { id, number, url: `https://${this.account}/admin/companies/${number}` };
	}

	revise({ document }: Found, _record: Customer, draft: CompanyDraft): Revisable {
		const changes = companyChanges(document as ShopCompany, draft);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async (entry) => {
			return await this.sent(entry, async () => await makeCompany(this.shopify, toCreate(entry.draft), maySend));
		});
	}

	async update(changes: ReadonlyArray<Entry & { readonly found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(changes, async ({ found, ...entry }) => {
			const input = toUpdate(companyChanges(found.document as ShopCompany, entry.draft));
			return await this.sent(entry, async () => await changeCompany(this.shopify, found.id, input, maySend));
		});
	}

	calls(): number {
		return this.shopify.calls();
	}

	private async sent({ record, draft }: Entry, send: () => Promise<Mutated<SavedCompany>>): Promise<Applied> {
		const params = { order: customerLabel(record), kind: this.kind, target: LABEL };
		const about: Sending = { operation: OPERATION, scopes: COMPANY_SCOPES, params };
		const answer = await sending(about, send);
		if ('failed' in answer) return answer.failed;
		const { company, userErrors } = answer.data;
		if (company && userErrors.length === 0) return { outcome: 'done', ...this.reference(company.id) };
		return refusedBy(userErrors, about, { requestId: answer.requestId, personal: personalTexts(draft) });
	}
}
