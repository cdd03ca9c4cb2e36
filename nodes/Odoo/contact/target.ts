import { customerLabel, type Customer } from '../../../core/model/customer';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { CONTACT_COLUMNS, toContactRow } from '../customer/mapping';
import { partnersBy, partnersById } from '../customer/client';
import type { OdooPartner } from '../customer/wire';
import { idFrom, LABEL, notApplied, reading, SYSTEM, type About } from '../failures';
import { Places } from '../settings/client';
import { applyingAll, Loader, type LoadedAs } from '../target';
import { contactChanges, contactKey, toContactDraft, toNewContact, type ContactDraft } from './mapping';

/*
 * How Odoo takes customers: the contact made for this very customer, else the one with the e-mail, else a new one.
 */

const BATCH = 50;

type Entry = { readonly record: Customer; readonly draft: ContactDraft };

/** Several contacts that could be meant, or one that may not be seen. */
interface Unclear {
	readonly unclear: Problem;
}

export class ContactTarget implements DocumentTarget<Customer, ContactDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'customer';

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	readonly adopts = true;

	private readonly places: Places;

	constructor(
		readonly account: string,
		private readonly odoo: OdooClient,
		private readonly setting: { readonly matchEmail: boolean; readonly urlOf: (id: number) => string },
	) {
		this.places = new Places(odoo);
	}

	documentKey(record: Customer): string {
		return contactKey(record);
	}

	draft(record: Customer): { draft: ContactDraft } | { problem: Problem } {
		const draft = toContactDraft(record);
		if (draft.name) return { draft };
		return {
			problem: problem('CUSTOMER_KEY_MISSING', {
				record: `the customer ${customerLabel(record) || 'without a number'}`,
			}),
		};
	}

	foreignKeys(): string[] {
		return [];
	}

	async find(wanted: ReadonlyArray<Wanted<Customer>>): Promise<Map<string, Found>> {
		const records = [...new Set(wanted.map(({ record }) => record))];
		return await reading(async () => {
			const emails = records.map(({ email }) => (email ?? '').trim().toLowerCase());
			const byEmail = this.setting.matchEmail ? await partnersBy(this.odoo, 'email_normalized', emails) : [];
			const found = await sideBySide(records, async (record) => await this.contactOf(record, byEmail, wanted));
			const ids = found.filter((each) => typeof each === 'number');
			const people = await partnersById(this.odoo, ids);
			return new Map(
				records.flatMap((record, index): Array<[string, Found]> => {
					const key = contactKey(record);
					const each = found[index];
					if (each === undefined) return [];
					if (typeof each === 'object') return [[key, { id: key, number: key, document: each }]];
					const there = people.get(each);
					return there ? [[key, { ...this.reference(each), document: there }]] : [];
				}),
			);
		});
	}

	private async contactOf(
		record: Customer,
		byEmail: readonly OdooPartner[],
		wanted: ReadonlyArray<Wanted<Customer>>,
	): Promise<number | Unclear | undefined> {
		// Whom the ledger knows by the contact's own ID: an e-mail that changed is then a change and no second contact.
		const known = wanted.find((each) => each.record === record && idFrom(each.key) !== undefined)?.key;
		if (known !== undefined) return idFrom(known);
		const made = await this.odoo.withExternalId(contactKey(record), 'res.partner');
		if (made === 'hidden') return { unclear: problem('NOT_VISIBLE', this.about(record).params) };
		if (made !== undefined) return made;
		const email = (record.email ?? '').trim().toLowerCase();
		const same = email === '' ? [] : byEmail.filter(({ email_normalized }) => email_normalized === email);
		const tops = same.filter(({ parent_id }) => parent_id === null);
		const [only] = same.length === 1 ? same : tops;
		if (only && (same.length === 1 || tops.length === 1)) return only.id;
		if (same.length === 0) return undefined;
		const label = `the customer ${customerLabel(record)}`;
		const params = { record: label, count: String(same.length), target: LABEL, key: 'e-mail address' };
		return { unclear: problem('AMBIGUOUS', params) };
	}

	/** The contact's own ID is its number: names and e-mails are people's. */
	private reference(id: number) {
		return { id: String(id), number: String(id), url: this.setting.urlOf(id) };
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	revise({ document }: Found, _record: Customer, draft: ContactDraft): Revisable {
		const there = document as OdooPartner | Unclear;
		if ('unclear' in there) return { can: 'nothing', problem: there.unclear };
		const changes = contactChanges(there, draft);
		return changes.length === 0 ? { can: 'unchanged' } : { can: 'update', changes };
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(drafts, async () => {
			await this.places.know(drafts.flatMap(({ draft }) => draft.countryCode ?? []));
			const rows = drafts.map(({ record, draft }) => {
				const contact = toNewContact(draft);
				const country = this.places.country(contact.countryCode);
				const state = this.places.region(country, contact.province);
				const row = toContactRow({ externalId: draft.externalId, type: 'contact', contact, country, state });
				return { externalId: draft.externalId, rows: [row], about: this.about(record) };
			});
			const made = await new Loader(this.odoo, 'res.partner', CONTACT_COLUMNS, maySend).load(rows);
			return await this.settled(drafts, made, maySend);
		});
	}

	/**
	 * What became of contacts that were loaded: one that stood there already was left as it is, which shows in what it
	 * says, and is brought to the record's state.
	 */
	private async settled(drafts: readonly Entry[], made: readonly LoadedAs[], maySend: MaySend): Promise<Applied[]> {
		const people = await partnersById(
			this.odoo,
			made.flatMap((answer) => ('id' in answer ? [answer.id] : [])),
		);
		return await sideBySide([...drafts.keys()], async (index): Promise<Applied> => {
			const [entry, answer] = [drafts[index]!, made[index]!];
			if ('applied' in answer) return answer.applied;
			const there = people.get(answer.id);
			// One that is not shown yet may be another run's, with another content.
			if (!there) return { outcome: 'unknown', problem: problem('NO_ANSWER', this.about(entry.record).params) };
			if (contactChanges(there, entry.draft).length === 0) return { outcome: 'done', ...this.reference(answer.id) };
			const written = await this.written({ ...entry, there }, maySend);
			return written.outcome === 'done' ? { ...written, stood: 'changed' } : written;
		});
	}

	async update(changes: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(changes, async () => {
			await this.places.know(changes.flatMap(({ draft }) => draft.countryCode ?? []));
			return await sideBySide(
				changes,
				async ({ found, ...entry }) => await this.written({ ...entry, there: found.document as OdooPartner }, maySend),
			);
		});
	}

	private async written(
		{ record, draft, there }: Entry & { readonly there: OdooPartner },
		maySend: MaySend,
	): Promise<Applied> {
		const vals = Object.fromEntries(
			contactChanges(there, draft).map(({ field, after }) =>
				field === 'countryCode'
					? ['country_id', this.places.country(draft.countryCode) ?? false]
					: [field, after ?? false],
			),
		);
		const call = { model: 'res.partner', method: 'write', ids: [there.id], args: { vals } };
		const answer = await this.odoo.call({ ...call, repeatable: true, maySend });
		return 'done' in answer ? { outcome: 'done', ...this.reference(there.id) } : notApplied(this.about(record), answer);
	}

	calls(): number {
		return this.odoo.http.calls();
	}

	private about(record: Customer): About {
		const { name, company, email, phone, vatNumber, addresses } = record;
		const texts = [name, company, email, phone, vatNumber, ...(addresses ?? []).flatMap((each) => Object.values(each))];
		return {
			params: { order: customerLabel(record), kind: 'customer', target: LABEL },
			personal: texts.filter((each): each is string => typeof each === 'string'),
		};
	}
}
