/*
 * ShopDesk, imitated in three contracts on one server; the option `contract` says which of them answers.
 *
 * Where the understanding comes from
 * - `documented`: https://docs.postexglobal.com/guide/API-Documentation:-Invoice,-Stock-&-Stock-Adjustment-30b392f180218017b611ef32a9fe421e
 *   (list of invoices, marking them as synced; errors 400, 401, 403, 429, 500; success may say NOT OK)
 * - `legacy`: the vendor's own web client of 2021, https://github.com/shopistan/shopdesk-react (facts only): paths, form
 *   fields, HTTP 200 always, status numbers 3 to 6, a session of one outlet, CSV columns SKU and Quantity
 * - `assumed`: nothing public exists. Paths and shapes are this package's own assumption, in the field names of the two
 *   others wherever they have any.
 *
 * Unseen, each with both answers
 * - What a used `reference_id` comes to (`duplicateReference`), whether a list filters by it (`referenceFilter`), whether
 *   a quantity adds or replaces in the older contract (`quantityMeans`), whether keys of writes are honoured
 *   (`idempotency`).
 *
 * Inferred: goods leave an outlet's stock when the invoice is made, and come back when it is cancelled.
 *
 * Left out: signing in, register sales, transfers, purchase orders, returns, products, CSV endpoints, webhooks (their
 * payload is not known).
 */
import type { DemoData, SandboxCredential, SandboxDefinition } from '../../sandbox/kit';

import { customerOf, faultAnswer, isObject, textOf } from './sandbox/answers';
import { addOrder, cancel, invoice } from './sandbox/orders';
import { answer, operationOf } from './sandbox/routes';
import { API_KEY, seed, setStock, TOKEN, view, type Change, type Order, type State } from './sandbox/state';

const orderIn = (input: Readonly<Record<string, unknown>>, orders: readonly Order[]): Order => {
	const wanted = textOf(input['id'] ?? input['reference']);
	const found = orders.find(({ id, reference }) => String(id) === wanted || reference === wanted);
	if (!found) throw new Error(`There is no order ${wanted}`);
	return found;
};

const CHANGES: Readonly<Record<string, Change>> = {
	/** { reference_id, order_number?, products, store?, target_status? }: an order falls in by itself. */
	addOrder(input, context) {
		const outlet = context.state.outlets.get(Number(input['store'] ?? 45));
		if (!outlet || !Array.isArray(input['products'])) throw new Error('An outlet and products are needed');
		const body = { currency: 'PKR', payment_method: 'cod', target_status: 'AWAITING_SM_APPROVAL', ...input };
		return { id: addOrder(context, outlet, body).id };
	},
	/** { id or reference }: a person makes the invoice. */
	invoice: (input, context) => {
		const order = orderIn(input, context.state.orders);
		invoice(context, order);
		return { invoice: order.invoiceNumber };
	},
	cancel: (input, context) => cancel(context, orderIn(input, context.state.orders)),
	/** { sku, quantity, store? }: goods are counted. */
	setStock: (input, context) =>
		setStock(context, Number(input['store'] ?? 45), textOf(input['sku']), Number(input['quantity'])),
	/** { store, location }: somebody maps an outlet by hand. */
	mapOutlet(input, { state }) {
		const outlet = state.outlets.get(Number(input['store']));
		if (!outlet) throw new Error('There is no such outlet');
		outlet.locationId = textOf(input['location']) || null;
	},
	/** { sku, title? } */
	addProduct(input, { state, nextId }) {
		const sku = textOf(input['sku']);
		const name = textOf(input['title']) || sku;
		state.products.set(sku, { id: 9500 + nextId('product'), sku, name, salePrice: 10, discounted: new Map() });
	},
	/** { count }: products BULK-00001 and on. */
	fillStock(input, context) {
		for (let n = 1; n <= Number(input['count']); n += 1) {
			const sku = `BULK-${String(n).padStart(5, '0')}`;
			const name = `Bulk product ${n}`;
			context.state.products.set(sku, { id: 20_000 + n, sku, name, salePrice: 10, discounted: new Map() });
			setStock(context, 45, sku, (n * 7) % 90);
		}
	},
};

const definition: SandboxDefinition<State> = {
	name: 'shopDesk',
	options: {
		contract: ['assumed', 'legacy', 'documented'],
		duplicateReference: ['refused', 'second'],
		referenceFilter: ['exact', 'ignored'],
		quantityMeans: ['newLevel', 'change'],
		idempotency: ['ignored', 'honoured'],
		echoPersonalData: ['yes', 'no'],
	},
	secretFields: ['auth_token', 'api_key', 'apikey', 'token'],
	journalled: (body) => (isObject(body) ? body : undefined),
	seed,
	operationOf,
	answer: (request, _operation, context) => answer(request, context),
	fault: (kind, _request, context) => faultAnswer(kind, context),
	customerOf,
	changes: CHANGES,
	credential,
	view,
};

export default definition;

function credential({ brand }: DemoData, url: string): SandboxCredential {
	return {
		type: 'shopdeskApi',
		name: 'ShopDesk account',
		data: { contract: 'assumed', brandId: brand.id, token: TOKEN, apiKey: API_KEY, apiAddress: url },
	};
}
