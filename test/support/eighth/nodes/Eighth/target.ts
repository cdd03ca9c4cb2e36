import type { CurrentLevel, LevelAnswer, LevelChange, LevelFinding, LevelTarget, LevelWish } from '../../core/ports';
import { problem } from '../../core/problems';
import type { EighthClient } from './client';
import { calling, LABEL, SYSTEM } from './failures';
import { stockRow } from './wire';

/*
 * How Eighth takes stock: a hundred figures a call, each with its own result.
 */

export class StockTarget implements LevelTarget {
	readonly system = SYSTEM;

	readonly label = LABEL;

	readonly batchLimit = 100;

	constructor(
		readonly account: string,
		private readonly eighth: EighthClient,
	) {}

	clockAheadMs(): number {
		return 0;
	}

	async read(wishes: readonly LevelWish[]): Promise<LevelFinding[]> {
		const there = await this.figures();
		return wishes.map(({ sku, locationId }): LevelFinding => {
			const quantity = there.get(sku);
			return quantity === undefined ? { found: 'none' } : { found: { itemId: sku, locationId, quantity } };
		});
	}

	async refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]> {
		const there = await this.figures();
		return levels.map((level) => ({ ...level, quantity: there.get(level.itemId) ?? level.quantity }));
	}

	async set(changes: readonly LevelChange[]): Promise<LevelAnswer[]> {
		const items = changes.map(({ level, quantity }) => ({ sku: level.itemId, quantity }));
		const rejected = await calling(async () => await this.eighth.setStock(items));
		return changes.map(({ level: { itemId: record } }): LevelAnswer => {
			const answer = rejected.get(record);
			if (answer === undefined) return { outcome: 'done' };
			return { outcome: 'rejected', problem: problem('LEVEL_REFUSED', { record, target: LABEL, answer }) };
		});
	}

	calls(): number {
		return this.eighth.http.calls();
	}

	private async figures(): Promise<ReadonlyMap<string, number>> {
		const found = new Map<string, number>();
		await calling(async () => {
			for await (const page of this.eighth.stock())
				for (const row of page) {
					const { success, data } = stockRow.safeParse(row);
					if (success) found.set(data.sku, data.quantity);
				}
		});
		return found;
	}
}
