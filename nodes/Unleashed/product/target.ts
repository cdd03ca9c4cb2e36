import type { Product } from '../../../core/model/product';
import type {
	Applied,
	DocumentTarget,
	FieldChange,
	Found,
	MaySend,
	Problem,
	Revisable,
	Wanted,
} from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type Row, type UnleashedClient } from '../client';
import { appliedBy, LABEL, reading, SYSTEM, unreadable } from '../failures';
import { Catalogue, writeProduct } from './client';
import {
	productChanges,
	productGuid,
	toChangedProduct,
	toDrafts,
	toNewProduct,
	withoutSku,
	type ProductDraft,
	type ProductRules,
} from './mapping';
import type { UnleashedProduct } from './wire';

/*
 * How Unleashed takes products: one call a SKU, found by code. A product of the shop is one document here, whichever and
 * however many of its SKUs stand there already; what an attempt did not finish, the next one finds by comparing.
 */

const BATCH = 5;

type Drafts = readonly ProductDraft[];
type Entry = { readonly record: Product; readonly draft: Drafts };
/** What stands at Unleashed under each code of a product. */
type Standing = ReadonlyMap<string, ReadonlyArray<Row<UnleashedProduct>>>;

export class ProductTarget implements DocumentTarget<Product, Drafts> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'product';

	readonly batchLimit = BATCH;

	/** A code is the goods' own. */
	readonly adopts = true;

	private readonly catalogue: Catalogue;

	/** Products of which a part was sent without an answer: they stand there only when all of them do. */
	private readonly unclear = new Set<string>();

	private readonly remarked = new Set<string>();

	constructor(
		readonly account: string,
		private readonly unleashed: UnleashedClient,
		private readonly rules: ProductRules,
		private readonly remark: (text: string) => void,
	) {
		this.catalogue = new Catalogue(unleashed);
	}

	/** Not a code: two shops may sell the same goods, and each keeps a fact of its own. */
	documentKey({ origin }: Product): string {
		return `${origin.system}:${origin.account} product ${origin.id}`;
	}

	draft(record: Product): { draft: Drafts } | { problem: Problem } {
		return toDrafts(record, this.rules);
	}

	async find(wanted: ReadonlyArray<Wanted<Product>>): Promise<Map<string, Found>> {
		const own = wanted.filter(({ key, record }) => key === this.documentKey(record));
		const drafts = own.map(({ record }) => this.draftsOf(record));
		await reading(async () => await this.catalogue.read(drafts.flat().map(({ code }) => code)));
		const found = new Map<string, Found>();
		for (const [index, { key, record }] of own.entries()) {
			this.remarkOn(record);
			const knownAs = wanted.find((each) => each.record === record && each.key !== key)?.key;
			const document = this.standingOf(record, drafts[index] ?? [], knownAs);
			if (document) found.set(key, { ...refOf(record, drafts[index] ?? [], document), document });
		}
		return found;
	}

	private draftsOf(record: Product): Drafts {
		const drafted = this.draft(record);
		return 'draft' in drafted ? drafted.draft : [];
	}

	/** Undefined when nothing of it stands there. One known under a SKU it no longer has stands there as nothing yet. */
	private standingOf(record: Product, drafts: Drafts, knownAs: string | undefined): Standing | undefined {
		const standing = new Map(drafts.map(({ code }) => [code, this.catalogue.rows(code)]));
		if (this.unclear.has(record.origin.id)) {
			const isComplete = drafts.every((draft) => changesOf(standing, draft, this.rules).length === 0);
			return isComplete ? standing : undefined;
		}
		if ([...standing.values()].some((rows) => rows.length > 0)) return standing;
		return knownAs !== undefined && !standing.has(knownAs) ? standing : undefined;
	}

	private remarkOn(record: Product): void {
		const count = withoutSku(record);
		if (count === 0 || this.remarked.has(record.origin.id)) return;
		this.remarked.add(record.origin.id);
		this.remark(`${count} of the variants of ${record.number} have no SKU and were left out.`);
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	revise({ document }: Found, record: Product, drafts: Drafts): Revisable {
		const standing = document as Standing;
		for (const [code, rows] of standing) {
			const bad = rows.find((row) => 'unreadable' in row);
			if (bad && 'unreadable' in bad)
				return { can: 'nothing', problem: unreadable(`the product ${code}`, bad.unreadable) };
			if (rows.length > 1) return { can: 'nothing', problem: ambiguous(record, code, rows.length) };
		}
		const changes = drafts.flatMap((draft) => changesOf(standing, draft, this.rules));
		return changes.length > 0 ? { can: 'update', changes } : { can: 'unchanged' };
	}

	async create(list: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(list, async (entry) => await this.written(entry, new Map(), maySend));
	}

	async update(list: ReadonlyArray<Entry & { found: Found }>, maySend: MaySend): Promise<Applied[]> {
		return await sideBySide(
			list,
			async (entry) => await this.written(entry, entry.found.document as Standing, maySend),
		);
	}

	/** Every SKU of a product in turn. What ends the run ends it at once; a refused SKU does not keep the others back. */
	private async written({ record, draft }: Entry, standing: Standing, maySend: MaySend): Promise<Applied> {
		const answers: Array<{ readonly code: string; readonly applied: Applied }> = [];
		for (const each of draft) {
			const applied = await this.writtenOne(record, each, standing.get(each.code)?.[0], maySend);
			if (applied.outcome === 'stopped' || applied.outcome === 'unsent') return applied;
			if (applied.outcome === 'unknown') this.unclear.add(record.origin.id);
			answers.push({ code: each.code, applied });
		}
		const refused = answers.filter(({ applied }) => applied.outcome === 'rejected');
		const unknown = answers.find(({ applied }) => applied.outcome === 'unknown');
		if (refused.length > 0) return refusalOf(record, refused, answers.length);
		const first = unknown?.applied ?? answers[0]?.applied ?? { outcome: 'unsent' };
		const stood = answers.every(({ applied }) => applied.outcome === 'done' && applied.stood);
		return first.outcome === 'done' ? { ...first, stood } : first;
	}

	private async writtenOne(
		record: Product,
		draft: ProductDraft,
		row: Row<UnleashedProduct> | undefined,
		maySend: MaySend,
	): Promise<Applied> {
		const there = row && 'record' in row ? row.record : undefined;
		const changes = there ? productChanges(there, draft, this.rules) : [];
		const guid = there?.Guid ?? productGuid(this.account, draft.code);
		if (there && changes.length === 0) return { outcome: 'done', id: guid, number: draft.code, stood: true };
		const body = row && there ? toChangedProduct(row.raw, changes) : toNewProduct(guid, draft);
		const about = { params: { order: record.number, kind: this.kind } };
		const send = async () => await writeProduct(this.unleashed, guid, body, maySend);
		return await appliedBy(about, send, (done) => {
			this.catalogue.learn(draft.code, { label: draft.code, raw: body, record: done });
			return { id: done.Guid ?? guid, number: draft.code };
		});
	}

	calls(): number {
		return this.unleashed.http.calls();
	}
}

