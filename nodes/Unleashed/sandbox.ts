/*
 * Unleashed's REST API, imitated (api.unleashedsoftware.com).
 *
 * Where the understanding comes from
 * - The collected facts of November 2026, cited here by their sections and gaps: beginnings of the vendor's pages under
 *   https://apidocs.unleashedsoftware.com (AuthenticationHelp, SalesOrders, SalesShipments, Invoices, CreditNotes,
 *   StockOnHand, StockAdjustments, Products, ProductPrices, Customers, Warehouses, Webhooks, APIChangeLog, Faq), its help
 *   pages on API access, usage limits and order statuses, and public client code; facts only. Nothing was tried on a real
 *   account.
 * - Documented: headers, signature over the query alone, 403 for a wrong one, pages and their envelope, the paths and
 *   filters, no partial update, statuses of orders, AvailableQty, products without transactions missing from stock, the
 *   monthly quota, webhooks and their limit of five.
 * - Seen in code or told by third parties: `/Date(ms)/`, lengths, required fields, sums that must tie out, Parked or
 *   Completed on create, 201, what a shipment and a delivery of a webhook look like.
 *
 * Not known, with both answers behind an option (the first is the default)
 * - `usedGuid`, `usedNumber`: a create under a GUID or number that is taken (gap 1).
 * - `errorBody`, `quotaAnswer`: how errors look, and the status at the end of the quota (gap 2).
 * - `putStatus`, `putLines`, `required`, `createStatus`: what a write of an order may and must say (gaps 4 and 5).
 * - `taxScale`, `totals`, `lineTotals`: the unit of rates, and how exactly sums are checked (gap 6).
 * - `allocationMoves`, `stockPageSize`, `stockRows`: stock on hand (gap 8).
 * - `shippingCompany`, `editDispatched`: shipments (gap 10). `creditGuid`: free credits (gap 11).
 * - `signedQuery`, `largestPage`: the signature of what needs encoding, and the largest page (gap 12).
 * - `clientType`, `createdBody`, `deletedByNumber`, `writeDeleted`, `deleteDispatched`, `completeWithoutStock`, `productDates`,
 *   `webhookNames`.
 *
 * Inferred or assumed about one part alone stands at the head of its file in sandbox/. Everywhere: a field or parameter the
 * facts do not name is refused with 400, so that a slip of the pen is seen; numbers are JSON numbers; dates have no zone;
 * GUIDs and paths are the same in any case of letters; what is unknown is a 404.
 *
 * Left out: XML; charges and the discount of a whole order in its sums (gap 7); supplier side, warehouse transfers,
 * assemblies, serial and batch numbers beyond empty lists; credits on invoices but those of staff; price groups; how one
 * subscribes to webhooks over the API (gap 3); throttling by the second but as a fault; an order that cannot be read at
 * once after its event (use the fault `staleRead`).
 */
import type { DemoData, SandboxCredential, SandboxDefinition } from '../../sandbox/kit';

import { faultAnswer } from './sandbox/answers';
import { addWebhook, dueDeliveries, removeWebhook, settleDelivery } from './sandbox/deliveries';
import { customerOf } from './sandbox/personal-data';
import { buyCalls, setQuota } from './sandbox/quota';
import { answerApi, routeOf } from './sandbox/routes';
import { seed } from './sandbox/seed';
import {
	addProduct,
	changeProduct,
	emptyCatalogue,
	fillStock,
	sellStock,
	setStock,
	truncatePages,
} from './sandbox/shelf';
import {
	addOrder,
	changeOrderLine,
	changeShipment,
	completeByStaff,
	deleteByStaff,
	setOrderNumber,
	setOrderStatus,
	ship,
	shipAll,
} from './sandbox/staff';
import { creditInvoice } from './sandbox/staff-credits';
import type { Change, State } from './sandbox/state';
import { view } from './sandbox/view';

const CHANGES: Readonly<Record<string, Change>> = {
	addOrder,
	setOrderNumber,
	setOrderStatus,
	changeOrderLine,
	completeOrder: completeByStaff,
	deleteOrder: deleteByStaff,
	ship,
	shipAll,
	changeShipment,
	creditInvoice,
	addProduct,
	changeProduct,
	sellStock,
	setStock,
	fillStock,
	emptyCatalogue,
	truncatePages,
	setQuota,
	buyCalls,
	addWebhook,
	removeWebhook,
};

const definition: SandboxDefinition<State> = {
	name: 'unleashed',
	options: {
		usedGuid: ['refused', 'conflict', 'overwritten'],
		usedNumber: ['refused', 'second'],
		errorBody: ['description', 'items', 'message', 'page'],
		quotaAnswer: ['forbidden', 'tooMany'],
		putStatus: ['taken', 'refused', 'ignored'],
		putLines: ['replaced', 'merged'],
		required: ['all', 'few'],
		createStatus: ['parkedOrCompleted', 'any'],
		taxScale: ['fraction', 'percent'],
		totals: ['exact', 'cent'],
		lineTotals: ['checked', 'trusted'],
		allocationMoves: ['yes', 'no'],
		stockPageSize: ['honoured', 'ignored'],
		stockRows: ['summed', 'byWarehouse'],
		shippingCompany: ['text', 'object'],
		editDispatched: ['refused', 'taken'],
		creditGuid: ['taken', 'ignored'],
		signedQuery: ['decoded', 'asSent'],
		largestPage: ['1000', '500', '200'],
		clientType: ['required', 'ignored'],
		createdBody: ['whole', 'empty'],
		deletedByNumber: ['found', 'hidden'],
		writeDeleted: ['refused', 'taken'],
		completeWithoutStock: ['refused', 'allowed'],
		deleteDispatched: ['refused', 'taken'],
		productDates: ['net', 'iso'],
		webhookNames: ['small', 'capital'],
		echoPersonalData: ['yes', 'no'],
	},
	seed,
	operationOf: (request) => routeOf(request)?.operation,
	answer: (request, _operation, context) => answerApi(request, context),
	fault: (kind, _request, context) => faultAnswer(kind, context),
	customerOf,
	changes: CHANGES,
	deliveries: dueDeliveries,
	delivered: settleDelivery,
	credential,
	view,
};

export default definition;

function credential({ company }: DemoData, url: string): SandboxCredential {
	return {
		type: 'unleashedApi',
		name: 'Unleashed account',
		data: { apiId: company.apiId, apiKey: company.apiKey, clientType: 'commercebridge/n8n', apiAddress: url },
	};
}
