import type { Payout } from '../../../core/model/payout';
import type { Applied, DocumentTarget, Found, MaySend, Problem, Revisable, Wanted } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { sideBySide, type OdooClient } from '../client';
import { LABEL, reading, SYSTEM } from '../failures';
import { externalId } from '../mapping';
import { applyingAll, Loader, type LoadedAs } from '../target';
import { isLost, payoutProblem, toDraft, type PayoutDraft, type PayoutRules } from './mapping';

/*
 * How Odoo takes payouts: as drafts under external ids, made once and never changed; what is done with them then is
 * people's.
 */

const BATCH = 10;

type Entry = { readonly record: Payout; readonly draft: PayoutDraft };

export interface PayoutSetting {
	readonly odoo: OdooClient;
	readonly rules: PayoutRules;
	/** The currency of the journal. */
	readonly currency: string;
	readonly urlOf: (model: string, id: number) => string;
}

export class PayoutTarget implements DocumentTarget<Payout, PayoutDraft> {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly kind = 'payout';

	readonly batchLimit = BATCH;

	readonly indexLagMs = 0;

	readonly adopts = true;

	constructor(
		readonly account: string,
		private readonly setting: PayoutSetting,
	) {}

	documentKey({ origin }: Payout): string {
		return externalId('payout', origin);
	}

	draft(record: Payout): { draft: PayoutDraft } | { problem: Problem } {
		const { currency, rules } = this.setting;
		const refused = payoutProblem(record, rules.as);
		if (refused) return { problem: refused };
		const draft = toDraft(record, rules);
		const params = this.named(record);
		if (record.currency !== currency)
			return { problem: problem('CURRENCY_DIFFERS', { ...params, currency: record.currency, wanted: currency }) };
		if (draft.rows.length > 0 || record.status !== 'paid') return { draft };
		return {
			problem: problem('FIELD_INVALID', {
				record: `the payout ${record.number}`,
				field: 'transactions',
				reason: 'there is none with an amount',
			}),
		};
	}

	foreignKeys(): string[] {
		return [];
	}

	/** A payout stands there when the last of its parts does: they are made together or not at all. */
	async find(wanted: ReadonlyArray<Wanted<Payout>>): Promise<Map<string, Found>> {
		const { odoo, rules, urlOf } = this.setting;
		const records = [...new Set(wanted.map(({ record }) => record))];
		return await reading(async () => {
			const found = await sideBySide(records, async (record) => {
				const { model, externalIds } = toDraft(record, rules);
				const [first] = externalIds;
				const id = first === undefined ? undefined : await odoo.withExternalId(first, model);
				if (id === undefined) return undefined;
				return {
					id: String(id),
					number: record.number,
					document: {},
					...(id === 'hidden' ? {} : { url: urlOf(model, id) }),
				};
			});
			return new Map(
				records.flatMap((record, index) => (found[index] ? [[this.documentKey(record), found[index]] as const] : [])),
			);
		});
	}

	async check(): Promise<Map<number, Problem>> {
		return await Promise.resolve(new Map<number, Problem>());
	}

	/** Only what reached the bank is booked. */
	absent(record: Payout): { readonly reason: Problem; readonly settle: boolean } | undefined {
		if (record.status === 'paid') return undefined;
		const reason = problem('PAYOUT_NOT_PAID', { ...this.named(record), status: record.status });
		return { reason, settle: isLost(record) };
	}

	/** What a service has paid out does not change; that it came back is for people. */
	revise(_found: Found, record: Payout): Revisable {
		if (!isLost(record)) return { can: 'unchanged' };
		return { can: 'nothing', problem: problem('PAYOUT_FAILED', { ...this.named(record), status: record.status }) };
	}

	/** The parts of one payout in one call: all of them or none. */
	async create(drafts: readonly Entry[], maySend: MaySend): Promise<Applied[]> {
		return await applyingAll(drafts, async () => {
			const answers: Applied[] = [];
			for (const entry of drafts) answers.push(await this.made(entry, maySend));
			return answers;
		});
	}

	private named({ number }: Payout) {
		return { order: number, kind: 'payout', target: LABEL };
	}

	private async made({ record, draft }: Entry, maySend: MaySend): Promise<Applied> {
		const { model, columns, rows, externalIds } = draft;
		const about = { params: { order: record.number, kind: 'payout' } };
		const loader = new Loader(this.setting.odoo, model, columns, maySend);
		const [answer] = await loader.load([{ externalId: externalIds[0]!, rows, about, records: externalIds.length }]);
		return this.answerOf(record, model, answer!);
	}

	private answerOf({ number }: Payout, model: string, answer: LoadedAs): Applied {
		if ('applied' in answer) return answer.applied;
		return { outcome: 'done', id: String(answer.id), number, url: this.setting.urlOf(model, answer.id) };
	}

	async update(changes: ReadonlyArray<Entry & { found: Found }>): Promise<Applied[]> {
		return await Promise.resolve(changes.map((): Applied => ({ outcome: 'unsent' })));
	}

	calls(): number {
		return this.setting.odoo.http.calls();
	}
}
