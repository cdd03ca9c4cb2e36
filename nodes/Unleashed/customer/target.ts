import { customerLabel, type Customer } from '../../../core/model/customer';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { documentUuid } from '../../../core/sync/keys';
import type { Row, UnleashedClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { isGuid } from '../mapping';
import { customerByGuid, customersByCode, customersByEmail, writeCustomer } from './client';
import {
	customerChanges,
	customerDraft,
	personalOf,
	toChangedCustomer,
	toNewCustomer,
	type CustomerRules,
} from './draft';
import type { CustomerDraft, UnleashedCustomer } from './wire';

/*
 * How Unleashed takes customers: found by code, else by e-mail, else made under a code of ours. The ledger knows them by
 * GUID, since a code may be somebody's name.
 */

const BATCH = 20;

type Entry = { readonly record: Customer; readonly draft: CustomerDraft };
type Rows = ReadonlyArray<Row<UnleashedCustomer>>;

export class CustomerTarget implements DocumentTarget<Customer, CustomerDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'customer';

	readonly batchLimit = BATCH;

	readonly adopts = true;

	/** Who was written in this run under which GUID: a second record for the same customer waits for a person. */
	private readonly written = new Map<string, string>();

	constructor(
		readonly account: string,
		private readonly unleashed: UnleashedClient,
		private readonly rules: CustomerRules,
	) {}

	documentKey({ origin }: Customer): string {
		return documentUuid({ system: origin.system, account: origin.account, id: origin.id, kind: this.kind });
	}

	draft(record: Customer): { draft: CustomerDraft } | { problem: Problem } {
		return customerDraft(record, this.rules);
	}

	/** Whom the ledger knows first: an e-mail that changed at the source is then a change and no second customer. */
	async find(wanted: ReadonlyArray<Wanted<Customer>>): Promise<Map<string, Found>> {
		const found = new Map<string, Found>();
		for (const record of new Set(wanted.map((each) => each.record))) {
			const key = this.documentKey(record);
			const known = wanted.find((each) => each.record === record && each.key !== key)?.key;
			const rows = await reading(async () => await this.look(record, known));
			if (rows[0]) found.set(key, { ...referenceTo(rows[0]), document: rows });
		}
		return found;
	}

	private async look(record: Customer, known: string | undefined): Promise<Rows> {
		const guid = record.origin.system === SYSTEM ? record.origin.id : known;
		const own = guid !== undefined && isGuid(guid) ? await customerByGuid(this.unleashed, guid) : undefined;
		if (own) return [own];
		const drafted = this.draft(record);
		if ('problem' in drafted) return [];
		const { code, email } = drafted.draft;
		const byCode = await customersByCode(this.unleashed, code);
		if (byCode.length > 0 || email === undefined) return byCode;
		return await customersByEmail(this.unleashed, email);
	}

	revise({ document }: Found, record: Customer, draft: CustomerDraft): Revisable {
		const rows = document as Rows;
		const [row] = rows;
		if (rows.length > 1) return { can: 'nothing', problem: this.ambiguous(record, rows.length) };
		if (!row || 'unreadable' in row)
			return { can: 'nothing', problem: unreadable(`the customer ${customerLabel(record)}`, row?.unreadable ?? '') };
		const changes = customerChanges(row.record, draft);
		return changes.length > 0 ? { can: 'update', changes } : { can: 'unchanged' };
	}

	private ambiguous(record: Customer, count: number): Problem {
		return problem('AMBIGUOUS', {
			record: `the customer ${customerLabel(record)}`,
			count: String(count),
			target: LABEL,
			key: 'e-mail address',
		});
	}

	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(drafts, async (entry) => {
			const { draft } = entry;
			return await this.sent(entry, draft.guid, toNewCustomer(draft), maySend);
		});
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await oneByOne(list, async (entry) => {
			const [row] = entry.found.document as Rows;
			if (!row || 'unreadable' in row) return { outcome: 'unsent' };
			const body = toChangedCustomer(row.raw, row.record, entry.draft);
			return await this.sent(entry, row.record.Guid, body, maySend);
		});
	}

	private async sent(
		{ record, draft }: Entry,
		guid: string,
		body: Readonly<Record<string, unknown>>,
		maySend: MaySend,
	): Promise<Applied> {
		const params = { order: customerLabel(record), kind: this.kind };
		const by = this.written.get(guid);
		if (by !== undefined)
			return { outcome: 'rejected', problem: problem('SHARED_KEY', { ...params, by, target: LABEL }) };
		const applied = await appliedBy(
			{ params, personal: personalOf(draft) },
			async () => await writeCustomer(this.unleashed, guid, body, maySend),
			({ Guid }) => ({ id: Guid, number: Guid }),
		);
		if (applied.outcome === 'done') this.written.set(guid, customerLabel(record));
		return applied;
	}

	calls(): number {
		return this.unleashed.http.calls();
	}
}

function referenceTo(row: Row<UnleashedCustomer>): { id: string; number: string } {
	const guid = 'record' in row ? row.record.Guid : '';
	return { id: guid, number: guid };
}

/** One after the other; after an answer that ends the run nothing more is sent. */
async function oneByOne<T>(list: readonly T[], send: (each: T) => Promise<Applied>): Promise<Applied[]> {
	const answers: Applied[] = [];
	for (const each of list) {
		const stopped = answers.find(({ outcome }) => outcome === 'stopped');
		answers.push(stopped ?? (await send(each)));
	}
	return answers;
}
