import omniengine from '../../nodes/OmniEngine/sandbox';
import { CLIENT_ID, CLIENT_SECRET } from '../../nodes/OmniEngine/sandbox/state';
import { Account, SEED } from './omnichannel-account';

/*
 * OmniEngine's sandbox: what is documented of it, and what is assumed.
 */

const engine = new Account(omniengine);

type Fields = Record<string, unknown>;

const SIGN_IN = {
	clientId: CLIENT_ID,
	clientSecret: CLIENT_SECRET,
	grantType: 'client_credentials',
	companyCode: SEED.brand.company,
};
const signIn = async (body: Fields = SIGN_IN) => await engine.post('/v1/admin/service-account/token', body);

async function open(options: Record<string, string> = {}): Promise<void> {
	engine.headers = {};
	await engine.open(options);
	engine.headers = { token: String((await signIn()).data['access_token']) };
}

beforeEach(async () => await open());
afterEach(async () => await engine.close());

const rowsOf = async (path: string, query?: Record<string, string | number>) =>
	(await engine.get(path, query)).data['data'] as Fields[];
const ordersIn = async (order_status: string, more: Record<string, string> = {}) =>
	await rowsOf('/oe/v2/orders/sales_orders', { order_status, ...more });
const firstIn = async (status: string) => (await ordersIn(status))[0]!['order_id'] as string;

// ------------------------------------------------------------------ signing in

it.each([
	['another secret', { ...SIGN_IN, clientSecret: 'wrong' }, 401],
	['another company', { ...SIGN_IN, companyCode: 'wrong' }, 401],
	['another grant', { ...SIGN_IN, grantType: 'password' }, 400],
])('gives no token for %s', async (_, body, status) => {
	expect((await signIn(body)).status).toBe(status);
});

it('takes the token in a header of that name and in no other', async () => {
	const { token } = engine.headers as { token: string };
	const path = '/oe/v2/orders/sales_orders';
	const asked = async (headers: Record<string, string>) =>
		(await engine.send({ path, query: { order_status: 'pending' }, headers })).status;
	expect([await asked({ token }), await asked({ authorization: `Bearer ${token}` }), await asked({})]).toEqual([
		200, 401, 401,
	]);
});

it('answers in the documented contract with the list of orders alone', async () => {
	await open({ contract: 'documented' });
	expect((await engine.get('/oe/v2/orders/sales_orders', { order_status: 'pending' })).status).toBe(200);
	expect((await engine.get('/oe/v2/locations')).status).toBe(404);
	expect((await engine.get('/oe/v2/inventory')).status).toBe(404);
});

// ------------------------------------------------------------------ orders

it('lists one tab, by page, and asks for a status', async () => {
	expect((await engine.get('/oe/v2/orders/sales_orders')).status).toBe(400);
	const { data } = await engine.get('/oe/v2/orders/sales_orders', { order_status: 'awaiting_approval', limit: 2 });
	expect(data).toMatchObject({ page: { page: 1, limit: 2, totalElements: 3, totalPages: 2 } });
	expect(data['data']).toHaveLength(2);
});

it.each([
	['exact', false],
	['ignored', true],
])('filters its list by location, or not: %s', async (locationFilter, isMixed) => {
	await open({ locationFilter });
	const rows = await ordersIn('awaiting_approval', { location_id: '310' });
	expect(rows.some(({ location_id }) => location_id !== '310')).toBe(isMixed);
});

it('moves an order on with a guard, and along the tabs only', async () => {
	const id = await firstIn('awaiting_approval');
	const move = async (body: Fields) => (await engine.put(`/oe/v2/orders/${id}/status`, body)).status;
	expect(await move({ from_status: 'pending', to_status: 'courier_booking' })).toBe(409);
	expect(await move({ to_status: 'delivered' })).toBe(422);
	expect(await move({ from_status: 'awaiting_approval', to_status: 'courier_booking' })).toBe(200);
	expect((await engine.get(`/oe/v2/orders/${id}`)).data).toMatchObject({ data: { order_status: 'courier_booking' } });
});

it('gives a location that is in use, to an order that has not gone on', async () => {
	const [waiting, booked] = [await firstIn('pending'), await firstIn('courier_booking')];
	const assign = async (id: string, location_id: string) =>
		(await engine.put(`/oe/v2/orders/${id}/location`, { location_id })).status;
	expect([await assign(waiting, '311'), await assign(waiting, '312'), await assign(booked, '311')]).toEqual([
		200, 422, 422,
	]);
});

