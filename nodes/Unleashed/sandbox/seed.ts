/*
 * The company at the start: the demo shop's goods in two warehouses, a collective customer for web orders and two others,
 * orders that the vendor's own connector brought before us, and orders that staff have typed in.
 *
 * The vendor's own connector writes the shop's number with its # as the order number (requirement U4).
 */
import Big from 'big.js';

import { demoPerson } from '../../../sandbox/demo-data';
import type { DemoData, DemoProduct } from '../../../sandbox/kit';

import { customerContent } from './customers';
import { productContent } from './products';
import { seedOrders } from './seed-orders';
import type { Customer, Named, Product, State, Tax, Warehouse } from './state';
import { levelKey } from './stock';
import { guid, toCents } from './values';

const DAY_MS = 86_400_000;
/** Calls of a month; the vendor's figures could not be read (gap 2). */
const MONTHLY_CALLS = 20_000;
export const WEB_CUSTOMER = 'WEB-SHOP';
/** What prices are without it: the shop's contain tax. */
const USUAL_TAX = 'VAT25.5';
const TAXES: Readonly<Record<string, number>> = { [USUAL_TAX]: 0.255, VAT14: 0.14, VAT10: 0.1, 'TAX FREE': 0 };
/** Lines that are no goods. */
const WITHOUT_STOCK = [
	['FREIGHT', 'Freight'],
	['ROUNDING', 'Rounding'],
] as const;
/** Goods that never had a transaction: they are missing from stock on hand. */
const NEVER_THERE = 'TILE-SAMPLE';
const LISTS: Readonly<Record<string, readonly string[]>> = {
	Currencies: ['EUR', 'SEK', 'USD'],
	DeliveryMethods: ['Home delivery', 'Pick-up point', 'Letter', 'By e-mail'],
	ShippingCompanies: ['Posti', 'Matkahuolto'],
	SalesOrderGroups: ['Web', 'Wholesale'],
	PaymentTerms: ['Prepaid', '14 days'],
	CustomerTypes: ['Web', 'Wholesale'],
	SellPriceTiers: ['Wholesale', 'Staff'],
	Companies: ['Demo Tableware'],
};

export function seed(data: DemoData): State {
	const momentMs = Date.parse(data.moment);
	const products = seedProducts(data, momentMs);
	const state: State = {
		company: data.company,
		currency: data.currency,
		quota: { limit: MONTHLY_CALLS, month: data.moment.slice(0, 7), used: 0, extra: 0 },
		products,
		customers: seedCustomers(momentMs),
		warehouses: [
			warehouse('MAIN', 'Main warehouse', true, momentMs),
			warehouse('SHOP', 'Shop floor', false, momentMs),
			{ ...warehouse('OLD', 'Old warehouse', false, momentMs), obsolete: true },
		],
		taxes: Object.entries(TAXES).map(([code, rate]): Tax => ({ guid: guid(`tax ${code}`), code, rate })),
		lists: Object.fromEntries(
			Object.entries(LISTS).map(([list, names]) => [list, names.map((name) => named(list, name))]),
		),
		customStatuses: ['Web', 'Awaiting pay'],
		levels: new Map(),
		movements: [],
		orders: [],
		shipments: [],
		invoices: [],
		credits: [],
		adjustments: [],
		prices: [],
		webhooks: [],
		deliveries: [],
		truncation: { times: 0 },
	};
	seedStock(state, data, momentMs);
	seedOrders(state, data, momentMs);
	return { ...state, prices: seedPrices(state, momentMs) };
}

function named(list: string, name: string): Named {
	return { guid: guid(list === 'Currencies' ? `currency ${name}` : `${list} ${name}`), name };
}

function warehouse(code: string, name: string, isDefault: boolean, modifiedMs: number): Warehouse {
	return { guid: guid(`warehouse ${code}`), code, name, isDefault, obsolete: false, modifiedMs };
}

