/*
 * The fields of a product (facts, section 14: seen in code, told by third parties; lengths where one was told).
 */
import { each, GUID, misfits, NUMBER, OBJECT, READ_ONLY, text, YES_NO, type Shape } from './shape';
import { isObject } from './values';

const TIERS = Array.from({ length: 10 }, (_, at) => `SellPriceTier${at + 1}`);
const TEXTS = [
	...['Barcode', 'Notes', 'XeroSalesTaxCode', 'XeroSalesAccount', 'XeroCostOfGoodsAccount', 'BinLocation'],
	...['CommerceCode', 'CustomsDescription', 'ICCCountryCode', 'SourceId', 'SourceVariantParentId'],
];
const NUMBERS = [
	...['DefaultSellPrice', 'DefaultPurchasePrice', 'MinimumSellPrice', 'PackSize', 'Width', 'Height', 'Depth', 'Weight'],
	...['MinStockAlertLevel', 'MaxStockAlertLevel', 'ReOrderPoint'],
];
const YES_NOS = [
	...['IsSellable', 'IsPurchasable', 'IsComponent', 'IsAssembledProduct', 'CanAutoAssemble', 'IsSerialized'],
	...['IsBatchTracked', 'NeverDiminishing', 'TaxableSales', 'TaxablePurchase'],
];
const OBJECTS = ['ProductGroup', 'ProductBrand', 'UnitOfMeasure', 'Supplier'];

/** `{ Name, Value }` */
const TIER = {
	passes: (value: unknown) => isObject(value) && misfits(value, { Name: text(500), Value: NUMBER }).length === 0,
	must: 'must be {Name, Value}',
};

export const PRODUCT_CONTENT = ['ProductDescription', ...TEXTS, ...NUMBERS, ...YES_NOS, ...OBJECTS, ...TIERS];

export const PRODUCT: Shape = {
	Guid: GUID,
	ProductCode: text(100),
	...each(text(500), 'ProductDescription', ...TEXTS),
	...each(NUMBER, ...NUMBERS),
	...each(YES_NO, 'Obsolete', ...YES_NOS),
	...each(OBJECT, ...OBJECTS),
	...each(TIER, ...TIERS),
	...each(READ_ONLY, 'LastCost', 'AverageLandPrice', 'ImageUrl', 'Images', 'InventoryDetails', 'AttributeSet'),
	...each(READ_ONLY, 'CustomerSellPrice', 'CreatedOn', 'LastModifiedOn'),
};
