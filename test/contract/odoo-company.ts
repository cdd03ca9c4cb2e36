import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

/*
 * A company in an Odoo, asked over plain HTTP: the sandbox's, or a real one's.
 */

export interface OdooUnderTest {
	/** Without a slash at the end. */
	readonly url: string;
	readonly database: string;
	/** Of an administrator whose login and password are both `admin`. */
	readonly apiKey: string;
	/** Makes an internal user with these groups as well; their login and password are the answer. */
	readonly user: (company: Company, groups: readonly string[]) => Promise<{ uid: number; password: string }>;
	readonly close: () => Promise<void>;
}

export type Body = Readonly<Record<string, unknown>>;
export type Row = Record<string, unknown> & { readonly id: number };

export class Company {
	readonly http: AxiosInstance;
	private serial = 0;
	/** So that names of two runs on one database do not meet. */
	private readonly run = Date.now().toString(36).slice(-5);

	constructor(readonly odoo: OdooUnderTest) {
		this.http = axios.create({ baseURL: odoo.url, validateStatus: () => true, timeout: 60_000, proxy: false });
	}

	/** A word nobody used before. */
	unique(word: string): string {
		this.serial += 1;
		return `${word}${this.run}${this.serial}`;
	}

	/** A call over JSON-2, whatever becomes of it. */
	async call(model: string, method: string, body: Body = {}, key = this.odoo.apiKey): Promise<AxiosResponse> {
		const headers = { Authorization: `bearer ${key}` };
		return await this.http.post(`/json/2/${model}/${method}`, body, { headers });
	}

	/** The value a call over JSON-2 answers; throws its error. */
	async ask<T = unknown>(model: string, method: string, body: Body = {}): Promise<T> {
		const { status, data } = await this.call(model, method, body);
		if (status !== 200) throw new Error(`${model}.${method} answered ${status}: ${data?.name} ${data?.message}`);
		return data as T;
	}

	/** Status, Python class and beginning of the message of a call that is refused. */
	async refusal(
		model: string,
		method: string,
		body: Body = {},
	): Promise<{ status: number; name: string; message: string }> {
		const { status, data } = await this.call(model, method, body);
		return { status, name: data?.name, message: String(data?.message) };
	}

	async create(model: string, vals: Body, context?: Body): Promise<number> {
		const [id] = await this.ask<number[]>(model, 'create', { vals_list: [vals], ...(context && { context }) });
		return id ?? 0;
	}

	async read(model: string, id: number, fields: readonly string[], context?: Body): Promise<Row> {
		const [row] = await this.ask<Row[]>(model, 'read', { ids: [id], fields, ...(context && { context }) });
		if (row === undefined) throw new Error(`There is no ${model} ${id}`);
		return row;
	}

	async write(model: string, id: number, vals: Body, context?: Body): Promise<void> {
		await this.ask(model, 'write', { ids: [id], vals, ...(context && { context }) });
	}

	async find(model: string, domain: unknown[], fields: readonly string[], order = 'id'): Promise<Row[]> {
		return await this.ask<Row[]>(model, 'search_read', { domain, fields, order });
	}

	async rpc(service: string, method: string, args: unknown[], id: unknown = 1): Promise<AxiosResponse> {
		return await this.http.post('/jsonrpc', { jsonrpc: '2.0', method: 'call', id, params: { service, method, args } });
	}

	/** A method over JSON-RPC as the administrator: the whole envelope. */
	async execute(model: string, method: string, args: unknown[] = [], named: Body = {}): Promise<Row> {
		const { data } = await this.rpc('object', 'execute_kw', [
			this.odoo.database,
			2,
			this.odoo.apiKey,
			model,
			method,
			args,
			named,
		]);
		return data as Row;
	}

	/** The result of a method for somebody over JSON-RPC, or the message of its AccessError; throws any other error. */
	async executeAs(
		who: { uid: number; password: string },
		model: string,
		method: string,
		args: unknown[],
		named: Body = {},
	): Promise<unknown> {
		const all = [this.odoo.database, who.uid, who.password, model, method, args, named];
		const { result, error } = (await this.rpc('object', 'execute_kw', all)).data;
		if (error === undefined) return result;
		if (error.data.name === 'odoo.exceptions.AccessError') return { refused: error.data.message };
		throw new Error(`${model}.${method}: ${error.data.name} ${error.data.message}`);
	}

	// ------------------------------------------------------------------ what most stories begin with

	async partner(vals: Body = {}): Promise<number> {
		return await this.create('res.partner', { name: this.unique('Customer '), ...vals });
	}

	/** Goods that are counted, without tax unless told otherwise. */
	async product(vals: Body = {}): Promise<number> {
		const given = {
			name: this.unique('Goods '),
			default_code: this.unique('SKU-'),
			is_storable: true,
			list_price: 10,
			taxes_id: [],
		};
		return await this.create('product.product', { ...given, ...vals });
	}

	async tax(amount: number, included = false): Promise<number> {
		const more = included ? { price_include_override: 'tax_included' } : {};
		return await this.create('account.tax', {
			name: this.unique(`${amount} % `),
			amount,
			type_tax_use: 'sale',
			...more,
		});
	}

	async order(lines: readonly Body[], vals: Body = {}): Promise<number> {
		const partner_id = vals['partner_id'] ?? (await this.partner());
		const order_line = lines.map((line) => [0, 0, line]);
		return await this.create('sale.order', { ...vals, partner_id, order_line });
	}

	async confirmed(lines: readonly Body[], vals: Body = {}): Promise<number> {
		const id = await this.order(lines, vals);
		await this.ask('sale.order', 'action_confirm', { ids: [id] });
		return id;
	}

	async stock(product: number, quantity: number, location?: number): Promise<void> {
		const location_id = location ?? (await this.shelf());
		const quant = await this.create('stock.quant', { product_id: product, location_id, inventory_quantity: quantity });
		await this.ask('stock.quant', 'action_apply_inventory', { ids: [quant] });
	}

	/** The first warehouse's place for stock. */
	async shelf(): Promise<number> {
		const [first] = await this.find('stock.warehouse', [], ['lot_stock_id']);
		return (first?.['lot_stock_id'] as [number])[0];
	}

	async journal(type: string): Promise<number> {
		const [first] = await this.find('account.journal', [['type', '=', type]], ['name']);
		return first?.id ?? 0;
	}

	async pickings(order: number): Promise<number[]> {
		const rows = await this.find('stock.picking', [['sale_id', '=', order]], ['name']);
		return rows.map(({ id }) => id);
	}

	/** Validates without being asked anything. */
	async validate(picking: number, context: Body = {}): Promise<unknown> {
		const quiet = { skip_sms: true, skip_backorder: true, ...context };
		return await this.ask('stock.picking', 'button_validate', { ids: [picking], context: quiet });
	}

	/** The draft invoice of an order. */
	async invoice(order: number): Promise<number> {
		const wizard = await this.create('sale.advance.payment.inv', {
			advance_payment_method: 'delivered',
			sale_order_ids: [[6, 0, [order]]],
		});
		await this.ask('sale.advance.payment.inv', 'create_invoices', { ids: [wizard] });
		const invoices = (await this.read('sale.order', order, ['invoice_ids']))['invoice_ids'] as number[];
		return Math.max(...invoices);
	}
}
