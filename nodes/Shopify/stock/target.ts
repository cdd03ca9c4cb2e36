import type { CurrentLevel, LevelAnswer, LevelChange, LevelFinding, LevelTarget, LevelWish } from '../../../core/ports';
import { problem } from '../../../core/problems';
import { uuidV5 } from '../../../core/sync/hash';
import { parameterProblem, runProblem } from '../../../core/sync/run';
import { unitsBy } from '../../../core/sync/units';
import { BULK_FROM } from '../bulk/client';
import type { Mutated, ShopifyClient } from '../client';
import { LABEL, reading } from '../failures';
import { activeLocations } from '../location/client';
import { orderGid } from '../order/mapping';
import type { UserErrors } from '../wire';
import {
	activateLevel,
	everyLevel,
	itemsAtPlace,
	MOST_LEVELS,
	openOrders,
	setQuantities,
	variantsByKey,
	type StockedVariant,
} from './client';
import {
	BUSY,
	candidatesFor,
	codesOf,
	FAILED_BEFORE,
	FIGURE_NAMES,
	figureOf,
	grouped,
	Index,
	KEY_FIELDS,
	keyOf,
	rowOf,
	STALE,
	variantUrl,
	type Candidate,
	type Figure,
	type Lookup,
} from './mapping';
import type { ItemAtPlace, Level } from './wire';

/*
 * How the shop takes stock levels: compared with what was read, 250 a mutation, under a key of the run.
 */

/** What the operator chose. */
export interface LevelChoice {
	readonly figure: Figure;
	/** Whether a product is stocked at a place where it is not yet. */
	readonly stockNew: boolean;
}

const OPERATION = 'Stock Level: Set';
/** https://shopify.dev/docs/api/usage/access-scopes */
export const SET_SCOPES = ['read_products', 'read_orders', 'write_inventory', 'read_locations'];

/** Waits while Shopify is still at work on the very key. */
const BUSY_WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

type Stocked = LevelChange & { readonly level: CurrentLevel & { readonly quantity: number } };

export class ShopLevels implements LevelTarget {
	readonly system = 'shopify';

	readonly label = LABEL;

	readonly batchLimit = MOST_LEVELS;

	/** How people call the items that were read. */
	private readonly labels = new Map<string, string>();

	private readonly name: (typeof FIGURE_NAMES)[Figure];

	constructor(
		private readonly shopify: ShopifyClient,
		readonly account: string,
		private readonly choice: LevelChoice,
	) {
		this.name = FIGURE_NAMES[choice.figure];
	}

	clockAheadMs(): number {
		return this.shopify.clockAheadMs();
	}

	calls(): number {
		return this.shopify.calls();
	}

	// ------------------------------------------------------------------ reading

	async read(wishes: readonly LevelWish[]): Promise<LevelFinding[]> {
		return await this.worded(async () => {
			await this.checkPlaces(wishes);
			const lookup = wishes.length > BULK_FROM ? await this.readAll() : await this.readWanted(wishes);
			return wishes.map((wish) => this.findingFor(wish, lookup));
		});
	}

	/** A place of another shop, or one that was closed, concerns the whole run: no level of it could be set. */
	private async checkPlaces(wishes: readonly LevelWish[]): Promise<void> {
		const places = new Set((await activeLocations(this.shopify)).map(({ id }) => id));
		const strange = wishes.find(({ locationId }) => !places.has(locationId));
		if (!strange) return;
		const reason = `${strange.locationId} is no location of this shop, or one that was deactivated; choose one from the list`;
		throw parameterProblem('Location', reason);
	}

	async refresh(levels: readonly CurrentLevel[]): Promise<CurrentLevel[]> {
		return await this.worded(async () => {
			const byPlace = new Map<string, Map<string, ItemAtPlace>>();
			for (const [locationId, ids] of grouped(
				levels,
				(each) => each.locationId,
				(each) => each.itemId,
			))
				byPlace.set(locationId, await itemsAtPlace(this.shopify, locationId, ids));
			return levels.map((each) => {
				const now = byPlace.get(each.locationId)?.get(each.itemId);
				return { ...each, ...this.standing(now?.inventoryLevel) };
			});
		});
	}

