/*
 * Which calls there are (facts, section 3), and what every call passes before its own work: sign-in, parameters, a readable
 * body. The address ends in /apis/wholesale/v2.
 */
import type { SandboxRequest, SandboxResponse } from '../../../sandbox/kit';

import { done, invalid, notFound, refused } from './answers';
import { multi, single, type Answer, type Save } from './call';
import { removeFile, uploadDocument, uploadFabric, uploadImage } from './files';
import { listLevels, readLevel, saveLevel } from './inventory';
import { listOrders, ORDER_FILTERS, readOrder, saveOrder, setStatus } from './orders';
import * as papers from './papers';
import { listCatalogItems, listPrices, saveCatalogItem, savePrice } from './prices';
import { list, read, readVariant, save } from './records';
import { answerToken, isSignedIn } from './sign-in';
import type { Context, PlainResource } from './state';
import { decoded, isObject } from './values';

export const BASE = '/apis/wholesale/v2';

interface Route {
	readonly method: string;
	readonly path: RegExp;
	readonly operation: string;
	/** The query's parameters besides the token; any other is refused. */
	readonly query: readonly string[];
	readonly answer: Answer;
}

const version: Answer = () => done({ name: 'Wholesale API', version: '2.0' });

const ROUTES: readonly Route[] = [
	call('GET', 'version', 'version', version),
	call('POST', 'auth/token', 'token', ({ request, context }) => answerToken(request, context)),
	call('GET', 'orders', 'ordersList', listOrders, ['page', ...ORDER_FILTERS]),
	call('POST', 'orders/status', 'ordersStatus', setStatus),
	call('GET', 'orders/:id', 'ordersRead', readOrder),
	call('POST', 'orders', 'ordersSave', single(saveOrder)),
	...plain('retailers', 'retailers'),
	...plain('products', 'products', ['collection_code', 'models', 'sales_catalog_code', 'from']),
	call('GET', 'products/:id/:id', 'variantsRead', readVariant),
	...plain('collections', 'collections', ['name', 'code', 'status', 'season']),
	...plain('sales_catalogs', 'salesCatalogs'),
	...plain('fabrics', 'fabrics'),
	...plain('sizings', 'sizings'),
	...plain('sales_documents', 'salesDocuments'),
	call('GET', 'inventory', 'inventoryList', listLevels),
	call('GET', 'inventory/ean/:id', 'inventoryRead', readLevel('ean13')),
	call('GET', 'inventory/sku/:id', 'inventoryRead', readLevel('sku')),
	...written('inventory/ean', 'inventoryEan', saveLevel('ean13')),
	...written('inventory/sku', 'inventorySku', saveLevel('sku')),
	call('GET', 'prices', 'pricesList', listPrices, ['product_model', 'fabric_code']),
	...written('prices', 'prices', savePrice),
	call('GET', 'sales_catalog_items', 'salesCatalogItemsList', listCatalogItems),
	...written('sales_catalog_items', 'salesCatalogItems', saveCatalogItem),
	call('GET', 'sales_document_orders', 'salesDocumentOrdersList', papers.listLinks),
	...written('sales_document_orders', 'salesDocumentOrders', papers.saveLink),
	call('GET', 'invoices', 'invoicesList', papers.listInvoices, ['page']),
	call('GET', 'invoices/:id', 'invoicesRead', papers.readInvoice),
	call('GET', 'selections', 'selectionsList', papers.listSelections, ['page']),
	call('GET', 'selections/:id', 'selectionsRead', papers.readSelection),
	call('POST', 'selections', 'selectionsSave', single(papers.saveSelection)),
	call('DELETE', 'selections/:id', 'selectionsRemove', papers.removeSelection),
	call('POST', 'files/products', 'filesProducts', uploadImage),
	call('DELETE', 'files/products/:id/:id/:id', 'filesProductsRemove', removeFile('products')),
	call('POST', 'files/fabrics', 'filesFabrics', uploadFabric),
	call('DELETE', 'files/fabrics/:id', 'filesFabricsRemove', removeFile('fabrics')),
	call('POST', 'files/sales_documents', 'filesSalesDocuments', uploadDocument),
	call('DELETE', 'files/sales_documents/:id', 'filesSalesDocumentsRemove', removeFile('sales_documents')),
];

function call(method: string, path: string, operation: string, answer: Answer, query: readonly string[] = []): Route {
	return { method, path: new RegExp(`^${BASE}/${path.replaceAll(':id', '([^/]+)')}$`), operation, query, answer };
}

/** One POST and one of many. */
function written(path: string, name: string, answer: Save): Route[] {
	return [
		call('POST', path, `${name}Save`, single(answer)),
		call('POST', `multi/${path}`, `${name}Multi`, multi(answer)),
	];
}

/** List, one by its code, and both writes. */
function plain(path: PlainResource, name: string, filters: readonly string[] = []): Route[] {
	return [
		call('GET', path, `${name}List`, list(path), ['page', ...filters]),
		call('GET', `${path}/:id`, `${name}Read`, read(path)),
		...written(path, name, save(path)),
	];
}

export function routeOf(request: SandboxRequest): Route | undefined {
	return ROUTES.find(({ method, path }) => method === request.method && path.test(request.path));
}

/** What stands in a path, decoded; undefined where it cannot be. */
export function keysOf(request: SandboxRequest): string[] | undefined {
	const keys = (routeOf(request)?.path.exec(request.path) ?? []).slice(1).map(decoded);
	return keys.every((key) => key !== undefined) ? (keys as string[]) : undefined;
}

const OPEN = new Set(['version', 'token']);

export function answerApi(request: SandboxRequest, context: Context): SandboxResponse {
	const route = routeOf(request);
	if (!route) return notFound('call', request.path, context);
	if (!OPEN.has(route.operation) && !isSignedIn(request, context))
		return refused(401, 'The access token is missing, wrong or expired', {}, context);
	const query = Object.fromEntries(Object.entries(request.query).filter(([name]) => name !== 'access_token'));
	const strange = Object.keys(query).filter((name) => !route.query.includes(name));
	if (strange.length > 0)
		return invalid(
			Object.fromEntries(strange.map((name) => [name, ['SANDBOX "lenewblack" DOES NOT KNOW this parameter']])),
			context,
		);
	const keys = keysOf(request);
	if (!keys) return notFound('path', request.path, context);
	const isFile = route.operation.startsWith('files');
	const needsBody = request.method === 'POST' && !isFile;
	if (needsBody && !isObject(request.body)) return invalid({ body: ['must be a JSON object'] }, context);
	const body = isObject(request.body) ? request.body : {};
	return route.answer({ request, context, keys, query, body });
}
