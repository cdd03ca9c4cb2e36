/*
 * Products over the API (facts, section 14): POST under a GUID makes one or writes it whole, and there is no PUT.
 *
 * The fields are seen in code and told by third parties. Assumed: a used code is refused; code and description are
 * required; what is left out is blanked, with IsSellable and IsPurchasable as true; the list is by code; an obsolete one
 * is brought back by nothing. Nothing is assembled here, and no product belongs to a group that has sub groups.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { created, done, notFound, problem, refused, type Problem } from './answers';
import { chosenGuid, type Call } from './call';
import { announce } from './deliveries';
import { PRODUCT, PRODUCT_CONTENT } from './product-fields';
import { page, startsWith } from './query';
import { byGuid } from './refs';
import { blanked, misfits, missing } from './shape';
import type { Context, Product } from './state';
import { fieldsOf, netDate, type Fields } from './values';

export const PRODUCT_FILTERS = [
	...['productCode', 'product', 'productDescription', 'ProductBarcode', 'productId', 'productGroup', 'productBrand'],
	...['modifiedSince', 'includeObsolete', 'includeAttributes', 'excludeAssembled', 'excludeComponents'],
	...['customerCode', 'brief', 'orderBy', 'pageSize'],
];

export function listProducts(call: Call): SandboxResponse {
	const { context, query, keys } = call;
	const wanted = productsWanted(call);
	const code = query.text('customerCode');
	const customer = context.state.customers.find((each) => each.code === code);
	const [isBrief, withAttributes] = [query.flag('brief'), query.flag('includeAttributes')];
	const order = query.words('orderBy', ['LastModifiedOn', 'CreatedOn'])?.[0];
	const rows = context.state.products.filter(wanted).sort((one, other) => {
		if (order === 'LastModifiedOn') return other.modifiedMs - one.modifiedMs;
		if (order === 'CreatedOn') return other.createdMs - one.createdMs;
		return one.code < other.code ? -1 : 1;
	});
	return page(query, context, keys[0], {
		rows,
		answer: (product) => ({
			...(isBrief ? briefAnswer(product) : productAnswer(product, context)),
			...(withAttributes && { AttributeSet: null }),
			...(code !== undefined && { CustomerSellPrice: priceFor(context, product, customer?.guid) }),
		}),
	});
}

function productsWanted({ query }: Call): (product: Product) => boolean {
	const [code, description] = [query.text('productCode'), query.text('productDescription')];
	const part = query.text('product')?.toLowerCase();
	const [barcode, group, brand] = [
		query.text('ProductBarcode'),
		query.text('productGroup'),
		query.text('productBrand'),
	];
	const guids = query.guids('productId');
	const isNew = query.since();
	const withObsolete = query.flag('includeObsolete');
	query.flag('excludeAssembled');
	const withoutComponents = query.flag('excludeComponents');
	return (product) => {
		const { content } = product;
		const words = `${product.code}\n${String(content['ProductDescription'])}`.toLowerCase();
		return (
			startsWith(product.code, code) &&
			startsWith(content['ProductDescription'], description) &&
			(part === undefined || words.includes(part)) &&
			(barcode === undefined || content['Barcode'] === barcode) &&
			(group === undefined || fieldsOf(content['ProductGroup'])['GroupName'] === group) &&
			(brand === undefined || fieldsOf(content['ProductBrand'])['BrandName'] === brand) &&
			(guids === undefined || guids.includes(product.guid)) &&
			isNew(product.modifiedMs) &&
			(withObsolete || !product.obsolete) &&
			!(withoutComponents && content['IsComponent'] === true)
		);
	};
}

export function readProduct({ context, keys: [key = ''] }: Call): SandboxResponse {
	const product = byGuid(context.state.products, key);
	return product ? done(productAnswer(product, context)) : notFound('product', key);
}

export function saveProduct({ context, keys: [key], body }: Call): SandboxResponse {
	const { state, clock } = context;
	const chosen = chosenGuid(key, body);
	if (typeof chosen === 'object') return chosen;
	const standing = byGuid(state.products, chosen ?? '');
	const problems = productProblems(body, context, standing);
	if (problems.length > 0) return refused(400, ...problems);
	const now = clock.now();
	const product: Product = standing ?? {
		guid: chosen ?? '',
		code: '',
		content: {},
		obsolete: false,
		createdMs: now,
		modifiedMs: now,
	};
	if (!standing) state.products.push(product);
	product.code = String(body['ProductCode']);
	product.content = productContent(body);
	product.obsolete = body['Obsolete'] === true;
	product.modifiedMs = now;
	announce(context, standing ? 'product.updated' : 'product.created', 'productGuid', product.guid);
	const note = { guid: product.guid, productCode: product.code };
	return standing
		? done(productAnswer(product, context), note)
		: created(context, productAnswer(product, context), note);
}

/** The fields that are kept, from a body. */
export function productContent(body: Fields): Record<string, unknown> {
	return {
		...blanked(body, PRODUCT_CONTENT),
		IsSellable: body['IsSellable'] ?? true,
		IsPurchasable: body['IsPurchasable'] ?? true,
	};
}

export function makeObsolete({ context, keys: [key = ''] }: Call): SandboxResponse {
	const product = byGuid(context.state.products, key);
	if (product === undefined) return notFound('product', key);
	product.obsolete = true;
	product.modifiedMs = context.clock.now();
	announce(context, 'product.updated', 'productGuid', product.guid);
	return done(productAnswer(product, context), { guid: product.guid, productCode: product.code });
}

function productProblems(body: Fields, { state }: Context, itself?: Product): Problem[] {
	const code = body['ProductCode'];
	const isUsed = state.products.some((each) => each !== itself && each.code === code);
	return [
		...misfits(body, PRODUCT),
		...missing(body, ['ProductCode', 'ProductDescription']),
		...(isUsed ? [problem('ProductCode', `There is a product ${String(code)} already.`)] : []),
	];
}

function priceFor({ state }: Context, { guid, content }: Product, customerGuid: string | undefined): unknown {
	const own = state.prices.find((each) => each.productGuid === guid && each.customerGuid === customerGuid);
	return own?.price ?? content['DefaultSellPrice'] ?? null;
}

function briefAnswer({ guid, code, content }: Product) {
	return { Guid: guid, ProductCode: code, ProductDescription: content['ProductDescription'] ?? null };
}

/** Some captures show plain dates in place of the .NET form (seen in code): option `productDates`. */
function productAnswer(product: Product, { options }: Context) {
	const show = (ms: number) =>
		options['productDates'] === 'iso' ? new Date(ms).toISOString().slice(0, 19) : netDate(ms);
	return {
		...product.content,
		Guid: product.guid,
		ProductCode: product.code,
		Obsolete: product.obsolete,
		CreatedOn: show(product.createdMs),
		LastModifiedOn: show(product.modifiedMs),
	};
}
