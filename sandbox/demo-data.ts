/*
 * The neutral demo data: a small shop for tableware, sixty orders of the last days, and the warehouse behind it.
 * Nothing here is random; the same moment gives the same data. Everybody in it is made up.
 */
import type { DemoData, DemoOrder, DemoProduct, Plant } from './kit';

const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * 60_000;

/** sku, title, price with tax, grams, customs code. */
const AT_WAREHOUSE: ReadonlyArray<readonly [string, string, string, number, string]> = [
	['MUG-BLUE', 'Blue mug', '24.80', 380, '69120023'],
	['MUG-WHITE', 'White mug', '24.80', 380, '69120023'],
	['MUG-GREEN', 'Green mug', '24.80', 380, '69120023'],
	['BOWL-SMALL', 'Small bowl', '18.50', 310, '69120025'],
	['BOWL-LARGE', 'Large bowl', '39.90', 820, '69120025'],
	['PLATE-DINNER', 'Dinner plate', '22.00', 640, '69120025'],
	['PLATE-DESSERT', 'Dessert plate', '16.00', 410, '69120025'],
	['TEAPOT-BLACK', 'Black teapot', '79.00', 1250, '69120029'],
	['CUP-ESPRESSO', 'Espresso cup', '14.90', 160, '69120023'],
	['SAUCER-ESPRESSO', 'Espresso saucer', '7.95', 120, '69120023'],
	['GLASS-WATER', 'Water glass', '12.50', 240, '70133799'],
	['GLASS-WINE', 'Wine glass', '19.90', 190, '70132890'],
	['CARAFE-1L', 'Carafe 1 l', '44.00', 900, '70134999'],
	['BOARD-OAK', 'Oak cutting board', '54.90', 1400, '44191100'],
	['SPOON-BIRCH', 'Birch spoon', '9.90', 40, '44199090'],
	['TOWEL-LINEN', 'Linen tea towel', '17.90', 110, '63029100'],
	['NAPKIN-LINEN-4', 'Linen napkins, set of 4', '32.00', 180, '63029100'],
	['APRON-GREY', 'Grey apron', '48.00', 320, '62114290'],
	['CANDLE-PINE', 'Pine candle', '21.50', 350, '34060000'],
	['CANDLE-SMOKE', 'Smoke candle', '21.50', 350, '34060000'],
	['HOLDER-BRASS', 'Brass candle holder', '34.90', 420, '83062900'],
	['BASKET-WILLOW', 'Willow basket', '59.00', 750, '46021990'],
	['SOAP-BIRCH', 'Birch soap', '8.50', 130, '34011100'],
	['TRAY-OAK', 'Oak tray', '64.00', 980, '44199090'],
];
/** The one product that nobody can order at the warehouse just now: no order asks for it. */
const SOLD_OUT_SKU = 'TRAY-OAK';
const UNKNOWN_SKU = 'VASE-NEW';
const DIGITAL_SKU = 'GIFTCARD-50';

const HOME = { title: 'Home delivery', code: 'home_fi', price: '9.90' } as const;
const PICKUP = { title: 'Pick-up point', code: 'pickup_fi', price: '5.90' } as const;
const LETTER = { title: 'Letter', code: 'letter_fi', price: '3.50' } as const;
const NOTHING_TO_SHIP = { title: 'By e-mail', code: 'email', price: '0.00' } as const;

/** Orders 1001 to 1004 were placed before the start of the route. */
const EARLY: readonly Plant[] = ['beforeStart', 'beforeStartAlreadyThere', 'beforeStart', 'beforeStartAlreadyThere'];

/** The special orders of the last two days; every other one of them is plain. */
const PLANTED: Readonly<Record<number, Plant>> = {
	1007: 'partlyDigital',
	1009: 'pickupPoint',
	1012: 'guest',
	1014: 'discounted',
	1017: 'cancelled',
	1019: 'cashOnDelivery',
	1022: 'unknownSku',
	1025: 'manyLines',
	1028: 'test',
	1031: 'partiallyRefunded',
	1034: 'pickupPoint',
	1037: 'missingAddress',
	1040: 'unpaid',
	1043: 'partlyDigital',
	1046: 'highRisk',
	1049: 'guest',
	1052: 'digitalOnly',
	// The youngest, because an assessment is pending for minutes and not for days.
	1060: 'riskPending',
};

const FORWARDABLE: ReadonlySet<Plant> = new Set<Plant>([
	'plain',
	'partlyDigital',
	'pickupPoint',
	'cashOnDelivery',
	'discounted',
	'manyLines',
	'guest',
	'partiallyRefunded',
	'beforeStart',
]);

