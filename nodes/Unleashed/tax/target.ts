import { recordsIn, type UnleashedClient } from '../client';
import { taxRows } from './client';
import { explainingRate, taxFor, type ChosenTax, type Taxed, type TaxRules } from './mapping';
import type { UnleashedTax } from './wire';

/*
 * The account's tax codes, read once a run and only when a document is written.
 */

export class TaxBook {
	private list: Promise<UnleashedTax[]> | undefined;

	constructor(
		private readonly unleashed: UnleashedClient,
		private readonly rules: TaxRules,
	) {}

	/** The taxes of lines by their rates, or why one has none. Where nobody says a rate, the figures must explain it. */
	async of(
		lines: ReadonlyArray<{ readonly rate: string; readonly figures?: Taxed }>,
	): Promise<{ readonly taxes: ReadonlyMap<string, ChosenTax> } | { readonly missing: string }> {
		this.list ??= taxRows(this.unleashed).then(recordsIn);
		const list = await this.list;
		const taxes = new Map<string, ChosenTax>();
		for (const { rate, figures } of lines) {
			if (taxes.has(rate)) continue;
			const explained = figures && explainingRate(figures, this.rules, list);
			const answer = taxFor(explained ?? rate, this.rules, list);
			if ('missing' in answer) return answer;
			taxes.set(rate, answer.tax);
		}
		return { taxes };
	}
}
