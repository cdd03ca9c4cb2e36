import { createHmac } from 'node:crypto';
import axios, { type AxiosResponse } from 'axios';

import unleashed from '../../nodes/Unleashed/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';

/*
 * An account of Unleashed's sandbox, spoken to over HTTP with calls that sign themselves.
 */

export const SEED = demoData('2026-11-22T10:00:00Z');
export const { apiId, apiKey } = SEED.company;

type Query = Readonly<Record<string, string | number>>;
type Body = Record<string, unknown>;
type Answer = Promise<AxiosResponse>;

export function sign(text: string, key = apiKey): string {
	return createHmac('sha256', key).update(text).digest('base64');
}

export class Account {
	private running: RunningSandbox | undefined;

	get sandbox(): RunningSandbox {
		if (!this.running) throw new Error('The account is not open');
		return this.running;
	}

	/** Errors in the vendor's own words, so that a test can compare them. */
	async open(options: Record<string, string> = {}, saved?: Buffer): Promise<void> {
		await this.close();
		const own = { echoPersonalData: 'no', ...options };
		this.running = await serve(unleashed, { seed: SEED, options: own, ...(saved && { saved }) });
	}

	async close(): Promise<void> {
		await this.running?.close();
		this.running = undefined;
	}

	get = (path: string, query?: Query): Answer => this.send('GET', path, query);
	post = (path: string, body?: Body): Answer => this.send('POST', path, undefined, body);
	put = (path: string, body: Body): Answer => this.send('PUT', path, undefined, body);
	delete = (path: string): Answer => this.send('DELETE', path);

	/** The rows of a list. */
	async items(path: string, query?: Query): Promise<Body[]> {
		return (await this.get(path, query)).data.Items as Body[];
	}

	/** Signs the query as it reads and sends it encoded, unless headers say something else. */
	send(method: string, path: string, query: Query = {}, data?: unknown, headers: Record<string, string> = {}): Answer {
		const pairs = Object.entries(query);
		const read = pairs.map(([name, value]) => `${name}=${value}`).join('&');
		const sent = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
		return axios.request({
			method,
			url: `${this.sandbox.url}${path}${sent && `?${sent}`}`,
			data,
			headers: {
				'content-type': 'application/json',
				accept: 'application/json',
				'client-type': 'example/n8n',
				'api-auth-id': apiId,
				'api-auth-signature': sign(read),
				...headers,
			},
			validateStatus: () => true,
			timeout: 5_000,
		});
	}

	change = (action: string, input: Body = {}): Promise<unknown> => this.sandbox.change(action, input);

	/** The sandbox's time as filters take it, to the second. */
	async clock(): Promise<string> {
		const { data } = await axios.get<{ clock: string }>(`${this.sandbox.url}/_sandbox/health`);
		return data.clock.slice(0, 19);
	}

	state(): Record<string, Body[]> & { quota: Body } {
		return this.sandbox.state() as Record<string, Body[]> & { quota: Body };
	}

	/** The view of one product in a warehouse. */
	stock(code: string, warehouse = 'MAIN'): Body | undefined {
		return this.state().stock!.find((level) => level['code'] === code && level['warehouse'] === warehouse);
	}
}

export const ORDER_GUID = '119e3489-f17f-5efc-90a5-d00803a1d3f7';
const LINE = { LineType: null, DiscountRate: 0, LineTaxCode: 'VAT25.5' };

/** A sales order that the vendor takes. */
export function order(changes: Body = {}): Body {
	return {
		Guid: ORDER_GUID,
		OrderNumber: 'SHOP-1001',
		SourceId: 'shopify:5555555555',
		OrderStatus: 'Parked',
		OrderDate: '2026-11-20T10:15:30',
		RequiredDate: '2026-11-25T00:00:00',
		Customer: { CustomerCode: 'WEB-SHOP' },
		CustomerRef: '#1001',
		Comments: 'Gift wrap, please',
		Warehouse: { WarehouseCode: 'MAIN' },
		Currency: { CurrencyCode: 'EUR' },
		ExchangeRate: 1,
		DiscountRate: 0,
		Tax: { TaxCode: 'VAT25.5' },
		TaxRate: 0.255,
		DeliveryMethod: 'Home delivery',
		DeliveryName: 'Onni Koenimi',
		DeliveryStreetAddress: 'Esimerkkikatu 199',
		DeliveryCity: 'Oulu',
		DeliveryPostCode: '90100',
		DeliveryCountry: 'Finland',
		DeliveryInstruction: 'Leave at the side door',
		DeliveryContact: { FirstName: 'Onni', EmailAddress: 'onni@example.com', PhoneNumber: '+3585550199' },
		SalesOrderLines: [
			{
				...LINE,
				...{ LineNumber: 1, Product: { ProductCode: 'MUG-BLUE' }, OrderQuantity: 2, UnitPrice: 19.76 },
				...{ LineTotal: 39.52, LineTax: 10.08 },
			},
			{
				...LINE,
				...{ LineNumber: 2, Product: { ProductCode: 'FREIGHT' }, OrderQuantity: 1, UnitPrice: 7.89 },
				...{ LineTotal: 7.89, LineTax: 2.01 },
			},
		],
		SubTotal: 47.41,
		TaxTotal: 12.09,
		Total: 59.5,
		...changes,
	};
}

/** One line of an order, changed. */
export function withLine(changes: Body): Body {
	const [first, ...others] = order()['SalesOrderLines'] as Body[];
	return { SalesOrderLines: [{ ...first, ...changes }, ...others] };
}

export const refusal = (words: string, status = 400) => ({
	status,
	data: { Description: expect.stringContaining(words) },
});
