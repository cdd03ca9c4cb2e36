/*
 * Whoever goes to the shop after each write of stock, before anything else can happen, and tells the judge what stands
 * there. What was sold too much is found at the till, and only if somebody comes for it; this is found at once.
 */
import type { JournalEntry } from '../../sandbox/kit';
import type { RunningSandbox } from '../../sandbox/serve';
import type { Reading, Shelves } from './oracle';

/** Requests that write stock, ours and the plain connector's. */
export const WRITES = ['levelsSet', 'plainSet'];

interface Body {
	readonly variables: {
		readonly input: {
			readonly quantities: ReadonlyArray<{ readonly inventoryItemId: string; readonly locationId: string }>;
		};
	};
}

interface Shown {
	readonly sku: string;
	readonly itemId: string;
	readonly locationId: string;
	readonly available: number;
}

export class Inspector {
	constructor(
		private readonly shop: RunningSandbox,
		private readonly shelves: Shelves,
		/** Units the operator keeps back from every level. */
		private readonly keptBack: number,
	) {}

	/** To be called after a request of a stock run, with what the run had read. */
	look(operation: string, reading: Reading): void {
		if (!WRITES.includes(operation)) return;
		const write = this.shop.journal().at(-1);
		if (write?.operation !== operation) throw new Error(`The shop's last request was no ${operation}`);
		if (write.accepted) for (const { sku, available } of this.written(write)) this.tell(sku, available, reading);
	}

	private tell(sku: string, available: number, reading: Reading): void {
		this.shelves.inspect(sku, available, reading, this.keptBack);
	}

	private written({ body }: JournalEntry): Shown[] {
		const { inventory } = this.shop.state() as { readonly inventory: readonly Shown[] };
		return (body as Body).variables.input.quantities.map(({ inventoryItemId, locationId }) => {
			const shown = inventory.find((each) => each.itemId === inventoryItemId && each.locationId === locationId);
			if (!shown) throw new Error(`The shop has no level of ${inventoryItemId}`);
			return shown;
		});
	}
}
