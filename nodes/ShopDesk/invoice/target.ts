import type { Invoice } from '../../../core/model/invoice';
import type { Applied, DocumentTarget, Found, MaySend, Revisable, Wanted } from '../../../core/ports';
import type { ShopdeskClient } from '../client';
import { appliedBy, LABEL, SYSTEM } from '../failures';
import { invoicePages, markSynced } from './client';

/*
 * How invoices are marked as synced. No call reads one invoice, so nothing is looked at first: the ledger knows what was
 * marked, and marking twice changes nothing. Only after silence the whole list is read.
 */

const BATCH = 50;

type Draft = Readonly<Record<string, never>>;
type Entry = { readonly record: Invoice; readonly draft: Draft };

export class SyncTarget implements DocumentTarget<Invoice, Draft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'invoice';

	readonly batchLimit = BATCH;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly shopdesk: ShopdeskClient,
	) {}

	documentKey(record: Invoice): string {
		return `synced ${record.origin.id}`;
	}

	draft(): { draft: Draft } {
		return { draft: {} };
	}

	/** Each is taken to stand there: it was listed. */
	async find(wanted: ReadonlyArray<Wanted<Invoice>>): Promise<Map<string, Found>> {
		return await Promise.resolve(
			new Map(
				wanted.map(({ key, record }) => [key, { id: record.origin.id, number: record.number, document: record }]),
			),
		);
	}

	revise(_found: Found, record: Invoice): Revisable {
		if (record.synced === true) return { can: 'unchanged' };
		return { can: 'update', changes: [{ field: 'synced', before: record.synced ?? null, after: true }] };
	}

	async create(drafts: readonly Entry[]): Promise<Applied[]> {
		return await Promise.resolve(drafts.map((): Applied => ({ outcome: 'unsent' })));
	}

	/** All of a batch in one call; refused, each by itself, so that one of them stops no other. */
	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		const together = await this.marked(list, maySend);
		if (together.outcome === 'unknown') return await this.afterSilence(list, together);
		if (together.outcome !== 'rejected' || list.length === 1) return list.map((entry) => answerFor(entry, together));
		const answers: Applied[] = [];
		for (const entry of list) {
			const alone = await this.marked([entry], maySend);
			if (alone.outcome === 'unknown') answers.push(...(await this.afterSilence([entry], alone)));
			else answers.push(answerFor(entry, alone));
		}
		return answers;
	}

	/** No answer came: the list of invoices tells which are marked (that it says so is assumed). */
	private async afterSilence(list: readonly Entry[], unknown: Applied): Promise<Applied[]> {
		const marked = new Set<string>();
		const wanted = new Set(list.map(({ record }) => record.origin.id));
		try {
			for await (const page of invoicePages(this.shopdesk)) {
				for (const row of page)
					if ('record' in row && row.record.synced === true && wanted.has(row.record.id)) marked.add(row.record.id);
				if (marked.size === wanted.size) break;
			}
		} catch {
			// Then it stays unknown of those that were not seen.
		}
		return list.map((entry) =>
			marked.has(entry.record.origin.id)
				? { outcome: 'done', id: entry.record.origin.id, number: entry.record.number }
				: answerFor(entry, unknown),
		);
	}

	private async marked(list: ReadonlyArray<Entry>, maySend: MaySend): Promise<Applied> {
		const [first] = list;
		const about = { params: { order: first?.record.number ?? '', kind: this.kind } };
		const ids = list.map(({ record }) => record.origin.id);
		return await appliedBy(
			about,
			async () => await markSynced(this.shopdesk, ids, maySend),
			() => ({ id: first?.record.origin.id ?? '', number: first?.record.number ?? '' }),
		);
	}

	calls(): number {
		return this.shopdesk.http.calls();
	}
}

/** What became of the batch, in the words of one invoice. */
function answerFor({ record }: Entry, applied: Applied): Applied {
	if (applied.outcome === 'done') return { ...applied, id: record.origin.id, number: record.number };
	if (applied.outcome !== 'rejected' && applied.outcome !== 'unknown') return applied;
	const params = { ...applied.problem.params, order: record.number };
	return { ...applied, problem: { ...applied.problem, params } };
}
