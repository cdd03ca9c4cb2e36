/*
 * Line items, discounts and shipping as GraphQL objects.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/LineItem
 */
import Big from 'big.js';

import { current, lineAmounts, sum, taxWithin } from './amounts';
import { toProduct, toVariant } from './catalogue';
import { gid } from './ids';
import { taxLine, type Fields, type Moneys } from './money';
import type { LineRecord, OrderRecord } from './state';

/** One line as `LineItem`; what was cancelled is no longer to be shipped. */
export function toLineItem(bag: Moneys, order: OrderRecord, line: LineRecord): Fields {
	const sold = lineAmounts(line, line.quantity);
	const open = order.cancelledAt === null ? line.currentQuantity : 0;
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
		nonFulfillableQuantity: line.quantity - open,
		requiresShipping: line.ships,
		taxable: !line.giftCard,
		isGiftCard: line.giftCard,
		restockable: line.ships,
		customAttributes: [],
		lineItemGroup: null,
		product: line.product ? toProduct(line.product) : null,
		variant: line.product ? toVariant(line.product) : null,
		originalUnitPriceSet: bag(new Big(line.price)),
		originalTotalSet: bag(sold.gross),
		totalDiscountSet: bag(sold.discount),
		// `withCodeDiscounts` decides whether discount codes count; the demo shop's discounts are all codes.
		discountedTotalSet: (args: { withCodeDiscounts?: boolean }) =>
			bag(args.withCodeDiscounts ? sold.total : sold.gross),
		discountedUnitPriceSet: bag(new Big(line.price)),
		discountedUnitPriceAfterAllDiscountsSet: bag(sold.total.div(line.quantity)),
		priceAfterAllDiscountsBeforeTaxesSet: bag(beforeTax(line)),
		taxLines: sold.tax.eq(0) ? [] : [taxLine(bag, sold.tax)],
		discountAllocations: sold.discount.eq(0) ? [] : [toAllocation(bag, order, sold.discount)],
		duties: [],
	};
}

function beforeTax(line: LineRecord): Big {
	const now = lineAmounts(line, line.currentQuantity);
	return now.total.minus(now.tax);
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

/** The shipping of an order as `ShippingLine`s: one, or none where nothing ships. */
export function toShippingLines(bag: Moneys, order: OrderRecord): Fields[] {
	if (order.shipping === null) return [];
	const price = new Big(order.shipping.price);
	const tax = taxWithin(price);
	return [
		{
			id: gid('ShippingLine', 4_800_000_000_000 + order.number),
			title: order.shipping.title,
			code: order.shipping.code,
			carrierIdentifier: null,
			source: 'shopify',
			custom: false,
			isRemoved: false,
			originalPriceSet: bag(price),
			discountedPriceSet: bag(price),
			currentDiscountedPriceSet: bag(current(order).order.shipping),
			taxLines: tax.eq(0) ? [] : [taxLine(bag, tax)],
			discountAllocations: [],
		},
	];
}
