/*
 * Prices of a variant on a price list, and what is in a sales catalog. Neither list is paginated (facts, sections 2 to 4).
 * Price lists must exist before (documented: the account manager creates them).
 */
import { done, invalid, type Faults } from './answers';
import { isFaulty, type Answer, type Save } from './call';
import { faultsOf } from './fields';
import type { Price } from './state';
import { isText, type Fields } from './values';

const PRICE = {
	key: 'product_model',
	required: ['product_model', 'fabric_code', 'price_list_code', 'wholesale_price'],
	optional: ['price_period_code', 'cost_price', 'recommended_retail_price'],
};

/** Both fields of the query are required. */
export const listPrices: Answer = ({ context, query }) => {
	const missing = ['product_model', 'fabric_code'].filter((name) => !isText(query[name]));
	if (missing.length > 0) return invalid(Object.fromEntries(missing.map((name) => [name, ['is required']])), context);
	const { prices } = context.state;
	return done(
		prices.filter(
			(price) => price.product_model === query['product_model'] && price.fabric_code === query['fabric_code'],
		),
	);
};

export const savePrice: Save = (fields, context) => {
	const { state } = context;
	const product = state.plain.products.get(String(fields['product_model']));
	const variants = (product?.content['variants'] ?? []) as Fields[];
	const amount = fields['wholesale_price'];
	const faults: Faults = {
		...faultsOf(fields, PRICE),
		...(product ? {} : { product_model: ['unknown product'] }),
		...(product && !variants.some((each) => each['fabric_code'] === fields['fabric_code'])
			? { fabric_code: ['unknown variant'] }
			: {}),
		...(state.priceLists.includes(String(fields['price_list_code']))
			? {}
			: { price_list_code: ['unknown price list'] }),
		...(typeof amount === 'number' && amount >= 0 ? {} : { wholesale_price: ['must be a number'] }),
	};
	if (isFaulty(faults)) return { faults };
	const isSame = (price: Price) =>
		price.product_model === fields['product_model'] &&
		price.fabric_code === fields['fabric_code'] &&
		price.price_list_code === fields['price_list_code'];
	const price = { ...state.prices.find(isSame), ...fields } as Price;
	state.prices = [...state.prices.filter((each) => !isSame(each)), price];
	return { result: price };
};

const CATALOG_ITEM = {
	key: 'product_model',
	required: ['sales_catalog_code', 'product_model'],
	optional: ['fabric_code'],
};

export const listCatalogItems: Answer = ({ context }) => done(context.state.catalogItems);

export const saveCatalogItem: Save = (fields, { state }) => {
	const faults: Faults = {
		...faultsOf(fields, CATALOG_ITEM),
		...(state.plain.sales_catalogs.has(String(fields['sales_catalog_code']))
			? {}
			: { sales_catalog_code: ['unknown sales catalog'] }),
		...(state.plain.products.has(String(fields['product_model'])) ? {} : { product_model: ['unknown product'] }),
	};
	if (isFaulty(faults)) return { faults };
	const isSame = (item: Fields) => CATALOG_ITEM.required.every((name) => item[name] === fields[name]);
	const item = { ...fields, rank_in_sales_catalog: state.catalogItems.length + 1 };
	if (!state.catalogItems.some(isSame)) state.catalogItems.push(item);
	return { result: item };
};
