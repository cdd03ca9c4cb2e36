/*
 * OmniEngine, imitated: the token service and the order API on one server.
 *
 * Where the understanding comes from
 * - Token and the list of orders by status: https://docs.postexglobal.com/guide/OMS-Sales-APIs-v1.0-309392f18021801a836ffecd36dbc4b2
 *   (the answer of the token is cut off there; its field names are assumed)
 * - Stages of an order, locations and their switches, couriers: https://knowledgebase.xstak.com/OE/general, /OE/location,
 *   /OE/pending-orders
 * - Everything else is this package's own assumption, because nothing is published: reading one order, moving it, locations,
 *   stock, couriers, shipments.
 *
 * Unseen, with both answers: whether a list by status filters by location (`locationFilter`), whether a second booking of
 * an order is refused (`secondBooking`).
 *
 * What follows from ShopDesk happens by the change `sdInvoiced`: the order moves to courier booking. Stock follows by
 * `sdStock`, and orders of the shop fall in by `addOrder`; `sandbox/omnichannel.ts` links them so, with the lags.
 *
 * Left out: duplicates, order splitting, several brands, delivery by couriers, webhooks.
 */
import type { DemoData, SandboxCredential, SandboxDefinition } from '../../sandbox/kit';

import { answer, customerOf, faultAnswer, operationOf } from './sandbox/routes';
import {
	addOrder,
	addShipment,
	CLIENT_ID,
	CLIENT_SECRET,
	orderIn,
	placeIn,
	seed,
	setLevel,
	view,
	type Change,
	type Stage,
	type State,
} from './sandbox/state';

const CHANGES: Readonly<Record<string, Change>> = {
	/** { order_number, items, content }: an order of the shop falls in, and is pending. */
	addOrder: (input, context) => ({ id: addOrder(context, input).id }),
	/** { order, status, location? }: staff move an order in the portal, and give it its location. */
	setStatus(input, { state, clock }) {
		const order = orderIn(state, input['order']);
		order.status = String(input['status']) as Stage;
		if (input['location'] !== undefined) order.locationId = placeIn(state, input['location']).id;
		order.updatedMs = clock.now();
	},
	/** { order, courier? }: staff book a courier in the portal for an order that waits for one. */
	book(input, context) {
		const order = orderIn(context.state, input['order']);
		if (order.status !== 'courier_booking') throw new Error(`An order that is ${order.status} takes no booking`);
		return {
			trackingNumber: addShipment(context, order, String(input['courier'] ?? '12'), 'Overnight').trackingNumber,
		};
	},
	/** { order, invoice }: ShopDesk made the invoice, and the order goes on to courier booking. */
	sdInvoiced(input, { state, clock }) {
		const order = orderIn(state, input['order']);
		order.invoice = String(input['invoice']);
		if (order.status === 'awaiting_approval') order.status = 'courier_booking';
		order.updatedMs = clock.now();
	},
	/** { location, sku, quantity }: stock as ShopDesk pushes it. A disabled or halted location stays as it is. */
	sdStock(input, context) {
		const place = placeIn(context.state, input['location']);
		if (place.enabled && !place.halted) setLevel(context, place.id, String(input['sku']), Number(input['quantity']));
	},
	/** { sku }: a product is on-boarded, with nothing of it anywhere. */
	addProduct(input, context) {
		const sku = String(input['sku']);
		context.state.skus.add(sku);
		for (const place of context.state.places.values()) if (place.enabled) setLevel(context, place.id, sku, 0);
	},
	/** { location, enabled?, halted?, online? } */
	setLocation(input, { state }) {
		Object.assign(placeIn(state, input['location']), { ...input, location: undefined });
	},
};

const definition: SandboxDefinition<State> = {
	name: 'omniEngine',
	options: {
		contract: ['assumed', 'documented'],
		locationFilter: ['exact', 'ignored'],
		secondBooking: ['refused', 'second'],
		orders: ['seeded', 'none'],
		tokenField: ['access_token', 'data.token'],
		echoPersonalData: ['yes', 'no'],
	},
	secretFields: ['clientsecret', 'token', 'access_token'],
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
		type: 'omniengineApi',
		name: 'OmniEngine account',
		data: {
			contract: 'assumed',
			companyCode: brand.company,
			brandId: brand.id,
			clientId: CLIENT_ID,
			clientSecret: CLIENT_SECRET,
			apiAddress: url,
			signInAddress: url,
		},
	};
}
