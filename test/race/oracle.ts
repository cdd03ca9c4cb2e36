/*
 * What is physically there and to whom it is promised. The judge of the race: it is told what people and lorries did,
 * and imports nothing, least of all what it judges.
 */

export interface Units {
	readonly sku: string;
	readonly quantity: number;
}

/** What somebody could know who looked at a moment. */
export interface Reading {
	readonly number: number;
	/** Units that had come in by then, and units another shop had sold by then, by SKU. */
	readonly arrived: ReadonlyMap<string, number>;
	readonly soldElsewhere: ReadonlyMap<string, number>;
}

export class Shelves {
	/** Units that were promised to somebody at a moment at which they did not exist. */
	oversold = 0;

	/** Units a shop offered after its stock was written, and that were nobody's to offer. */
	invented = 0;

	/** Units lying there, promised or not. */
	private readonly there = new Map<string, number>();

	/** What each customer was promised and has not been sent. */
	private readonly promised = new Map<string, readonly Units[]>();

	/** Ever, for readings. */
	private readonly arrived = new Map<string, number>();

	private readonly soldElsewhere = new Map<string, number>();

	private readings = 0;

	/** The newest reading that a level of the shop rests on. */
	private readonly restsOn = new Map<string, Reading>();

	/** Goods come in. */
	arrive(sku: string, quantity: number): void {
		add(this.there, sku, quantity);
		add(this.arrived, sku, quantity);
	}

	/** A customer was told that these units are theirs. */
	promise(customer: string, lines: readonly Units[]): void {
		for (const { sku, quantity } of bySku(lines)) {
			this.oversold += Math.max(0, quantity - Math.max(0, this.free(sku)));
		}
		this.promised.set(customer, lines);
	}

	/** A customer of another shop was told so. Ours hears of it only by the next reading. */
	promiseElsewhere(customer: string, lines: readonly Units[]): void {
		this.promise(customer, lines);
		for (const { sku, quantity } of lines) add(this.soldElsewhere, sku, quantity);
	}

	/** A customer does not want them, or did not pay. */
	takeBack(customer: string): void {
		this.promised.delete(customer);
	}

	/** A customer's units leave the house. */
	send(customer: string): void {
		for (const { sku, quantity } of this.promised.get(customer) ?? []) add(this.there, sku, -quantity);
		this.promised.delete(customer);
	}

	/** Somebody looks at the shelves, to write later what can be sold. */
	read(): Reading {
		this.readings += 1;
		const [arrived, soldElsewhere] = [new Map(this.arrived), new Map(this.soldElsewhere)];
		return { number: this.readings, arrived, soldElsewhere };
	}

	/**
	 * A level of the shop was written by a reading, and the shop offers so much now. It may offer what is there and
	 * nobody's, less what it is to keep back; with what has come in since the reading left out, and what another shop
	 * has sold since left in, for of neither could the writer know. What it knew it may not forget: a level once written
	 * by a newer reading is judged by that one.
	 */
	inspect(sku: string, offered: number, reading: Reading, keptBack: number): void {
		const before = this.restsOn.get(sku);
		const newest = before && before.number > reading.number ? before : reading;
		this.restsOn.set(sku, newest);
		const since = (ever: ReadonlyMap<string, number>, then: ReadonlyMap<string, number>) =>
			(ever.get(sku) ?? 0) - (then.get(sku) ?? 0);
		const unseen = since(this.soldElsewhere, newest.soldElsewhere) - since(this.arrived, newest.arrived);
		const allowed = Math.max(0, this.free(sku) + unseen - keptBack);
		this.invented += Math.max(0, offered - allowed);
	}

	/** Units that are there and nobody's. */
	free(sku: string): number {
		const taken = [...this.promised.values()].flat().filter((line) => line.sku === sku);
		return taken.reduce((units, { quantity }) => units - quantity, this.there.get(sku) ?? 0);
	}

	/** Whether everything a customer asks for is there and nobody's. */
	has(lines: readonly Units[]): boolean {
		return bySku(lines).every(({ sku, quantity }) => this.free(sku) >= quantity);
	}
}

function add(units: Map<string, number>, sku: string, quantity: number): void {
	units.set(sku, (units.get(sku) ?? 0) + quantity);
}

function bySku(lines: readonly Units[]): Units[] {
	const units = new Map<string, number>();
	for (const { sku, quantity } of lines) add(units, sku, quantity);
	return [...units].map(([sku, quantity]) => ({ sku, quantity }));
}

export const unitsIn = (lines: readonly Units[]): number => lines.reduce((units, { quantity }) => units + quantity, 0);
