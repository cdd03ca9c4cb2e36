import type { Problem } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { LABEL, type About } from '../failures';
import type { Places } from '../settings/client';
import { Loader, type LoadedAs } from '../target';
import { ADDRESS_TYPES, partnersBy, peopleBy, peopleWith } from './client';
import { addressId, CONTACT_COLUMNS, isAddressOf, toContactRow, type Contact, type CustomerDraft } from './mapping';
import type { OdooPartner } from './wire';

/*
 * The contacts an order needs: the customer by a ladder (e-mail, VAT number, made for it before, made now), and one
 * contact below it for each other address. The last two rungs are one call: what stands there is not made again.
 */

export interface CustomerRules {
	/** The contact that all guests are, where one is chosen. */
	readonly guest?: number;
	readonly matchBy: { readonly email: boolean; readonly vat: boolean };
}

/** The contacts of one order. */
export interface Contacts {
	readonly partner: number;
	readonly billTo: number;
	readonly shipTo: number;
}

export interface Wanting {
	readonly customer: CustomerDraft;
	readonly about: About;
}

type Known = number | { readonly problem: Problem } | 'new';

export class Customers {
	/** Who was found or made in this run, by what tells customers apart. */
	private readonly known = new Map<string, Known>();

	/** Contacts that were read, by id. */
	private readonly people = new Map<number, OdooPartner>();

	/** The addresses below them. */
	private readonly below = new Map<number, OdooPartner[]>();

	constructor(
		private readonly odoo: OdooClient,
		private readonly places: Places,
		private readonly rules: CustomerRules,
	) {}

	/** Looks customers up; answers the problem of each that is several contacts. Nothing is written. */
	async look(list: readonly Wanting[]): Promise<Array<Problem | undefined>> {
		await this.find(list);
		return list.map(({ customer }) => {
			const found = this.known.get(this.keyOf(customer));
			return typeof found === 'object' ? found.problem : undefined;
		});
	}

	/** The contacts of each order, made where they are missing. */
	async contactsFor(
		list: readonly Wanting[],
		maySend: () => boolean,
	): Promise<Array<Contacts | Extract<LoadedAs, { applied: unknown }>>> {
		await this.find(list);
		const failed = await this.make(list, maySend);
		const usable = list.filter(({ customer }) => typeof this.known.get(this.keyOf(customer)) === 'number');
		const contacts = await this.withAddresses(usable, maySend);
		return list.map((each) => {
			const found = this.known.get(this.keyOf(each.customer));
			if (typeof found === 'object') return { applied: { outcome: 'rejected', problem: found.problem } };
			return contacts.get(each) ?? failed.get(this.keyOf(each.customer)) ?? { applied: { outcome: 'unsent' } };
		});
	}

	/** Two orders of one person have one key, also where only one of them says whom the shop knows them as. */
	private keyOf({ email, externalId, isGuest }: CustomerDraft): string {
		if (isGuest && this.rules.guest !== undefined) return `guest ${this.rules.guest}`;
		return this.rules.matchBy.email && email ? `email ${email}` : externalId;
	}

	// ------------------------------------------------------------------ the ladder

	private async find(list: readonly Wanting[]): Promise<void> {
		const open = new Map(
			list.flatMap((each) =>
				this.known.has(this.keyOf(each.customer)) ? [] : [[this.keyOf(each.customer), each] as const],
			),
		);
		if (open.size === 0) return;
		const customers = [...open.values()].map(({ customer }) => customer);
		const byEmail = this.rules.matchBy.email ? await this.withEmails(customers) : [];
		const vats = customers.map(({ vat }) => vat ?? '');
		const byVat = this.rules.matchBy.vat ? await partnersBy(this.odoo, 'vat', vats) : [];
		await sideBySide([...open], async ([key, { customer, about }]) => {
			this.known.set(key, await this.rung(customer, about, byEmail, byVat));
		});
	}

	/** Whoever has the e-mail of one of these; their addresses are kept. */
	private async withEmails(customers: readonly CustomerDraft[]): Promise<OdooPartner[]> {
		const emails = new Set(customers.flatMap(({ email }) => email ?? []));
		const found = await peopleWith(this.odoo, [...emails]);
		const contacts = found.filter((each) => emails.has(each.email_normalized) && !ADDRESS_TYPES.includes(each.type));
		this.keep(contacts, found);
		return contacts;
	}

	private keep(contacts: readonly OdooPartner[], addresses: readonly OdooPartner[]): void {
		for (const each of contacts) {
			this.people.set(each.id, each);
			this.below.set(
				each.id,
				addresses.filter(({ parent_id }) => parent_id?.id === each.id),
			);
		}
	}

	/**
	 * The first rung that finds somebody speaks; several people on it are nobody's to choose from. `new` is who is found by
	 * nothing: made now, unless a contact was made for this customer before.
	 */
	private async rung(
		customer: CustomerDraft,
		about: About,
		byEmail: readonly OdooPartner[],
		byVat: readonly OdooPartner[],
	): Promise<Known> {
		if (customer.isGuest && this.rules.guest !== undefined) return this.rules.guest;
		const emails = byEmail.filter(({ email_normalized }) => customer.email && email_normalized === customer.email);
		const vats = byVat.filter(({ vat }) => customer.vat && vat === customer.vat);
		const [key, found] = emails.length > 0 ? ['e-mail address', emails] : ['VAT number', vats];
		if (found.length === 0) return 'new';
		// A company and the people below it may share an e-mail: the company is the customer then.
		const tops = found.filter(({ parent_id }) => parent_id === null);
		const [only] = found.length === 1 ? found : tops;
		if (only && (found.length === 1 || tops.length === 1)) return only.id;
		// One that was made for this very customer is the one that is meant.
		const made = await this.odoo.withExternalId(customer.externalId, 'res.partner');
		if (typeof made === 'number') return made;
		if (made === 'hidden') return { problem: notVisible(about) };
		const record = `the customer of order ${about.params.order ?? ''}`;
		return { problem: problem('AMBIGUOUS', { record, count: String(found.length), target: LABEL, key: String(key) }) };
	}