function seedProducts(data: DemoData, momentMs: number): Product[] {
	const goods = data.products.filter(({ atWarehouse }) => atWarehouse).map((product) => goodsOf(product));
	const plain = [...WITHOUT_STOCK, [NEVER_THERE, 'Sample tile'] as const].map(([code, title]) => ({
		ProductCode: code,
		ProductDescription: title,
		DefaultSellPrice: 0,
		NeverDiminishing: code !== NEVER_THERE,
	}));
	return [...goods, ...plain].map((fields) => ({
		guid: guid(`product ${fields.ProductCode}`),
		code: fields.ProductCode,
		content: productContent(fields),
		obsolete: false,
		createdMs: momentMs - 30 * DAY_MS,
		modifiedMs: momentMs - DAY_MS,
	}));
}

function goodsOf({ sku, title, barcode, price, weightGrams, hsCode }: DemoProduct) {
	const net = new Big(price).div(new Big(1).plus(TAXES[USUAL_TAX] ?? 0));
	return {
		ProductCode: sku,
		ProductDescription: title,
		Barcode: barcode,
		DefaultSellPrice: toCents(net).toNumber(),
		SellPriceTier1: { Name: 'Wholesale', Value: toCents(net.times('0.6')).toNumber() },
		SellPriceTier2: { Name: 'Staff', Value: toCents(net.times('0.8')).toNumber() },
		Weight: new Big(weightGrams).div(1000).toNumber(),
		CommerceCode: hsCode,
		TaxableSales: true,
		ProductGroup: { Guid: guid('product group Tableware'), GroupName: 'Tableware' },
		UnitOfMeasure: { Guid: guid('unit EA'), Name: 'EA' },
	};
}

function seedCustomers(momentMs: number): Customer[] {
	const person = demoPerson(1);
	const { phone, email } = { phone: '+3585550000', email: 'customer@example.com' };
	const web = { ContactFirstName: 'Example', ContactLastName: 'Customer', Email: email, PhoneNumber: phone };
	const known = {
		...{ ContactFirstName: person.firstName, ContactLastName: person.lastName },
		...{ Email: person.email, PhoneNumber: person.phone },
	};
	return [
		customer(WEB_CUSTOMER, 'Web shop', { ...web, CustomerType: 'Web' }, 'Esimerkkikatu 1', momentMs),
		customer('C-0001', `${person.firstName} ${person.lastName}`, known, person.address1, momentMs),
		customer('TABLE-OY', 'Table Example Oy', { ...web, CustomerType: 'Wholesale' }, 'Esimerkkikatu 3', momentMs),
	];
}

function customer(
	code: string,
	name: string,
	fields: Record<string, unknown>,
	street: string,
	modifiedMs: number,
): Customer {
	const address = { StreetAddress: street, City: 'Helsinki', PostalCode: '00100', Country: 'Finland', IsDefault: true };
	const content = customerContent({
		CustomerName: name,
		Currency: { CurrencyCode: 'EUR' },
		Taxable: true,
		TaxCode: USUAL_TAX,
		Addresses: [{ AddressType: 'Physical', AddressName: street, ...address }],
		...fields,
	});
	return { guid: guid(`customer ${code}`), code, content, contacts: [], modifiedMs };
}

/** The demo's figures in the main warehouse; ten pieces of every third product in the shop. */
function seedStock({ products, levels, movements }: State, data: DemoData, momentMs: number): void {
	const put = (product: Product, warehouseCode: string, onHand: number) => {
		const place = { productGuid: product.guid, warehouseCode };
		levels.set(levelKey(product.guid, warehouseCode), { ...place, onHand, touchedMs: momentMs - DAY_MS });
		movements.push({ ...place, quantity: onHand, atMs: momentMs - 30 * DAY_MS });
	};
	for (const [at, { sku, stock }] of data.products.filter(({ atWarehouse }) => atWarehouse).entries()) {
		const product = products.find(({ code }) => code === sku);
		if (product === undefined) continue;
		put(product, 'MAIN', stock);
		if (at % 3 === 0) put(product, 'SHOP', 10);
	}
}

/** The wholesale customer pays half for the first product. */
function seedPrices({ products, customers }: State, modifiedMs: number): State['prices'] {
	const [product] = products;
	const buyer = customers.find(({ code }) => code === 'TABLE-OY');
	if (!product || !buyer) return [];
	const price = toCents(new Big(Number(product.content['DefaultSellPrice'])).div(2)).toNumber();
	return [{ guid: guid('price 1'), productGuid: product.guid, customerGuid: buyer.guid, price, modifiedMs }];
}
