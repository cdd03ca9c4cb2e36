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
 * `sdStock`, after the lag that whoever links the two chooses.
 *
 * Left out: duplicates, order splitting, several brands, delivery by couriers, webhooks.
 */
import type { SandboxCredential, SandboxDefinition } from '../../sandbox/kit';

import { answer, customerOf, faultAnswer, operationOf } from './sandbox/routes';
import {
	BRAND_ID,
	CLIENT_ID,
	CLIENT_SECRET,
	COMPANY,
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
	/** { order, status }: staff move an order in the portal. */
	setStatus(input, { state, clock }) {
		const order = orderIn(state, input['order']);
		order.status = String(input['status']) as Stage;
		order.updatedMs = clock.now();
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

function credential(_data: unknown, url: string): SandboxCredential {
	return {
		type: 'omniengineApi',
		name: 'OmniEngine account',
		data: {
			contract: 'assumed',
			companyCode: COMPANY,
			brandId: BRAND_ID,
			clientId: CLIENT_ID,
			clientSecret: CLIENT_SECRET,
			apiAddress: url,
			signInAddress: url,
		},
	};
}
