/*
 * OGOship's Open API v1, imitated: both hosts (my.ogoship.com for the token, api.ogoship.com for the rest) on one server.
 *
 * Where the understanding comes from
 * - Token request, its form body, lifetimes, single use of the refresh token, scopes, X-OgoKey, the webhook signature:
 *   https://support.ogoship.com/hc/en-us/articles/33709608948626 ("Open API"), https://support.ogoship.com/api
 * - Which calls exist: https://openapi.ogoship.com/ (its list of operations; the pages themselves could not be read)
 * - Statuses, what reserves and what deducts, when an order can be cancelled, when it is tracked:
 *   https://support.ogoship.com/what-do-the-different-order-statuses-mean,
 *   https://support.ogoship.com/faq-guides/outgoing-shipments/outgoing-shipment-and-order-status/,
 *   https://support.ogoship.com/how-to-cancel-an-order, https://support.ogoship.com/how-to-track-my-orders
 * - Editing through the API is a merchant setting and only for New; Pending orders can be split in two:
 *   https://nettivarasto.fi/aloittaminen/ohjeet-faq/kaeyttoevinkit/order-processing-options/
 * - A shipping code is what the merchant typed for the method: https://odoo.ogoship.com/shipping-methods-basic-configuration
 * - Fields, paging, filters, ApiError, POST answering 200, stock, inbound stock, webhooks answering 204 on removal:
 *   OGOship's public sample clients https://github.com/ogoship/PHP-Api and https://github.com/ogoship/DotNetApi (2019 to
 *   2021); facts only.
 *
 * Inferred or assumed, never seen on a real account
 * - The answer to a used reference (option `duplicateReference`: refused like the legacy API does, or a second order).
 * - Paths, property names, query names and enum words in any case. A status is required, as in the PHP model.
 * - Numbers must be JSON numbers. Unknown product codes and unknown or missing shipping codes are refused with 400.
 * - Orders can be made as New, Draft, Reserved or Locked. Cancelling is a PUT with status Cancelled and takes nothing
 *   else from the body; so does releasing a Draft, Reserved or Locked order with status New.
 * - How far the merchant setting goes: option `apiEdits` `off` still lets cancel and release, `allowEdits` `off` refuses
 *   every PUT of an order. Whether a PUT changes cash on delivery (option `editedCash`).
 * - Whether the filter `reference` is exact (option `referenceFilter`); `null` in place of an empty list (`emptyList`).
 * - 403 for a missing scope; stock and inbound stock count as product; an OAuth error has the shape of RFC 6749.
 * - X-OgoKey names this one merchant and may do everything; the merchant's secret token is taken for one, too. 429 has the
 *   shape of other errors, without more.
 * - A connector of OGOship's own writes the shop's order number as the reference ("1002").
 * - What a split order is called (option `splitReference`), a used reference of inbound goods (`duplicateInbound`).
 * - What webhooks carry, when they are repeated, and that a stock level is announced whenever its figures move.
 * - What is assumed about one part alone stands at the head of its file in sandbox/.
 * A field or query parameter that the samples do not have is refused with 400, so that a slip of the pen is seen; the
 * vendor probably ignores it.
 *
 * Left out: returns, metadata, the second "Update order", webhook types beyond two, tracking service, order service, the
 * legacy API, the merchant settings "only paid orders" and "nearest pick-up point", splitting by itself, customs checks,
 * several merchants or warehouses.
 */
import type { DemoData, SandboxCredential, SandboxDefinition } from '../../sandbox/kit';

import { faultAnswer } from './sandbox/answers';
import { dueDeliveries, settleDelivery } from './sandbox/deliveries';
import { receiveInbound } from './sandbox/inbound';
import { customerOf } from './sandbox/personal-data';
import { answerApi, routeOf } from './sandbox/routes';
import {
	addProduct,
	emptyCatalogue,
	fillStock,
	negativeStock,
	removeProduct,
	setStock,
	truncatePages,
	wrongWarehouse,
} from './sandbox/shelf';
import { answerToken, forgetToken, isToken } from './sandbox/sign-in';
import { seed, type Change, type State } from './sandbox/state';
import { view } from './sandbox/view';
import {
	addOrder,
	cancelAtWarehouse,
	collect,
	correctTracking,
	returnOrder,
	setStatus,
	ship,
	shipAll,
	split,
} from './sandbox/warehouse';

const CHANGES: Readonly<Record<string, Change>> = {
	addProduct,
	removeProduct,
	setStock,
	fillStock,
	emptyCatalogue,
	wrongWarehouse,
	negativeStock,
	truncatePages,
	receiveInbound,
	addOrder,
	setStatus,
	collect,
	ship,
	shipAll,
	correctTracking,
	return: returnOrder,
	cancelAtWarehouse,
	split,
};

const definition: SandboxDefinition<State> = {
	name: 'ogoship',
	options: {
		duplicateReference: ['refused', 'second'],
		duplicateInbound: ['second', 'refused'],
		splitReference: ['suffix', 'sameReference'],
		echoPersonalData: ['yes', 'no'],
		apiEdits: ['onlyNew', 'off'],
		allowEdits: ['on', 'off'],
		editedCash: ['taken', 'kept'],
		referenceFilter: ['exact', 'partial'],
		emptyList: ['array', 'null'],
	},
	// A subscription's key, and headers that may be a second secret.
	secretFields: ['key', 'customheaders'],
	seed,
	operationOf: (request) => (isToken(request) ? 'token' : routeOf(request)?.operation),
	answer: (request, _operation, context) =>
		isToken(request) ? answerToken(request, context) : answerApi(request, context),
	fault: (kind, request, context) => {
		if (kind === 'expiredToken') forgetToken(request, context);
		return faultAnswer(kind);
	},
	customerOf,
	changes: CHANGES,
	deliveries: dueDeliveries,
	delivered: settleDelivery,
	credential,
	view,
};

export default definition;

function credential({ merchant }: DemoData, url: string): SandboxCredential {
	return {
		type: 'ogoshipApi',
		name: 'OGOship account',
		data: {
			merchantId: merchant.id,
			secretToken: merchant.secretToken,
			clientId: merchant.clientId,
			clientSecret: merchant.clientSecret,
			apiAddress: url,
			signInAddress: url,
		},
	};
}
