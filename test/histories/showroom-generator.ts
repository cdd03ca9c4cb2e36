import type { Shares } from './generator';
import type { Deed, Event, History, ShowroomDeed, Step } from './history';
import { FIRST_ORDER } from './history';
import { Plot, SCARCE, type Trade } from './plot';
import { Random } from './random';

/*
 * The history of a seed where a showroom at Le New Black stands before the shop: retailers order, people at the brand make
 * an order ready, complete what is missing, and what leaves the shop is shown in the showroom.
 */

const GOODS = ['MUG-BLUE', 'BOWL-SMALL', 'PLATE-DINNER', 'CUP-ESPRESSO'];
const READY = 'invoicing';

const TRADE: Trade = {
	creates: 'orderCreate',
	length: [12, 22],
	flows: [
		[6, 'orders'],
		[3, 'tracking'],
		[2, 'stockToShowroom'],
	],
	sweptOnly: ['stockToShowroom'],
	// Nothing tells of an order here; a sweep reads those that are ready.
	unannounced: ['orders', 'tracking'],
	operations: {
		orders: [
			['shopify', 'orderCreate'],
			['shopify', 'orderUpdate'],
			['shopify', 'ordersBySourcePage'],
			['shopify', 'orderVariantsPage'],
			['leNewBlack', 'ordersList'],
			['leNewBlack', 'ordersRead'],
			['leNewBlack', 'ordersStatus'],
		],
		tracking: [
			['leNewBlack', 'salesDocumentsSave'],
			['leNewBlack', 'salesDocumentOrdersSave'],
			['leNewBlack', 'salesDocumentsRead'],
			['shopify', 'shippedOrdersPage'],
		],
		stockToShowroom: [
			['leNewBlack', 'inventoryEanMulti'],
			['leNewBlack', 'inventoryList'],
		],
	},
};

/** The history of a seed, with a showroom. */
export function showroomHistoryOf(seed: number, shares: Shares): History {
	const random = new Random(seed + 2_000_000_000);
	const kills = seed % shares.kills === 0;
	return {
		seed,
		office: 'showroom',
		options: {
			shopify: { indexLag: random.pick(['none', '5s']), routingLag: random.pick(['none', '5s']) },
			ogoship: {},
			unleashed: {},
			leNewBlack: {
				orders: 'none',
				expireOn: random.pick(['datetime', 'iso', 'unix', 'seconds']),
				pageHeaders: random.pick(['yes', 'no']),
				batchStyle: random.pick(['status', 'success']),
				errorBody: random.pick(['nested', 'message', 'messages', 'text', 'fields']),
				statusMoves: random.pick(['any', 'notBack']),
			},
		},
		ledger: seed % shares.postgres === 0 ? 'postgres' : 'builtIn',
		kills,
		early: [],
		steps: new ShowroomPlot(random, kills).steps(),
	};
}

/** What happens with a showroom, one step after the other. */
class ShowroomPlot extends Plot {
	constructor(random: Random, kills: boolean) {
		super(random, kills, TRADE);
	}

	protected next(): Array<Event | Step> {
		const { random } = this;
		const flow = this.flow();
		return random.weighted<() => Array<Event | Step>>([
			[24, () => [this.runs(false, flow)]],
			[26, () => [this.failure(flow), this.runs(false, flow)]],
			[this.orders.length < 5 ? 10 : 0, () => [this.placed()]],
			[this.orders.length < 5 ? 8 : 0, () => this.takenAndSent()],
			[30, () => [this.byPeople()]],
			[2, () => [{ do: 'recover' }]],
		])();
	}

	protected placed(status?: string): Deed & { do: 'orderIn' } {
		const { random } = this;
		const order = FIRST_ORDER + this.orders.length;
		this.orders.push(order);
		const lines = Array.from({ length: random.whole(1, 3) }, () => ({
			...{ sku: random.pick(GOODS), quantity: random.whole(1, 6) },
		}));
		const stage =
			status ??
			random.weighted([
				[12, READY],
				[4, 'confirmed'],
				[2, 'draft'],
			]);
		if (stage === READY) this.isReady(order);
		const retailer = random.weighted<string>([
			[8, 'C-0077'],
			[1, 'C-0078'],
		]);
		return { do: 'orderIn', order, retailer, lines, status: stage };
	}

	/** An order that is ready is taken over and leaves, with something in it that fails. */
	private takenAndSent(): Event[] {
		const { random } = this;
		const placed = this.placed(READY);
		const { order } = placed;
		const scene: Event[] = [placed];
		if (random.percent(30)) scene.push({ do: 'spoil', order, what: random.pick(['retailer', 'line'] as const) });
		if (random.percent(40)) scene.push(this.failure('orders'));
		scene.push(this.sweep('orders'));
		if (random.percent(50)) scene.push({ do: 'mend', order }, this.sweep('orders'));
		scene.push(this.dispatched(order));
		if (random.percent(60)) scene.push(this.failure('tracking'), this.sweep('tracking'));
		return scene;
	}

	private dispatched(order: number): Deed {
		this.left.add(order);
		this.due.tracking = 'salesDocumentsSave';
		return { do: 'dispatch', order, part: false, tracking: [this.parcel(order)] };
	}

	/** Another quantity of a line, as long as the order is the showroom’s. */
	protected edit(order: number): Deed {
		const { random } = this;
		return { do: 'changeLine', order, line: random.whole(0, 1), quantity: random.whole(1, 8) };
	}

	private moved(order: number): ShowroomDeed {
		const status = this.random.weighted<string>([
			[9, READY],
			[2, 'confirmed'],
			[1, 'canceled'],
			[1, 'closed'],
			[1, 'blocked'],
		]);
		if (status === READY) this.isReady(order);
		return { do: 'moveTo', order, status };
	}

	private byPeople(): Deed {
		const { random } = this;
		const order = this.order();
		return random.weighted<() => Deed>([
			[8, () => this.moved(order)],
			[4, () => this.edit(order)],
			[5, () => ({ do: 'spoil', order, what: random.pick(['retailer', 'line'] as const) })],
			[6, () => ({ do: 'mend', order })],
			[9, () => this.dispatched(order)],
			[4, () => this.counted()],
		])();
	}

	private counted(): Deed {
		const { random } = this;
		this.due.stockToShowroom = 'inventoryEanMulti';
		return { do: 'count', sku: random.pick([...GOODS, SCARCE]), stock: random.whole(0, 60) };
	}

	protected meanwhile(): Deed {
		return this.byPeople();
	}
}