it('moves the order to courier booking when ShopDesk has invoiced it', async () => {
	const id = await firstIn('awaiting_approval');
	await engine.change('sdInvoiced', { order: id, invoice: 'INV-000980' });
	expect((await engine.get(`/oe/v2/orders/${id}`)).data).toMatchObject({
		data: { order_status: 'courier_booking', sd: { invoice_number: 'INV-000980' } },
	});
});

// ------------------------------------------------------------------ shipments

it('lets staff book a courier in the portal, once an order waits for one', async () => {
	const order = await firstIn('courier_booking');
	const { trackingNumber } = (await engine.change('book', { order })) as { readonly trackingNumber: string };
	const [there] = await ordersIn('courier_booking');
	expect(there!['shipment']).toMatchObject({ tracking_number: trackingNumber, courier_id: '12' });
	await expect(engine.change('book', { order: await firstIn('pending') })).rejects.toThrow('takes no booking');
});

it.each([
	['refused', [200, 422]],
	['second', [200, 200]],
])('books a courier, and a second time: %s', async (secondBooking, statuses) => {
	await open({ secondBooking });
	const id = await firstIn('courier_booking');
	const book = async () =>
		await engine.post(`/oe/v2/orders/${id}/shipments`, { courier_id: '12', service_type: 'Overnight', pieces: 1 });
	const answers = [await book(), await book()];
	expect(answers.map(({ status }) => status)).toEqual(statuses);
	const { tracking_number: number } = answers[0]!.data['data'] as Fields;
	expect((await engine.get(`/oe/v2/shipments/${String(number)}`)).data).toMatchObject({ data: { order_id: id } });
});

it('books none for an order that waits for approval, nor with a courier that is not in use', async () => {
	const [waiting, booking] = [await firstIn('awaiting_approval'), await firstIn('courier_booking')];
	const book = async (id: string, courier_id: string) =>
		(await engine.post(`/oe/v2/orders/${id}/shipments`, { courier_id })).status;
	expect([await book(waiting, '12'), await book(booking, '14')]).toEqual([422, 422]);
});

// ------------------------------------------------------------------ locations and stock

it('makes a second location of the same code: nothing is known to keep it out', async () => {
	const body = { name: 'New outlet', location_code: 'NEW-1', city: 'Oulu', country: 'FI', online: false };
	const ids = [await engine.post('/oe/v2/locations', body), await engine.post('/oe/v2/locations', body)].map(
		({ data }) => (data['data'] as Fields)['location_id'],
	);
	expect(new Set(ids).size).toBe(2);
	expect((await engine.post('/oe/v2/locations', { name: '' })).status).toBe(422);
});

it('tells what lies there, what is kept for orders, and what is available beyond the buffer', async () => {
	for (const row of await rowsOf('/oe/v2/inventory', { location_id: '310' })) {
		const { on_hand, reserved, buffer, available } = row as Record<string, number>;
		expect(available).toBe(on_hand! - reserved! - buffer!);
	}
	expect(await rowsOf('/oe/v2/inventory', { location_id: '310', skus: 'MUG-BLUE' })).toHaveLength(1);
});

const levelAt = async (sku = 'MUG-BLUE') =>
	(await rowsOf('/oe/v2/inventory', { location_id: '310', skus: sku }))[0]!['on_hand'];
const setLevels = async (items: Fields[], mode = 'set') =>
	await engine.put('/oe/v2/inventory', { location_id: '310', mode, reason: 'Test', items });

it('sets levels, and names with 207 the SKUs it did not take', async () => {
	const { status, data } = await setLevels([
		{ sku: 'MUG-BLUE', quantity: 14 },
		{ sku: 'NO-SUCH', quantity: 1 },
	]);
	expect([status, data]).toMatchObject([
		207,
		{ data: { updated: ['MUG-BLUE'], failed: [{ sku: 'NO-SUCH', code: 'unknown_sku' }] } },
	]);
	expect(await levelAt()).toBe(14);
	await setLevels([{ sku: 'MUG-BLUE', quantity: -4 }], 'adjust');
	expect(await levelAt()).toBe(10);
});

it.each([{ halted: true }, { enabled: false }])('says yes and changes nothing at a location with %j', async (flags) => {
	const before = await levelAt();
	await engine.change('setLocation', { location: '310', ...flags });
	expect((await setLevels([{ sku: 'MUG-BLUE', quantity: 3 }])).status).toBe(200);
	await engine.change('sdStock', { location: '310', sku: 'MUG-BLUE', quantity: 3 });
	expect(await levelAt()).toBe(before);
});
