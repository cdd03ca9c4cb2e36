import fc from 'fast-check';

import {
	orderSchema,
	ORDER_FULFILLMENT,
	ORDER_PAYMENT,
	ORDER_RISK,
	ORDER_STATUS,
	type Order,
} from '../../core/model/order';

/** A paid order of one shipped line, before anything is changed about it. */
export function sampleOrder(changes: Partial<Order> = {}): Order {
	return {
		kind: 'order',
		origin: {
			system: 'shop',
			account: 'demo.example.com',
			id: '501',
			number: '#1001',
			seenAt: '2026-11-22T10:20:00.000Z',
		},
		number: '#1001',
		placedAt: '2026-11-22T10:00:00.000Z',
		updatedAt: '2026-11-22T10:01:00.000Z',
		status: 'open',
		paymentStatus: 'paid',
		fulfillmentStatus: 'unfulfilled',
		risk: { level: 'low', recommendation: 'ACCEPT' },
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [
			{
				id: 'L1',
				sku: 'MUG-BLUE',
				title: 'Blue mug',
				quantity: 2,
				currentQuantity: 2,
				openQuantity: 2,
				unitPrice: '12.50',
				discount: '5.00',
				tax: '4.06',
				total: '20.00',
				taxRate: '0.255',
				requiresShipping: true,
				giftCard: false,
			},
			{
				id: 'L2',
				sku: 'MUG-RED',
				title: 'Red mug',
				quantity: 1,
				currentQuantity: 1,
				openQuantity: 1,
				unitPrice: '12.50',
				tax: '2.54',
				total: '12.50',
				taxRate: '0.255',
				requiresShipping: true,
				giftCard: false,
			},
		],
		shippingLines: [{ id: 'S1', code: 'standard', title: 'Standard', total: '4.90', tax: '1.00' }],
		discounts: [{ code: 'WELCOME', amount: '5.00' }],
		taxLines: [{ title: 'VAT', rate: '0.255', amount: '7.60' }],
		totals: { lines: '32.50', discount: '5.00', shipping: '4.90', tax: '7.60', total: '37.40', paid: '37.40' },
		shipTo: {
			name: 'Example Person',
			address1: 'Example Street 1',
			zip: '00100',
			city: 'Helsinki',
			countryCode: 'FI',
			phone: '+358 555 0100',
			email: 'person@example.com',
		},
		billTo: { name: 'Example Person' },
		shippingMethod: { code: 'standard', title: 'Standard' },
		note: 'Please ring the bell',
		tags: [],
		...changes,
	};
}

const money = fc.integer({ min: 0, max: 999_999 }).map((minor) => (minor / 100).toFixed(2));
const words = fc.string({ unit: 'grapheme', maxLength: 30 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const instant = fc
	.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
	.map((date) => date.toISOString());
const unmapped = fc.string({ maxLength: 12 }).map((word) => `unmapped:${word}`);
const status = (known: readonly string[]) =>
	fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: unmapped });
const quantity = fc.integer({ min: 0, max: 20 });

const address = fc.record({
	name: maybe(words),
	company: maybe(words),
	address1: maybe(words),
	address2: maybe(words),
	zip: maybe(words),
	city: maybe(words),
	province: maybe(words),
	countryCode: maybe(fc.constantFrom('FI', 'SE', 'US')),
	phone: maybe(words),
	email: maybe(words),
});

const line = fc.record({
	id: fc.uuid(),
	sku: maybe(words),
	title: maybe(words),
	quantity,
	currentQuantity: quantity,
	openQuantity: quantity,
	unitPrice: money,
	discount: maybe(money),
	tax: maybe(money),
	total: money,
	requiresShipping: fc.boolean(),
	giftCard: fc.boolean(),
});

/** Any order the schema takes, with known and unknown status words and with anything optional missing. */
export const anyOrder: fc.Arbitrary<Order> = fc
	.record({
		kind: fc.constant('order' as const),
		origin: fc.record({
			system: fc.constant('shop'),
			account: fc.constant('demo.example.com'),
			id: fc.uuid(),
			seenAt: instant,
		}),
		number: fc.string({ minLength: 1, maxLength: 20 }),
		placedAt: instant,
		updatedAt: maybe(instant),
		status: status(ORDER_STATUS),
		paymentStatus: status(ORDER_PAYMENT),
		fulfillmentStatus: maybe(status(ORDER_FULFILLMENT)),
		risk: maybe(
			fc.record({
				level: status(ORDER_RISK),
				recommendation: maybe(fc.constantFrom('ACCEPT', 'INVESTIGATE', 'CANCEL', 'cancel')),
			}),
		),
		test: maybe(fc.boolean()),
		cancelledAt: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: instant }),
		currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
		pricesIncludeTax: fc.boolean(),
		lines: fc.array(line, { maxLength: 5 }),
		shippingLines: maybe(
			fc.array(fc.record({ code: maybe(words), title: maybe(words), total: money, tax: maybe(money) }), {
				maxLength: 3,
			}),
		),
		discounts: maybe(fc.array(fc.record({ code: maybe(words), amount: maybe(money) }), { maxLength: 3 })),
		taxLines: maybe(
			fc.array(fc.record({ title: maybe(words), rate: maybe(fc.constantFrom('0', '0.255', '0.14')), amount: money }), {
				maxLength: 3,
			}),
		),
		totals: fc.record({ lines: money, shipping: maybe(money), tax: maybe(money), tip: maybe(money), total: money }),
		shipTo: maybe(address),
		shippingMethod: maybe(fc.record({ code: maybe(words), title: maybe(words) })),
		pickupPoint: maybe(fc.record({ code: maybe(words), name: maybe(words) })),
		paymentMethods: maybe(fc.array(fc.constantFrom('Cash on Delivery', 'card', 'Bank Transfer'), { maxLength: 2 })),
		note: maybe(words),
		purchaseOrderNumber: maybe(words),
	})
	.map((order) => orderSchema.parse(order));