	// ------------------------------------------------------------------ making

	private async make(
		list: readonly Wanting[],
		maySend: () => boolean,
	): Promise<Map<string, Extract<LoadedAs, { applied: unknown }>>> {
		const fresh = new Map(
			list.flatMap((each) =>
				this.known.get(this.keyOf(each.customer)) === 'new' ? [[this.keyOf(each.customer), each] as const] : [],
			),
		);
		await this.places.know([...fresh.values()].flatMap(({ customer }) => countriesOf(customer)));
		const rows = [...fresh.values()].map(({ customer, about }) =>
			this.toLoad({ externalId: customer.externalId, type: 'contact', contact: customer.contact }, about),
		);
		const made = await this.loader(maySend).load(rows);
		const failed = new Map<string, Extract<LoadedAs, { applied: unknown }>>();
		for (const [index, key] of [...fresh.keys()].entries()) {
			const answer = made[index]!;
			if ('id' in answer) this.known.set(key, answer.id);
			else {
				failed.set(key, answer);
				// Nobody knows whether it was made: the next order of this customer looks again.
				this.known.delete(key);
			}
		}
		return failed;
	}

	private loader(maySend: () => boolean): Loader {
		return new Loader(this.odoo, 'res.partner', CONTACT_COLUMNS, maySend);
	}

	private toLoad(row: Omit<Parameters<typeof toContactRow>[0], 'state' | 'country'>, about: About) {
		const country = this.places.country(row.contact.countryCode);
		const state = this.places.region(country, row.contact.province);
		return { externalId: row.externalId, rows: [toContactRow({ ...row, country, state })], about };
	}

	// ------------------------------------------------------------------ addresses

	private async withAddresses(
		list: readonly Wanting[],
		maySend: () => boolean,
	): Promise<Map<Wanting, Contacts | Extract<LoadedAs, { applied: unknown }>>> {
		const ids = list.map(({ customer }) => this.known.get(this.keyOf(customer)) as number);
		const unread = ids.filter((id) => !this.people.has(id));
		const read = await peopleBy(this.odoo, unread);
		this.keep(
			read.filter(({ id }) => unread.includes(id)),
			read,
		);
		const missing = new Map<string, { parent: number; type: 'invoice' | 'delivery'; contact: Contact; about: About }>();
		const places = list.map(({ customer, about }, index) => {
			const parent = ids[index]!;
			const person = this.people.get(parent);
			const there = person ? [person, ...(this.below.get(parent) ?? [])] : [];
			const placeOf = (type: 'invoice' | 'delivery', contact: Contact | undefined): number | string => {
				if (!contact || !person) return parent;
				const same = there.find((each) => isAddressOf(each, contact, each.country_code ?? contact.countryCode ?? ''));
				if (same) return same.id;
				const key = addressId(parent, type, contact);
				missing.set(key, { parent, type, contact, about });
				return key;
			};
			return {
				partner: parent,
				billTo: placeOf('invoice', customer.billTo),
				shipTo: placeOf('delivery', customer.shipTo),
			};
		});
		const made = await this.makeAddresses(missing, maySend);
		return new Map(
			list.map((each, index): [Wanting, Contacts | Extract<LoadedAs, { applied: unknown }>] => {
				const { partner, billTo, shipTo } = places[index]!;
				// Somebody of this name was made for it and may not be seen.
				if (!this.people.has(partner))
					return [each, { applied: { outcome: 'rejected', problem: notVisible(each.about) } }];
				const [bill, ship] = [billTo, shipTo].map((place) =>
					typeof place === 'number' ? { id: place } : made.get(place)!,
				);
				if (bill && 'applied' in bill) return [each, bill];
				if (ship && 'applied' in ship) return [each, ship];
				return [each, { partner, billTo: bill!.id, shipTo: ship!.id }];
			}),
		);
	}

	/** Addresses under their own external ids; one that people corrected in Odoo since is used as it is. */
	private async makeAddresses(
		missing: ReadonlyMap<string, { parent: number; type: 'invoice' | 'delivery'; contact: Contact; about: About }>,
		maySend: () => boolean,
	): Promise<Map<string, LoadedAs>> {
		await this.places.know([...missing.values()].flatMap(({ contact }) => contact.countryCode ?? []));
		const rows = [...missing].map(([key, { parent, type, contact, about }]) =>
			this.toLoad({ externalId: key, parent, type, contact }, about),
		);
		const made = await this.loader(maySend).load(rows);
		return new Map([...missing.keys()].map((key, index) => [key, made[index]!]));
	}
}

const notVisible = ({ params }: About) => problem('NOT_VISIBLE', { ...params, target: LABEL, what: 'customer' });

const countriesOf = ({ contact, billTo, shipTo }: CustomerDraft) =>
	[contact, billTo, shipTo].flatMap((each) => each?.countryCode ?? []);