/** Whether an order of this kind must end up at the warehouse, written by the route itself. */
export function expectedForwardable(plant: Plant): boolean {
	return FORWARDABLE.has(plant);
}

/** What the books take and a warehouse does not, and the other way round: nothing of these ships, or is paid yet. */
const IN_BOOKS: ReadonlySet<Plant> = new Set<Plant>([...FORWARDABLE, 'digitalOnly']);

/** Whether an order of this kind must end up in the books: what is paid, whether it ships or not. */
export function expectedInBooks(plant: Plant): boolean {
	return IN_BOOKS.has(plant) && plant !== 'cashOnDelivery';
}

/** What a back office takes besides: what is sent unpaid, what waits for a person, and what was cancelled before. */
export function expectedInBackOffice(plant: Plant): boolean {
	return IN_BOOKS.has(plant) || plant === 'highRisk' || plant === 'cancelled';
}

/** Shopify's name of the location whose stock another system decides. */
export const STOCK_LOCATION = 'gid://shopify/Location/70000000001';

/** "Forward Orders Placed After" of the demo's operator: three days before the moment of the seed, ISO 8601. */
export function demoStart(momentIso: string): string {
	return new Date(Date.parse(momentIso) - 3 * DAY_MS).toISOString();
}

export interface DemoPerson {
	readonly firstName: string;
	readonly lastName: string;
	readonly email: string;
	/** International, with a number nobody has. */
	readonly phone: string;
	readonly address1: string;
	readonly address2: string;
	readonly zip: string;
	readonly city: string;
	readonly countryCode: string;
}

const FIRST_NAMES = ['Aino', 'Väinö', 'Testi', 'Eero', 'Saga', 'Onni', 'Malli', 'Åsa', 'Ilmari', 'Helmi'];
const LAST_NAMES = ['Esimerkki', 'Example', 'Mallinen', 'Sample', 'Demola', 'Koenimi', 'Placeholder'];
const CITIES = [
	['00100', 'Helsinki'],
	['20100', 'Turku'],
	['33100', 'Tampere'],
	['90100', 'Oulu'],
	['40100', 'Jyväskylä'],
] as const;

/** The n-th example person, n from 1: made-up name and street, an example.com address and a 555 number. */
export function demoPerson(n: number): DemoPerson {
	const firstName = pick(FIRST_NAMES, n);
	const lastName = pick(LAST_NAMES, n);
	const [zip, city] = pick(CITIES, n);
	return {
		firstName,
		lastName,
		email: `person${n}@example.com`,
		phone: `+358555${String(n).padStart(4, '0')}`,
		address1: `Esimerkkikatu ${n}`,
		address2: n % 3 === 0 ? `A ${n % 40}` : '',
		zip,
		city,
		countryCode: 'FI',
	};
}

/**
 * The demo data of a moment (ISO 8601): orders 1001 to 1060, oldest first, all placed before the moment and all but the
 * first four within two days of it. Throws a RangeError for a moment that is no date.
 */
export function demoData(momentIso: string): DemoData {
	return {
		moment: new Date(momentIso).toISOString(),
		currency: 'EUR',
		products: demoProducts(),
		orders: Array.from({ length: 60 }, (_, index) => demoOrder(1001 + index)),
		shop: {
			domain: 'demo-tableware.myshopify.com',
			clientId: 'demo-shop-client',
			clientSecret: 'demo-shop-client-secret',
			accessToken: 'demo-shop-access-token',
		},
		merchant: {
			id: 'd0e50000-0000-4000-8000-000000000001',
			secretToken: 'demo-merchant-secret-token',
			// OGOship's public pair for tests.
			clientId: '123456',
			clientSecret: 'abcdef',
			ogoKey: 'demo-ogo-key',
		},
		company: {
			apiId: 'c0de0000-0000-4000-8000-000000000001',
			// It looks like Base64, and is not decoded.
			apiKey: 'DemoCompanyKey0123456789abcdefABCDEF==',
		},
		brand: { company: 'acme', id: '77' },
	};
}

/** The same shop once more under an address of its own, for a second company beside the first. */
export function secondShop(data: DemoData): DemoData {
	return { ...data, shop: { ...data.shop, domain: 'demo-ceramics.myshopify.com' } };
}

/** And once more, for a third. */
export function thirdShop(data: DemoData): DemoData {
	return { ...data, shop: { ...data.shop, domain: 'demo-homeware.myshopify.com' } };
}

/** The shop of a brand with outlets, whose orders a person approves in the outlet. */
export function approvedBrand(data: DemoData): DemoData {
	return { ...data, shop: { ...data.shop, domain: 'demo-kurtas.myshopify.com' } };
}