/** The changes of one SKU, each named with it: `MUG-BLUE.ProductDescription`. */
function changesOf(standing: Standing, draft: ProductDraft, rules: ProductRules): FieldChange[] {
	const [row] = standing.get(draft.code) ?? [];
	if (!row || !('record' in row)) return [{ field: draft.code, before: null, after: draft }];
	return productChanges(row.record, draft, rules).map((change) => ({
		...change,
		field: `${draft.code}.${change.field}`,
	}));
}

/** A product is known there by its first SKU. */
function refOf(record: Product, drafts: Drafts, standing: Standing): { id: string; number: string } {
	const code = drafts[0]?.code ?? record.number;
	const [row] = standing.get(code) ?? [];
	return { id: (row && 'record' in row ? row.record.Guid : undefined) ?? code, number: code };
}

function refusalOf(
	record: Product,
	refused: ReadonlyArray<{ readonly code: string; readonly applied: Applied }>,
	count: number,
): Applied {
	const first = refused[0]?.applied;
	if (first?.outcome !== 'rejected' || count === 1) return first ?? { outcome: 'unsent' };
	const params = {
		order: record.number,
		kind: 'product',
		target: LABEL,
		skus: refused.map(({ code }) => code).join(', '),
		status: first.problem.params.status,
	};
	return { ...first, problem: problem('PARTLY_REFUSED', params) };
}

function ambiguous(record: Product, code: string, count: number): Problem {
	return problem('AMBIGUOUS', {
		record: `the product ${record.number}, SKU ${code}`,
		count: String(count),
		target: LABEL,
		key: 'product code',
	});
}
