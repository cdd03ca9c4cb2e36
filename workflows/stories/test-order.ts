import { Canvas, conditionsOf, isTrue, problemsBranch, type OwnNode, type TemplateFile } from './canvas';
import { howItWorks } from './flow';
import { BY_HAND, nodesOf, sameAccounts, shopify } from './parts';

/*
 * A test order through the whole way, and its clean-up: made in the showroom, taken into the shop, cancelled in both.
 */

const FILE = 'test-order-from-le-new-black-to-shopify';
const NAME = 'Test order from Le New Black to Shopify';
/** The shop's name of a test order, which nobody takes for a real one. */
export const TEST_PREFIX = 'LNB-TEST-';

const leNewBlack = nodesOf('leNewBlack', ['leNewBlackApi', 'Le New Black account']);
const readOrder = (more: OwnNode['parameters'] = {}) =>
	leNewBlack.node({ resource: 'order', operation: 'get', orderOptions: {}, ...more });
const moveTo = (newStatus: string) =>
	leNewBlack.node({ resource: 'order', operation: 'moveStatus', newStatus, statusOptions: {} });

/** One piece of one size; its EAN-13 is entered on the canvas. */
const ORDER = `={
  "kind": "order",
  "origin": { "system": "test", "account": "test", "id": "test-{{ $execution.id }}", "number": "{{ $execution.id }}", "seenAt": "{{ $now.toUTC().toISO() }}" },
  "number": "{{ $execution.id }}",
  "placedAt": "{{ $now.toUTC().toISO() }}",
  "status": "open",
  "paymentStatus": "paid",
  "currency": "EUR",
  "pricesIncludeTax": false,
  "totals": { "lines": "0", "total": "0" },
  "lines": [
    { "id": "1", "title": "Test", "barcode": "3612345678901", "quantity": 1, "currentQuantity": 1, "openQuantity": 1, "unitPrice": "0", "total": "0", "requiresShipping": true, "giftCard": false }
  ],
  "shipTo": { "name": "Test", "company": "Test", "address1": "1 Example Street", "zip": "75002", "city": "Paris", "countryCode": "FR" }
}`;

/** The nodes after the order was put together, one behind the other. */
const MAKE: ReadonlyArray<readonly [name: string, node: OwnNode]> = [
	[
		'Make in Le New Black',
		leNewBlack.node({
			resource: 'order',
			operation: 'create',
			forwardFrom: '={{ $now.minus({ days: 1 }).toISO() }}',
			retailerReference: '',
			purchasePrefix: 'TEST-',
		}),
	],
	['Read Test Order', readOrder({ idFrom: 'id', id: '={{ $json.target.id }}' })],
	['Make It Ready', moveTo('invoicing')],
	['Read Ready Order', readOrder()],
	['Look at It', leNewBlack.node({ resource: 'order', operation: 'validate', lineKey: 'either', allowShort: false })],
	[
		'Send to Shopify',
		shopify.node({
			resource: 'order',
			operation: 'upsert',
			forwardFrom: '={{ $now.minus({ days: 1 }).toISO() }}',
			paymentStatuses: ['pending'],
			orderOptions: { namePrefix: TEST_PREFIX, tags: 'test' },
		}),
	],
];

const CLEAN_UP: ReadonlyArray<readonly [name: string, node: OwnNode]> = [
	['Read Again', readOrder()],
	['Cancel in Le New Black', moveTo('canceled')],
	['Read Cancelled Order', readOrder()],
	[
		'Cancel in Shopify',
		shopify.node({
			resource: 'order',
			operation: 'cancel',
			reason: 'OTHER',
			restock: true,
			notifyCustomer: false,
			refund: 'none',
		}),
	],
];

const STEP = 208;

/** The template. */
export function testOrder(): TemplateFile {
	const canvas = new Canvas(FILE, 'cbTestLnbShop0001', NAME);
	const does =
		'Makes a test order of one piece in the showroom, takes it into the shop, and cancels it in both. Each step shows what it did; nothing of it runs by itself.';
	howItWorks(canvas, [-160, -144], NAME, does, [
		sameAccounts('Le New Black'),
		'Open **Test Order**: put the EAN-13 of a size that stands in both in place of 3612345678901, and a currency that the retailer’s price list has.',
		'Open **Make in Le New Black**: enter the *Retailer Reference* of a retailer of your own.',
		`${BY_HAND}. Look at the order in Le New Black and in Shopify: it stands in both, cancelled.`,
		'What ends on the way is in **Problems**. An order that was made before that stands there still: cancel it by hand. Le New Black’s API deletes no orders.',
	]);
	canvas.note(
		'Make Note',
		[-160, -128, 1712, 384],
		7,
		'### Make and take over\nThe same nodes as in *Orders from Le New Black to Shopify*.',
	);
	canvas.note('Clean-Up Note', [-160, 272, 1712, 384], 5, '### Clean up\nCancelled in the showroom, then in the shop.');
	const start = canvas.core('Start by Hand', 'manualTrigger', 1, [-80, 32], {});
	const order = canvas.core('Test Order', 'set', 3.4, [STEP - 80, 32], { mode: 'raw', jsonOutput: ORDER, options: {} });
	canvas.connect(start, order);
	const made = chain(canvas, order, MAKE, [2 * STEP - 80, 32]);
	const is = "={{ ['created', 'updated', 'unchanged'].includes($json.outcome) }}";
	const conditions = conditionsOf(canvas, [isTrue('Stands in the Shop', is)], 'and');
	const filter = canvas.core('Stands in the Shop', 'filter', 2.2, [-80, 432], { conditions, options: {} });
	canvas.connect(made.at(-1) ?? order, filter);
	const cleaned = chain(canvas, filter, CLEAN_UP, [STEP - 80, 432]);
	const results = canvas.core('Results', 'noOp', 1, [STEP * 5 - 80, 432], {});
	canvas.connect(cleaned.at(-1) ?? filter, results);
	const problems = problemsBranch(canvas, 'Order', [1680, 448]);
	for (const each of [...made, ...cleaned]) canvas.connect(each, problems, 1);
	return canvas.done();
}

function chain(
	canvas: Canvas,
	from: string,
	steps: ReadonlyArray<readonly [name: string, node: OwnNode]>,
	[left, top]: readonly [number, number],
): string[] {
	const names = steps.map(([name, node], at) => canvas.own(name, node, [left + STEP * at, top]));
	for (const [at, each] of names.entries()) canvas.connect(names[at - 1] ?? from, each);
	return names;
}