/** That of another brand of the same company, whose orders are approved by themselves. */
export function automaticBrand(data: DemoData): DemoData {
	return {
		...data,
		shop: { ...data.shop, domain: 'demo-shawls.myshopify.com' },
		brand: { ...data.brand, id: '78' },
	};
}

/** And for a company with a showroom. */
export function wholesaleShop(data: DemoData): DemoData {
	return { ...data, shop: { ...data.shop, domain: 'demo-wholesale.myshopify.com' } };
}

function pick<T>(list: readonly T[], n: number): T {
	const found = list[n % list.length];
	if (found === undefined) throw new RangeError(`There is nothing to pick at ${n}`);
	return found;
}

function demoProducts(): DemoProduct[] {
	const shelf = AT_WAREHOUSE.map(([sku, title, price, weightGrams, hsCode], index) => ({
		sku,
		title,
		price,
		weightGrams,
		hsCode,
		barcode: barcode(index + 1),
		ships: true,
		atWarehouse: true,
		stock: sku === SOLD_OUT_SKU ? 0 : 60 + ((index * 37) % 140),
	}));
	const elsewhere = { atWarehouse: false, stock: 0 };
	return [
		...shelf,
		product(UNKNOWN_SKU, 'New vase', '69.00', 1100, '69139098', true, elsewhere),
		product(DIGITAL_SKU, 'Gift card 50', '50.00', 0, '', false, elsewhere),
		product('WORKSHOP-SEAT', 'Seat at a pottery workshop', '85.00', 0, '', false, elsewhere),
	];
}

function product(
	sku: string,
	title: string,
	price: string,
	weightGrams: number,
	hsCode: string,
	ships: boolean,
	at: { atWarehouse: boolean; stock: number },
): DemoProduct {
	return { sku, title, price, weightGrams, hsCode, ships, ...at, barcode: ships ? barcode(99) : '' };
}

/** An EAN-13 of the range 200 to 299, which is for use inside a shop and belongs to no maker. */
function barcode(n: number): string {
	const digits = `200000${String(n).padStart(6, '0')}`;
	const total = [...digits].reduce((sum, digit, place) => sum + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
	return `${digits}${(10 - (total % 10)) % 10}`;
}

function demoOrder(number: number): DemoOrder {
	const plant = EARLY[number - 1001] ?? PLANTED[number] ?? 'plain';
	return {
		number,
		plant,
		placedMinutesAgo: placedMinutesAgo(number, plant),
		lines: demoLines(number, plant),
		shipping: demoShipping(number, plant),
		person: number - 1000,
	};
}

function placedMinutesAgo(number: number, plant: Plant): number {
	if (plant === 'riskPending') return 3;
	const early = number - 1001;
	// Nine days ago and then every 30 hours for the early four; every 50 minutes for the others.
	return early < EARLY.length ? 9 * DAY_MINUTES - early * 1800 : 2 * DAY_MINUTES - 60 - (early - EARLY.length) * 50;
}

function demoLines(number: number, plant: Plant): DemoOrder['lines'] {
	const sold = AT_WAREHOUSE.map(([sku]) => sku).filter((sku) => sku !== SOLD_OUT_SKU);
	if (plant === 'manyLines') return sold.map((sku) => ({ sku, quantity: 1 }));
	if (plant === 'digitalOnly') return [{ sku: DIGITAL_SKU, quantity: 1 }];
	const several = plant === 'partiallyRefunded' || plant === 'discounted';
	const count = several ? 2 : 1 + (number % 3);
	// Steps of 5 never meet within 23 products, so an order has no product twice.
	const lines = Array.from({ length: count }, (_, at) => ({
		sku: pick(sold, number * 7 + at * 5),
		quantity: several ? 3 : 1 + ((number + at) % 2),
	}));
	if (plant === 'partlyDigital') return [...lines, { sku: DIGITAL_SKU, quantity: 1 }];
	if (plant === 'unknownSku') return [...lines, { sku: UNKNOWN_SKU, quantity: 1 }];
	if (plant === 'discounted') return lines.map((line) => ({ ...line, discount: '2.35' }));
	return lines;
}

function demoShipping(number: number, plant: Plant): DemoOrder['shipping'] {
	if (plant === 'digitalOnly') return NOTHING_TO_SHIP;
	if (plant === 'pickupPoint') return PICKUP;
	// A letter box pays nobody, and a pick-up method without a point is no plain order.
	return plant !== 'cashOnDelivery' && number % 4 === 0 ? LETTER : HOME;
}
