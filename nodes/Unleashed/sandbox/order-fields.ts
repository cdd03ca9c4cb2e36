/*
 * The fields of a sales order and of its lines, with their lengths (facts, section 8: seen in code).
 */
import { DATE, each, GUID, LIST, NUMBER, OBJECT, READ_ONLY, text, YES_NO, type Shape } from './shape';

const DELIVERY = [
	'DeliveryName',
	'DeliveryStreetAddress',
	'DeliveryStreetAddress2',
	'DeliverySuburb',
	'DeliveryCity',
	'DeliveryRegion',
	'DeliveryCountry',
	'DeliveryInstruction',
];

/** Fields that are kept as they came. */
export const ORDER_CONTENT = [
	...DELIVERY,
	...['DeliveryPostCode', 'DeliveryMethod', 'DeliveryContact', 'CustomerRef', 'Comments', 'SourceId'],
	...['RequiredDate', 'ReceivedDate', 'PaymentDueDate', 'ExchangeRate', 'DiscountRate', 'SalesOrderGroup'],
	...['Salesperson', 'SalesPerson', 'SalesAccount', 'PaymentTerm', 'AllocateProduct', 'SendAccountingJournalOnly'],
	...['CreatedBy', 'LastModifiedBy'],
];
export const ORDER_DATES = ['RequiredDate', 'ReceivedDate', 'PaymentDueDate'];

export const ORDER: Shape = {
	Guid: GUID,
	...each(text(500), ...DELIVERY, 'CustomerRef', 'SourceId'),
	...each(text(50), 'DeliveryPostCode', 'DeliveryMethod', 'SalesOrderGroup', 'SalesAccount', 'PaymentTerm'),
	...each(text(20), 'OrderNumber', 'OrderStatus'),
	...each(text(500), 'CreatedBy', 'LastModifiedBy'),
	CustomOrderStatus: text(15),
	Comments: text(2048),
	...each(DATE, 'OrderDate', ...ORDER_DATES),
	...each(OBJECT, 'Customer', 'Warehouse', 'Currency', 'Tax', 'DeliveryContact', 'Salesperson', 'SalesPerson'),
	...each(NUMBER, 'ExchangeRate', 'DiscountRate', 'TaxRate', 'SubTotal', 'TaxTotal', 'Total'),
	...each(YES_NO, 'AllocateProduct', 'SendAccountingJournalOnly'),
	...each(READ_ONLY, 'BCSubTotal', 'BCTaxTotal', 'BCTotal', 'TotalVolume', 'TotalWeight', 'XeroTaxCode'),
	...each(READ_ONLY, 'CompletedDate', 'CreatedOn', 'LastModifiedOn'),
	SalesOrderLines: LIST,
};

/** Further fields of a line that are kept as they came. */
export const LINE_CONTENT = ['LineType', 'Comments', 'DueDate', 'UnitCost', 'Volume', 'Weight'];
export const LINE: Shape = {
	Guid: GUID,
	...each(NUMBER, 'LineNumber', 'OrderQuantity', 'UnitPrice', 'UnitCost', 'DiscountRate', 'LineTotal', 'LineTax'),
	...each(NUMBER, 'TaxRate', 'Volume', 'Weight'),
	// A charge is shown by the vendor; how it is written could not be read (gap 7).
	LineType: { passes: () => false, must: 'can only be null here' },
	Product: OBJECT,
	LineTaxCode: text(50),
	Comments: text(1024),
	DueDate: DATE,
	...each(
		READ_ONLY,
		'XeroTaxCode',
		'XeroSalesAccount',
		'CostOfGoodsAccount',
		'BCUnitPrice',
		'BCLineTotal',
		'BCLineTax',
	),
	...each(READ_ONLY, 'Assembly', 'SerialNumbers', 'BatchNumbers', 'LastModifiedOn'),
};

export const CONTACT: Shape = {
	Guid: GUID,
	...each(text(500), 'FirstName', 'LastName', 'EmailAddress', 'MobilePhone', 'OfficePhone', 'PhoneNumber'),
};

/** Required on create by the one who read the vendor's table (facts, section 8: seen in code). */
export const REQUIRED_BY_TABLE = ['OrderStatus', 'Warehouse', 'ExchangeRate', 'TaxRate'];
/** Required by everybody. */
export const REQUIRED = ['Customer', 'Tax', 'SubTotal', 'TaxTotal', 'Total', 'SalesOrderLines'];
export const REQUIRED_OF_LINE = ['LineNumber', 'Product', 'OrderQuantity', 'UnitPrice', 'LineTotal', 'LineTax'];
