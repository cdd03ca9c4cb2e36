/*
 * Line items, discounts and shipping as GraphQL objects.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/LineItem
 */
import Big from 'big.js';

import { lineAmounts, lineTaxes, shippingOf, sum, taxesIncluded } from './amounts';
import { productOfLine, variantOfLine } from './catalogue';
import { fulfilledUnits, openUnits } from './fulfillment-records';
import { gid } from './ids';
import { taxLine, type Fields, type Moneys } from './money';
import type { Call } from './call';
import type { LineRecord, OrderRecord } from './state';

/** One line as `LineItem`; what was cancelled or left in a parcel is no longer to be shipped. */
export function toLineItem(bag: Moneys, order: OrderRecord, line: LineRecord): Fields {
	const sold = lineAmounts(line, line.quantity);
	const open = openUnits(order, line.id);
	return {
		__typename: 'LineItem',
		id: line.id,
		name: line.title,
		title: line.title,
		variantTitle: null,
		vendor: 'Demo Tableware',
		sku: line.sku,
		quantity: line.quantity,
		currentQuantity: line.currentQuantity,
		unfulfilledQuantity: open,
		refundableQuantity: line.currentQuantity,
		nonFulfillableQuantity: Math.max(0, line.quantity - open - fulfilledUnits(order, line.id)),
		requiresShipping: line.ships,
		taxable: line.taxable ?? !line.giftCard,
		isGiftCard: line.giftCard,
		restockable: line.ships,
		customAttributes: line.properties ?? [],
		lineItemGroup: null,
		product: (_args: unknown, call: Call) => productOfLine(line, call),
		variant: (_args: unknown, call: Call) => variantOfLine(line, call),
		originalUnitPriceSet: bag(new Big(line.price)),
		originalTotalSet: bag(sold.gross),
		totalDiscountSet: bag(sold.discount),
		// `withCodeDiscounts` decides whether discount codes count; the demo shop's discounts are all codes.
		discountedTotalSet: (args: { withCodeDiscounts?: boolean }) =>
			bag(args.withCodeDiscounts ? sold.total : sold.gross),
		discountedUnitPriceSet: bag(new Big(line.price)),
		discountedUnitPriceAfterAllDiscountsSet: bag(sold.total.div(line.quantity)),
		priceAfterAllDiscountsBeforeTaxesSet: bag(beforeTax(order, line)),
		taxLines: lineTaxes(line, line.quantity).map((tax) => taxLine(bag, tax)),
		discountAllocations: sold.discount.eq(0) ? [] : [toAllocation(bag, order, sold.discount)],
		duties: [],
	};
}

function beforeTax(order: OrderRecord, line: LineRecord): Big {
	const now = lineAmounts(line, line.currentQuantity);
	return taxesIncluded(order) ? now.total.minus(now.tax) : now.total;
}

function toAllocation(bag: Moneys, order: OrderRecord, amount: Big): Fields {
	return {
		allocatedAmountSet: bag(amount),
		discountApplication: {
			__typename: 'DiscountCodeApplication',
			code: order.discountCodes[0],
			index: 0,
			allocationMethod: 'ACROSS',
			targetSelection: 'ALL',
			targetType: 'LINE_ITEM',
			value: { __typename: 'MoneyV2', ...(bag(sumOfDiscounts(order)).shopMoney as Fields) },
		},
	};
}

function sumOfDiscounts(order: OrderRecord): Big {
	return sum(order.lines.map((line) => new Big(line.discount)));
}

/** The shipping of an order as `ShippingLine`s: none where nothing ships. */
export function toShippingLines(bag: Moneys, order: OrderRecord): Fields[] {
	return shippingOf(order).map(({ title, code, source, price, taxes }, index) => ({
		id: gid('ShippingLine', 4_800_000_000_000 + order.number + index * 100_000_000),
		title,
		code,
		carrierIdentifier: null,
		source,
		custom: false,
		isRemoved: false,
		originalPriceSet: bag(new Big(price)),
		discountedPriceSet: bag(new Big(price)),
		currentDiscountedPriceSet: bag(new Big(order.shippingRefunded ? 0 : price)),
		taxLines: taxes.map((tax) => taxLine(bag, tax)),
		discountAllocations: [],
	}));
}
