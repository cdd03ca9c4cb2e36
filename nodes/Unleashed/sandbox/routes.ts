/*
 * Which calls there are (facts, sections 4, 7 and 10 to 14), paths in any case of letters (assumed), and what every call
 * passes before its own work: sign-in, the month's calls, headers, parameters, a readable body.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { ADJUSTMENT_FILTERS, createAdjustment, listAdjustments, readAdjustment } from './adjustments';
import { inShape, problem, refused } from './answers';
import type { Answer } from './call';
import { addContact, deleteContact, listContacts, updateContact } from './contacts';
import * as credits from './credits';
import { CUSTOMER_FILTERS, listCustomers, readCustomer, saveCustomer } from './customers';
import { INVOICE_FILTERS, listInvoices, readInvoice } from './invoices';
import * as lists from './lists';
import { ORDER_FILTERS } from './order-filters';
import * as orders from './orders';
import { listProducts, makeObsolete, PRODUCT_FILTERS, readProduct, saveProduct } from './products';
import { Query } from './query';
import { spendCall } from './quota';
import * as shipments from './shipments';
import { refusalOfCaller, refusalOfHeaders } from './sign-in';
import type { Context } from './state';
import { listStock, readStock, readStockByWarehouse, STOCK_FILTERS, STOCK_FILTERS_OF_ONE } from './stock-on-hand';
import { fieldsOf, isObject } from './values';

interface Route {
	readonly method: string;
	readonly path: RegExp;
	readonly operation: string;
	/** The query's parameters; any other is refused. */
	readonly query: readonly string[];
	readonly answer: Answer;
}

const ROUTES: readonly Route[] = [
	list('SalesOrders', orders.listOrders, ORDER_FILTERS),
	call('GET', 'SalesOrders/:id', 'salesOrdersRead', orders.readOrder),
	call('POST', 'SalesOrders', 'salesOrdersCreate', orders.createOrder),
	call('POST', 'SalesOrders/:id', 'salesOrdersCreate', orders.createOrder),
	call('PUT', 'SalesOrders/:id', 'salesOrdersUpdate', orders.updateOrder),
	call('POST', 'SalesOrders/:id/Complete', 'salesOrdersComplete', orders.completeOrderCall),
	call('DELETE', 'SalesOrders/:id', 'salesOrdersDelete', orders.deleteOrder),
	call('DELETE', 'SalesOrders/Lines/:id', 'salesOrderLinesDelete', orders.deleteOrderLine),
	list('SalesShipments', shipments.listShipments, shipments.SHIPMENT_FILTERS),
	call('GET', 'SalesShipments/:id', 'salesShipmentsRead', shipments.readShipment),
	call('POST', 'SalesShipments', 'salesShipmentsCreate', shipments.createShipment),
	call('PUT', 'SalesShipments/:id', 'salesShipmentsUpdate', shipments.updateShipment),
	call('DELETE', 'SalesShipments/:id', 'salesShipmentsDelete', shipments.deleteShipment),
	call('DELETE', 'SalesShipments/Lines/:id', 'salesShipmentLinesDelete', shipments.deleteShipmentLine),
	list('Invoices', listInvoices, INVOICE_FILTERS),
	call('GET', 'Invoices/:id', 'invoicesRead', readInvoice),
	list('CreditNotes', credits.listCredits, credits.CREDIT_FILTERS),
	call('GET', 'CreditNotes/:id', 'creditNotesRead', credits.readCredit),
	call('POST', 'CreditNotes/FreeCredit', 'creditNotesCreate', credits.createFreeCredit),
	call('PUT', 'CreditNotes/:id', 'creditNotesUpdate', credits.updateCredit),
	call('DELETE', 'CreditNotes/:id', 'creditNotesDelete', credits.deleteCredit),
	call('POST', 'CreditNotes/:id/Complete', 'creditNotesComplete', credits.completeCreditCall),
	call('POST', 'CreditNotes/:id/Lines', 'creditNoteLinesCreate', credits.addCreditLine),
	call('PUT', 'CreditNotes/:id/Lines/:id', 'creditNoteLinesUpdate', credits.updateCreditLine),
	call('DELETE', 'CreditNotes/:id/Lines/:id', 'creditNoteLinesDelete', credits.deleteCreditLine),
	list('StockOnHand', listStock, STOCK_FILTERS),
	call('GET', 'StockOnHand/:id', 'stockOnHandRead', readStock, STOCK_FILTERS_OF_ONE),
	call('GET', 'StockOnHand/:id/AllWarehouses', 'stockOnHandByWarehouse', readStockByWarehouse, ['pageSize']),
	list('StockAdjustments', listAdjustments, ADJUSTMENT_FILTERS),
	call('GET', 'StockAdjustments/:id', 'stockAdjustmentsRead', readAdjustment),
	call('POST', 'StockAdjustments/:id', 'stockAdjustmentsCreate', createAdjustment),
	list('Products', listProducts, PRODUCT_FILTERS),
	call('GET', 'Products/:id', 'productsRead', readProduct),
	call('POST', 'Products/:id', 'productsSave', saveProduct),
	call('POST', 'Products/Obsolete/:id', 'productsObsolete', makeObsolete),
	list('ProductPrices', lists.listPrices, lists.PRICE_FILTERS),
	list('Customers', listCustomers, CUSTOMER_FILTERS),
	call('GET', 'Customers/:id', 'customersRead', readCustomer),
	call('POST', 'Customers', 'customersSave', saveCustomer),
	call('POST', 'Customers/:id', 'customersSave', saveCustomer),
	call('GET', 'Customers/:id/Contacts', 'contactsList', listContacts, ['pageSize']),
	call('POST', 'Customers/:id/Contacts', 'contactsCreate', addContact),
	call('PUT', 'Customers/:id/Contacts/:id', 'contactsUpdate', updateContact),
	call('DELETE', 'Customers/:id/Contacts/:id', 'contactsDelete', deleteContact),
	list('Warehouses', lists.listWarehouses, lists.WAREHOUSE_FILTERS),
	list('Taxes', lists.listTaxes, ['pageSize']),
	...lists.PLAIN_LISTS.map((name) => list(name, lists.plainList(name), ['pageSize'])),
];

