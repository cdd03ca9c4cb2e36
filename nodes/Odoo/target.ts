import { withoutPerson } from '../../core/model/person';
import type { Applied } from '../../core/ports';
import { problem } from '../../core/problems';
import { isConflict, type OdooClient } from './client';
import { applying, LABEL, notApplied, rightMissing, type About } from './failures';

/*
 * Records created together under external ids, all or none at a time: a batch that is refused is halved until the bad
 * record stands alone, so that it stops no other.
 */

/** One record to load: its external id, and its rows. */
export interface ToLoad {
	readonly externalId: string;
	readonly rows: ReadonlyArray<readonly string[]>;
	readonly about: About;
	/** How many records of the model its rows are, where they are more than one. */
	readonly records?: number;
}

export type LoadedAs =
	/** `stood`: it stood there before this request could make it. */
	{ readonly id: number; readonly stood?: true } | { readonly applied: Applied };

const CONFLICT_WAITS_MS = [500, 1_000, 2_000];

export class Loader {
	constructor(
		private readonly odoo: OdooClient,
		private readonly model: string,
		private readonly columns: readonly string[],
		private readonly maySend: () => boolean,
	) {}

	/** What became of each record, in their order. One that stands there already is left as it is and answered as made. */
	async load(records: readonly ToLoad[]): Promise<LoadedAs[]> {
		if (records.length === 0) return [];
		const tried = await this.attempt(records);
		if (tried !== 'refused') return tried;
		const half = Math.ceil(records.length / 2);
		return [...(await this.load(records.slice(0, half))), ...(await this.load(records.slice(half)))];
	}

	/** One call for all of these; `refused` where it is not known which of several is the bad one. */
	private async attempt(records: readonly ToLoad[], conflicts = 0): Promise<LoadedAs[] | 'refused'> {
		const rows = records.flatMap((record) => record.rows);
		const how = { repeatable: false, maySend: this.maySend };
		const answer = await this.odoo.make(this.model, { columns: this.columns, rows }, how);
		if ('noAnswer' in answer && answer.noAnswer.sent) return await this.lookedUp(records);
		if (!('loaded' in answer)) {
			const alone = records.length === 1 || 'noAnswer' in answer;
			return alone ? records.map(({ about }) => ({ applied: notApplied(about, answer) })) : 'refused';
		}
		const { ids, messages } = answer.loaded;
		const count = records.reduce((all, each) => all + (each.records ?? 1), 0);
		if (ids !== false) return ids.length === count ? firstsOf(ids, records) : await this.lookedUp(records);
		const texts = messages.filter(({ type }) => type === 'error').map(({ message }) => message);
		const [only] = records;
		if (records.length > 1 || !only) return 'refused';
		if (texts.some(isConflict)) return await this.afterConflict(only, conflicts);
		return [{ applied: refusedWith(only.about, texts) }];
	}

	/** Another run was writing the same record: it may stand there by now. */
	private async afterConflict(record: ToLoad, conflicts: number): Promise<LoadedAs[] | 'refused'> {
		const waitMs = CONFLICT_WAITS_MS[conflicts];
		if (waitMs === undefined) return [{ applied: unknown(record.about) }];
		await this.odoo.http.pause(waitMs);
		const [seen] = await this.lookedUp([record]);
		if (seen && 'id' in seen) return [{ ...seen, stood: true }];
		return await this.attempt([record], conflicts + 1);
	}

	/** No answer says what became of them, so they are looked for. One that is not there may still come. */
	private async lookedUp(records: readonly ToLoad[]): Promise<LoadedAs[]> {
		const seen: LoadedAs[] = [];
		for (const { externalId, about } of records) {
			const found = await this.odoo.withExternalId(externalId, this.model).catch(() => undefined);
			seen.push(typeof found === 'number' ? { id: found } : { applied: unknown(about) });
		}
		return seen;
	}
}

/** The id of each record's first row, in a list of all. */
function firstsOf(ids: readonly number[], records: readonly ToLoad[]): LoadedAs[] {
	let at = 0;
	return records.map((each) => {
		const id = ids[at]!;
		at += each.records ?? 1;
		return { id };
	});
}

const unknown = ({ params }: About): Applied => ({
	outcome: 'unknown',
	problem: problem('NO_ANSWER', { ...params, target: LABEL }),
});

function refusedWith({ params, personal = [] }: About, texts: readonly string[]): Applied {
	const message = texts.join(' ');
	const right = rightMissing({ name: '', message }, { ...params, target: LABEL });
	return {
		outcome: 'rejected',
		problem: right ?? problem('REFUSED', { ...params, target: LABEL }),
		vendorText: withoutPerson(message, personal),
	};
}

/**
 * Calls a method on several records in one transaction, and halves a refused batch in the same way. Answers what became
 * of each.
 */
export async function callTogether(
	odoo: OdooClient,
	call: {
		readonly model: string;
		readonly method: string;
		readonly args?: Readonly<Record<string, unknown>>;
		readonly context?: Readonly<Record<string, unknown>>;
	},
	records: ReadonlyArray<{ readonly id: number; readonly about: About }>,
	maySend: () => boolean,
): Promise<Array<{ readonly answered: unknown } | { readonly applied: Applied }>> {
	if (records.length === 0) return [];
	const ids = records.map(({ id }) => id);
	const answer = await odoo.call({ ...call, ids, repeatable: false, maySend });
	if ('done' in answer) return records.map(() => ({ answered: answer.done }));
	if ('refused' in answer && records.length > 1) {
		const half = Math.ceil(records.length / 2);
		const first = await callTogether(odoo, call, records.slice(0, half), maySend);
		return [...first, ...(await callTogether(odoo, call, records.slice(half), maySend))];
	}
	return records.map(({ about }) => ({ applied: notApplied(about, answer) }));
}

/** Failures of a whole batch as the answer of each of its records. */
export async function applyingAll<E>(list: readonly E[], steps: () => Promise<Applied[]>): Promise<Applied[]> {
	const whole: { answers?: Applied[] } = {};
	const failed = await applying(async () => {
		whole.answers = await steps();
		return { outcome: 'unsent' };
	});
	return whole.answers ?? list.map(() => failed);
}

/** Loads rows that belong to one document; answers why not all of them could be, undefined when they were. */
export async function loadedRows(
	where: { odoo: OdooClient; model: string; columns: readonly string[]; maySend: () => boolean },
	records: readonly ToLoad[],
): Promise<Applied | undefined> {
	const answers = await new Loader(where.odoo, where.model, where.columns, where.maySend).load(records);
	const failed = answers.find((answer) => 'applied' in answer);
	return failed && 'applied' in failed ? failed.applied : undefined;
}
