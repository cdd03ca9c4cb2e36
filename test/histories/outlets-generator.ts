import type { Shares } from './generator';
import type { Brand, Deed, Event, Flow, History, Kind, Step, WantedLine } from './history';
import { FIRST_ORDER, GIFT_CARD } from './history';
import { Plot, SCARCE, type Trade } from './plot';
import { Random } from './random';

/*
 * The history of a seed where outlets stand behind the shop: an order falls into OmniEngine, people check it, it falls
 * into an outlet of ShopDesk, is invoiced, gets its courier and leaves. A seed decides how ShopDesk is spoken to, who
 * approves, and what the vendors do by themselves.
 */

const GOODS = ['MUG-BLUE', 'BOWL-SMALL', 'PLATE-DINNER', 'CUP-ESPRESSO'];
const NEW_TO_OUTLETS = 'VASE-NEW';
const [MAIN, SECOND, CLOSED] = ['310', '311', '312'] as const;

const KINDS: ReadonlyArray<readonly [number, Kind]> = [
	[60, 'plain'],
	[14, 'unpaid'],
	[10, 'unknownSku'],
	[8, 'partlyDigital'],
	[3, 'digitalOnly'],
	[3, 'test'],
];

const BOOKINGS: Trade['operations'][Flow] = [
	['omniEngine', 'shipmentsBook'],
	['omniEngine', 'ordersRead'],
	['omniEngine', 'ordersList'],
];

const OPERATIONS: Trade['operations'] = {
	orders: [
		['shopDesk', 'ordersCreate'],
		['shopDesk', 'ordersList'],
		['shopDesk', 'outletsList'],
		['shopDesk', 'stockList'],
		['omniEngine', 'ordersList'],
		['omniEngine', 'ordersRead'],
	],
	approvals: [
		['shopDesk', 'ordersInvoice'],
		['shopDesk', 'ordersList'],
		['shopDesk', 'ordersRead'],
	],
	moves: [
		['omniEngine', 'ordersMove'],
		['omniEngine', 'ordersRead'],
		['shopDesk', 'ordersList'],
	],
	bookings: BOOKINGS,
	tracking: [
		['shopify', 'fulfillmentCreate'],
		['shopify', 'ordersToShip'],
		['shopify', 'ordersByNamePage'],
		['omniEngine', 'ordersList'],
	],
	cancellations: [
		['shopDesk', 'ordersCancel'],
		['shopDesk', 'ordersList'],
		['omniEngine', 'ordersList'],
	],
	syncs: [
		['shopDesk', 'invoicesSync'],
		['shopDesk', 'invoicesList'],
	],
	stockToEngine: [
		['omniEngine', 'stockSet'],
		['omniEngine', 'stockList'],
		['shopDesk', 'stockList'],
	],
	stockToShop: [
		['shopify', 'levelsSet'],
		['shopify', 'levelsPage'],
		['omniEngine', 'stockList'],
	],
};

/** What each contract has, and how often it runs. */
const FLOWS: Readonly<Record<Brand['contract'], (brand: Brand) => Trade['flows']>> = {
	assumed: () => [
		[6, 'orders'],
		[3, 'moves'],
		[3, 'bookings'],
		[3, 'tracking'],
		[3, 'cancellations'],
		[1, 'syncs'],
		[2, 'stockToEngine'],
		[2, 'stockToShop'],
	],
	legacy: ({ mode }) => [
		[4, 'bookings'],
		...(mode === 'approved' ? ([[5, 'approvals']] as const) : []),
		[3, 'tracking'],
		[3, 'cancellations'],
		[2, 'stockToEngine'],
		[2, 'stockToShop'],
	],
	documented: () => [
		[4, 'tracking'],
		[4, 'syncs'],
	],
};

const SWEPT_ONLY: readonly Flow[] = [
	...(['approvals', 'moves', 'cancellations', 'syncs', 'stockToEngine', 'stockToShop'] as const),
];

const tradeOf = (brand: Brand): Trade => ({
	operations: OPERATIONS,
	creates: 'ordersCreate',
	length: [16, 28],
	flows: FLOWS[brand.contract](brand),
	// By what is published no single order is read.
	sweptOnly: brand.contract === 'documented' ? [...SWEPT_ONLY, 'tracking'] : SWEPT_ONLY,
});

/** The history of a seed, with outlets. */
export function outletsHistoryOf(seed: number, shares: Shares): History {
	const random = new Random(seed + 1_500_000_000);
	const kills = seed % shares.kills === 0;
	const contract = random.weighted<Brand['contract']>([
		[6, 'assumed'],
		[2, 'legacy'],
		[1, 'documented'],
	]);
	const brand: Brand = {
		contract,
		mode: random.pick(['approved', 'automatic']),
		linked: contract === 'documented' || random.percent(50),
	};
	return {
		seed,
		office: 'outlets',
		options: optionsOf(random, brand),
		brand,
		ledger: seed % shares.postgres === 0 ? 'postgres' : 'builtIn',
		kills,
		early: [],
		steps: new OutletsPlot(random, kills, brand).steps(),
	};
}

/** Every answer of the vendors that nobody has seen. */
function optionsOf(random: Random, { contract }: Brand): History['options'] {
	return {
		shopify: { indexLag: random.pick(['none', '5s']), routingLag: random.pick(['none', '5s']) },
		ogoship: {},
		unleashed: {},
		omniEngine: {
			orders: 'none',
			contract: contract === 'documented' ? 'documented' : 'assumed',
			locationFilter: random.pick(['exact', 'ignored']),
			secondBooking: random.pick(['refused', 'second']),
			tokenField: random.pick(['access_token', 'data.token']),
		},
		shopDesk: {
			contract,
			duplicateReference: random.pick(['refused', 'second']),
			referenceFilter: random.pick(['exact', 'ignored']),
			idempotency: random.pick(['ignored', 'honoured']),
		},
	};
}