	/** Units of these orders that have not left, by SKU; what is cancelled holds none. */
	async openUnits(sourceKeys: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
		const ids = sourceKeys.filter((key) => orderGid(key) === key);
		const orders = await this.worded(async () => await openOrders(this.shopify, ids));
		return new Map(
			orders.map(({ id, cancelledAt, lineItems }) => {
				const open = cancelledAt ? [] : lineItems.nodes;
				return [id, unitsBy(open.map(({ sku, unfulfilledQuantity }) => [keyOf(sku), unfulfilledQuantity]))];
			}),
		);
	}

	private async worded<T>(read: () => Promise<T>): Promise<T> {
		return await reading(OPERATION, SET_SCOPES, read);
	}

	/** Every variant of the shop, by one bulk query. */
	private async readAll(): Promise<Lookup> {
		const index = new Index<StockedVariant>();
		for (const each of await everyLevel(this.shopify))
			for (const field of KEY_FIELDS) index.add([field, keyOf(each.variant[field])], each);
		return (field, key, locationId) =>
			index.of([field, key]).map(({ variant, levels }) => ({
				variant,
				item: variant.inventoryItem,
				level: levels.find(({ location }) => location.id === locationId),
			}));
	}

	/** The variants of these wishes alone, place by place: by SKU, and by barcode where no SKU is asked for or found. */
	private async readWanted(wishes: readonly LevelWish[]): Promise<Lookup> {
		const index = new Index<Candidate>();
		const lookup: Lookup = (field, key, locationId) => index.of([field, key, locationId]);
		for (const field of KEY_FIELDS) {
			const open = wishes.filter((wish) => wish[field] !== '' && candidatesFor(wish, lookup).length === 0);
			for (const [locationId, keys] of grouped(
				open,
				(wish) => wish.locationId,
				(wish) => wish[field],
			)) {
				const wanted = new Set(keys);
				for (const variant of await variantsByKey(this.shopify, field, keys, locationId)) {
					const key = keyOf(variant[field]);
					const item = variant.inventoryItem;
					if (wanted.has(key)) index.add([field, key, locationId], { variant, item, level: item.inventoryLevel });
				}
			}
		}
		return lookup;
	}

	private findingFor(wish: LevelWish, lookup: Lookup): LevelFinding {
		const found = candidatesFor(wish, lookup);
		const [only] = found;
		if (!only) return { found: 'none' };
		if (found.length > 1) return { found: 'several', count: found.length };
		const { variant, item, level } = only;
		if (!item.tracked || variant.requiresComponents) return { found: 'uncounted' };
		const standing = this.standing(level);
		if (standing.quantity === null && !this.choice.stockNew) return { found: 'unstocked' };
		this.labels.set(item.id, wish.sku || wish.barcode);
		const { locationId } = wish;
		return { found: { itemId: item.id, locationId, ...standing, url: variantUrl(this.account, variant) } };
	}

	/** The figure of a level as it stands, when it last changed, and what is promised there; null where the product is not stocked. */
	private standing(level: Level | null | undefined): {
		quantity: number | null;
		changedAt?: string;
		committed?: number;
	} {
		const figure = level ? figureOf(level, this.name) : undefined;
		const committed = level ? figureOf(level, 'committed')?.quantity : undefined;
		return { quantity: figure?.quantity ?? null, changedAt: figure?.updatedAt, committed };
	}

	// ------------------------------------------------------------------ writing

	async set(changes: readonly LevelChange[], key: string): Promise<LevelAnswer[]> {
		const answers = new Map<LevelChange, LevelAnswer>();
		const stocked = changes.filter((each): each is Stocked => each.level.quantity !== null);
		const written = stocked.length > 0 ? await this.setStocked(stocked, key) : [];
		for (const [index, change] of stocked.entries()) answers.set(change, written[index] ?? { outcome: 'unwritten' });
		for (const change of changes)
			if (change.level.quantity === null) answers.set(change, await this.stock(change, key));
		return changes.map((change) => answers.get(change) ?? { outcome: 'unwritten' });
	}