/** `/SalesOrders`, `/SalesOrders/2` and `/SalesOrders/Page/2` */
function list(path: string, answer: Answer, query: readonly string[]): Route {
	const operation = `${path.charAt(0).toLowerCase()}${path.slice(1)}List`;
	return { method: 'GET', path: new RegExp(`^/${path}(?:/(?:Page/)?(\\d{1,9}))?$`, 'i'), operation, query, answer };
}

function call(method: string, path: string, operation: string, answer: Answer, query: readonly string[] = []): Route {
	return { method, path: new RegExp(`^/${path.replaceAll(':id', '([^/]+)')}$`, 'i'), operation, query, answer };
}

/** The call a request asks for; undefined for a path this vendor does not have. */
export function routeOf(request: SandboxRequest): Route | undefined {
	return ROUTES.find(({ method, path }) => method === request.method && path.test(request.path));
}

/** What stands in a path: a GUID, or the number of a page. */
export function keysOf(request: SandboxRequest): Array<string | undefined> {
	return routeOf(request)?.path.exec(request.path)?.slice(1) ?? [];
}

export function answerApi(request: SandboxRequest, context: Context): SandboxResponse {
	return inShape(answerOf(request, context), context);
}

function answerOf(request: SandboxRequest, context: Context): SandboxResponse {
	const found = routeOf(request);
	if (found === undefined) return refused(404, problem('', 'There is no such call.'));
	const refusal = refusalOfCaller(request, context) ?? spendCall(context) ?? refusalOfHeaders(request, context);
	if (refusal) return refusal;
	const query = new Query(request);
	const strange = query.strangers(found.query);
	if (strange.length > 0) return refused(400, ...strange);
	const { body, rawBody } = request;
	if (rawBody.length > 0 && !isObject(body)) return refused(400, problem('', 'The body must be a JSON object.'));
	return found.answer({ request, context, keys: keysOf(request), query, body: fieldsOf(body) });
}