const line = (random: Random, sku = random.pick(GOODS)): WantedLine => ({
	...{ sku, quantity: random.whole(1, 4), ships: true },
	price: random.whole(500, 6_000) / 100,
});

/** What happens with outlets, one step after the other. */
class OutletsPlot extends Plot {
	private readonly verified: number[] = [];

	constructor(
		random: Random,
		kills: boolean,
		private readonly brand: Brand,
	) {
		super(random, kills, tradeOf(brand));
	}

	protected override begun(): Event[] {
		return [...this.orders.map((order) => this.checked(order)), ...super.begun()];
	}

	protected next(): Array<Event | Step> {
		const { random } = this;
		const flow = this.flow();
		return random.weighted<() => Array<Event | Step>>([
			[24, () => [this.runs(false, flow)]],
			[24, () => [this.failure(flow), this.runs(false, flow)]],
			[this.orders.length < 5 ? 8 : 0, () => [this.placed()]],
			[this.orders.length < 5 ? 8 : 0, () => this.wholeWay()],
			[26, () => [this.byPeople()]],
			[8, () => [this.counted()]],
			[2, () => [{ do: 'recover' }]],
		])();
	}

	protected placed(kind = this.random.weighted(KINDS)): Deed & { do: 'place' } {
		const { random } = this;
		const order = FIRST_ORDER + this.orders.length;
		this.orders.push(order);
		const goods = kind === 'digitalOnly' ? [] : Array.from({ length: random.whole(1, 3) }, () => line(random));
		const scarce = goods.length > 0 && random.percent(20) ? [line(random, SCARCE)] : [];
		const gift = { sku: GIFT_CARD, quantity: 1, price: 50, ships: false };
		const special =
			kind === 'unknownSku'
				? [line(random, NEW_TO_OUTLETS)]
				: kind === 'partlyDigital' || kind === 'digitalOnly'
					? [gift]
					: [];
		return { do: 'place', order, kind, lines: [...goods, ...scarce, ...special], method: 'home_fi' };
	}

	/** An order that goes all the way, with something in it that fails. */
	private wholeWay(): Event[] {
		const { random, brand } = this;
		const { order, ...placed } = this.placed('plain');
		const scene: Event[] = [{ order, ...placed }, this.checked(order)];
		const ways: readonly Flow[] = ['orders', 'approvals', 'moves', 'bookings'];
		const flows = ways.filter((flow) => FLOWS[brand.contract](brand).some(([, known]) => known === flow));
		const troubled = random.percent(50) && flows.length > 0 ? random.pick(flows) : undefined;
		for (const flow of flows) {
			if (flow === 'moves' && brand.mode === 'approved') scene.push(this.approved(order));
			if (flow === troubled) scene.push(this.failure(flow));
			scene.push(this.sweep(flow));
		}
		if (brand.contract === 'documented') scene.push(this.approved(order), { do: 'book', order });
		if (random.percent(70)) scene.push(this.collected(order));
		return scene;
	}

	/** An order of OmniEngine takes no edit; it may get another location while it waits. */
	protected edit(order: number): Deed {
		return this.checked(order);
	}

	private checked(order: number): Deed {
		const { random, brand } = this;
		this.isReady(order);
		if (!this.verified.includes(order)) this.verified.push(order);
		const second = brand.contract === 'legacy' ? 2 : 6;
		const closed = brand.contract === 'assumed' ? 1 : 0;
		const location = random.weighted<string>([
			[14, MAIN],
			[second, SECOND],
			[closed, CLOSED],
		]);
		return { do: 'verify', order, location };
	}

	private approved(order: number): Deed {
		this.due.moves = 'ordersMove';
		this.due.syncs = 'invoicesSync';
		return { do: 'approve', order };
	}

	private collected(order: number): Deed {
		this.left.add(order);
		this.due.tracking = 'fulfillmentCreate';
		return { do: 'collect', order };
	}

	private calledOff(order: number): Deed {
		this.due.cancellations = 'ordersCancel';
		return { do: 'callOff', order };
	}

	/** What people do to an order in the shop, in the portal and in the outlet. */
	private byPeople(): Deed {
		const { random } = this;
		const order = this.verified.length > 0 && random.percent(70) ? random.pick(this.verified) : this.order();
		const byHand = this.brand.contract === 'documented';
		return random.weighted<() => Deed>([
			[4, () => ({ do: 'pay', order })],
			[9, () => this.checked(this.order())],
			[9, () => this.approved(order)],
			[8, () => this.collected(order)],
			[4, () => this.calledOff(order)],
			[byHand ? 8 : 1, () => ({ do: 'book', order })],
			[1, () => ({ do: 'strike', order })],
			[2, () => ({ do: 'learn', sku: NEW_TO_OUTLETS })],
		])();
	}

	private counted(): Deed {
		const { random } = this;
		this.due.stockToEngine = 'stockSet';
		const sku = random.pick([...GOODS, SCARCE]);
		return { do: 'countAt', location: random.pick([MAIN, SECOND]), sku, stock: random.whole(0, 40) };
	}

	protected meanwhile(): Deed {
		return this.random.percent(80) ? this.byPeople() : this.counted();
	}

	protected override isRun(flow: Flow): void {
		super.isRun(flow);
		if (flow === 'orders' && this.brand.mode === 'automatic') this.due.moves = 'ordersMove';
		if (flow === 'orders' || flow === 'moves' || flow === 'approvals') this.due.bookings = 'shipmentsBook';
		if (flow === 'stockToEngine') this.due.stockToShop = 'levelsSet';
	}
}