	private async setStocked(changes: readonly Stocked[], key: string, again = false): Promise<LevelAnswer[]> {
		const levels = changes.map(({ level, quantity }) => ({
			itemId: level.itemId,
			locationId: level.locationId,
			quantity,
			from: level.quantity,
		}));
		const answer = await this.sentUntilDone(
			async () => await setQuantities(this.shopify, this.name, levels, key),
			(errors) => errors,
		);
		if ('noAnswer' in answer) return await this.seen(changes, answer.noAnswer);
		if ('refused' in answer)
			return changes.map((each) => this.rejected(each, answer.refused.codes, answer.refused.requestId));
		// The first try's answer was lost, and it was a refusal: what it says of the rows comes under a new key.
		if (codesOf(answer.data).includes(FAILED_BEFORE))
			return again
				? changes.map(() => ({ outcome: 'unwritten' }))
				: await this.setStocked(changes, uuidV5(key, 'again'), true);
		return changes.map((change, index) => this.rowAnswer(change, index, answer.data, answer.requestId));
	}

	/** What a refusal says of one row: its own error, that of the whole batch, or nothing. */
	private rowAnswer(change: Stocked, index: number, errors: UserErrors, requestId?: string): LevelAnswer {
		if (errors.length === 0) return { outcome: 'done' };
		const own = errors.find(({ field }) => rowOf(field) === index);
		const whole = errors.find(({ field }) => rowOf(field) === undefined);
		const error = own ?? whole;
		if (!error) return { outcome: 'unwritten' };
		if (STALE.test(error.code ?? '')) return { outcome: 'stale' };
		return this.rejected(change, error.code ?? '', requestId);
	}

	/** Stocks a product where it is not. What stands there afterwards is read back, since a place may have kept figures. */
	private async stock(change: LevelChange, batchKey: string, again = false): Promise<LevelAnswer> {
		const { itemId, locationId } = change.level;
		const wanted = { itemId, locationId, quantity: change.quantity };
		const key = uuidV5(batchKey, `${itemId} ${locationId}`);
		const answer = await this.sentUntilDone(
			async () => await activateLevel(this.shopify, this.name, wanted, key),
			({ userErrors }) => userErrors,
		);
		if ('noAnswer' in answer) return (await this.seen([change], answer.noAnswer))[0] ?? { outcome: 'unwritten' };
		if ('refused' in answer) return this.rejected(change, answer.refused.codes, answer.refused.requestId);
		const { level, userErrors } = answer.data;
		if (codesOf(userErrors).includes(FAILED_BEFORE) && !again)
			return await this.stock(change, uuidV5(batchKey, 'again'), true);
		if (userErrors.length > 0) return this.rejected(change, codesOf(userErrors).join(', '), answer.requestId);
		return this.standing(level).quantity === change.quantity ? { outcome: 'done' } : { outcome: 'stale' };
	}

	/** Sends a mutation, and the very same again while Shopify is still at work on its key. */
	private async sentUntilDone<T>(
		send: () => Promise<Mutated<T>>,
		errorsOf: (data: T) => UserErrors,
	): Promise<Mutated<T>> {
		for (const waitMs of BUSY_WAITS_MS) {
			const answer = await this.worded(send);
			if (!('data' in answer) || !codesOf(errorsOf(answer.data)).includes(BUSY)) return answer;
			await this.shopify.pause(waitMs);
		}
		return { noAnswer: { sent: true, reason: BUSY } };
	}

	/** No answer came: what stands there now says which rows went through; of the others nobody knows. */
	private async seen(
		changes: readonly LevelChange[],
		{ sent, reason }: { readonly sent: boolean; readonly reason: string },
	): Promise<LevelAnswer[]> {
		if (!sent) throw runProblem(problem('SETUP_SERVICE', { system: LABEL, status: reason }));
		const now = await this.refresh(changes.map(({ level }) => level)).catch(() => []);
		return changes.map((change, index) => {
			if (now[index]?.quantity === change.quantity) return { outcome: 'done' };
			return { outcome: 'unknown', problem: problem('NO_ANSWER', { ...this.named(change), kind: 'stockLevel' }) };
		});
	}

	private rejected(change: LevelChange, answer: string, requestId?: string): LevelAnswer {
		const { order: record, target } = this.named(change);
		return { outcome: 'rejected', problem: problem('LEVEL_REFUSED', { record, target, answer }, requestId) };
	}

	private named({ level }: LevelChange): { readonly order: string; readonly target: string } {
		return { order: this.labels.get(level.itemId) ?? level.itemId, target: LABEL };
	}
}
