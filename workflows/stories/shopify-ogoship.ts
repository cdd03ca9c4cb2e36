import { Canvas, problemsBranch, tellPeople, type OwnNode, type TemplateFile } from './canvas';
import { flow, howItWorks } from './flow';

/*
 * The stories between a Shopify shop and an OGOship warehouse.
 */

const SHOPIFY = ['shopifyCommerceApi', 'Shopify Commerce account'] as const;
const OGOSHIP = ['ogoshipApi', 'OGOship account'] as const;
const PREFIX = 'SHOP-';

const shopify = (parameters: OwnNode['parameters']): OwnNode => ({ type: 'shopify', parameters, credential: SHOPIFY });
const ogoship = (parameters: OwnNode['parameters']): OwnNode => ({ type: 'ogoship', parameters, credential: OGOSHIP });
const shopifyTrigger = (events: readonly string[]): OwnNode => ({
	type: 'shopifyTrigger',
	parameters: { events },
	credential: SHOPIFY,
});
const ogoshipTrigger = (events: readonly string[]): OwnNode => ({
	type: 'ogoshipTrigger',
	parameters: { events },
	credential: OGOSHIP,
});

const every = (minutes: number) => ({
	name: `Every ${minutes} Minutes`,
	rule: { interval: [{ field: 'minutes', minutesInterval: minutes }] },
});
const SAME_ACCOUNTS =
	'Choose the **Shopify Commerce** and **OGOship** credentials in every node that asks for one (a single account with the default name is chosen by itself).';
const SAME_PREFIX = `*Reference Prefix* must be the one of *Orders from Shopify to OGOship* (here **${PREFIX}**).`;
/** n8n offers another trigger first: the form of Retry, or the schedule. */
const BY_HAND = 'Run **Start by Hand** (the arrow beside *Execute workflow* offers it)';
const TRY_IT = `Turn *Preview Only* on there. ${BY_HAND}, look at the result, and turn it off again.`;
const NOTHING_MISSED =
	'nothing is missed, nothing is sent twice. What was sent is remembered in the ledger, which needs no set-up.';
const retry = (kind: string, what: string) => ({
	title: `Try ${what} again`,
	about: `After the reason of a problem is gone: run **Retry**. Without a number, every open problem is tried again.`,
	field: 'Numbers',
	placeholder: '#1001, #1002 (empty: every open problem)',
	kind,
});

const orders = flow({
	file: 'orders-from-shopify-to-ogoship',
	id: 'cbOrdersShopOgo01',
	name: 'Orders from Shopify to OGOship',
	does: 'Every paid order of the shop stands once in OGOship. What cannot go is a problem with its reason and what to do.',
	before: [
		SAME_ACCOUNTS,
		"Switch off OGOship's own connection to this shop, or every order arrives twice.",
		'Open **Send to OGOship**: set *Forward Orders Placed After* (the day this goes live), and under *Delivery Methods* one row for each delivery method of the shop.',
		TRY_IT,
		'Publish.',
	],
	schedule: every(15),
	record: 'Order',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every 15 minutes, and by hand\nReads what was not forwarded yet: ${NOTHING_MISSED}`,
		...shopify({ resource: 'order', operation: 'getAll', returnAll: true, skipSettled: true, filters: {} }),
	},
	event: {
		name: 'When Paid',
		note: '### At once\nAn order goes out as soon as it is paid.',
		...shopifyTrigger(['orderPaid']),
	},
	read: { name: 'Read Orders', ...shopify({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('order', 'orders'), field: 'Order Numbers' },
	write: {
		name: 'Send to OGOship',
		note: '### Into OGOship\nTo set up here: the date, the delivery methods, *Preview Only*.',
		...ogoship({
			resource: 'order',
			operation: 'upsert',
			forwardFrom: '',
			referencePrefix: PREFIX,
			deliveryMethods: {},
			orderOptions: {},
		}),
	},
});

const stock = flow({
	file: 'stock-from-ogoship-to-shopify',
	id: 'cbStockOgoShop001',
	name: 'Stock from OGOship to Shopify',
	does: "The warehouse's stock is the shop's stock. Orders that the warehouse has not seen yet are never given back to sale.",
	before: [
		SAME_ACCOUNTS,
		'Run *Orders from Shopify to OGOship* first: the ledger then knows which units the warehouse keeps for this shop.',
		'Open **Set Stock in Shopify** and choose the *Location* that stands for the warehouse.',
		`${BY_HAND}: the first run only shows what it would write. The next one writes.`,
		'Publish.',
	],
	schedule: every(15),
	record: 'SKU',
	sweep: {
		name: 'Read Stock at OGOship',
		note: '### Every 15 minutes, and by hand\nReads the whole stock list of the warehouse. Only levels that differ are written, 250 at a time.\n\nThere is no Retry here: every run does everything again.',
		...ogoship({ resource: 'stockLevel', operation: 'getAll', returnAll: true, filters: {} }),
	},
	event: {
		name: 'When Stock Changes',
		note: '### At once\nOne product follows as soon as its stock changes.',
		...ogoshipTrigger(['stockChanged']),
	},
	read: {
		name: 'Read Changed Stock',
		...ogoship({
			resource: 'stockLevel',
			operation: 'getAll',
			returnAll: true,
			filters: { skus: '={{ $json.origin.id }}' },
		}),
	},
	write: {
		name: 'Set Stock in Shopify',
		note: '### Into Shopify\nTo set up here: the *Location*. The brake stops a run that would empty the shop.',
		...shopify({
			resource: 'stockLevel',
			operation: 'set',
			location: '',
			locationMap: {},
			// One changed product is no catalogue that shrank to one.
			levelOptions: { scope: "={{ $('When Stock Changes').isExecuted ? 'some' : 'all' }}" },
		}),
	},
});

const tracking = flow({
	file: 'tracking-from-ogoship-to-shopify',
	id: 'cbTrackOgoShop001',
	name: 'Tracking from OGOship to Shopify',
	does: 'Every parcel that leaves the warehouse comes back to the shop: the order is fulfilled, with its tracking where there is one.',
	before: [
		SAME_ACCOUNTS,
		`Open **Sweep OGOship** and **Read Shipments**: ${SAME_PREFIX}`,
		'Open **Send to Shopify**: decide whether the customer gets a mail from the shop (*Notify Customer* under *Options*).',
		TRY_IT,
		'Publish.',
	],
	schedule: every(15),
	record: 'Shipment',
	sweep: {
		name: 'Sweep OGOship',
		note: `### Every 15 minutes, and by hand\nReads the parcels that left and stand in no order of the shop yet: ${NOTHING_MISSED}`,
		...ogoship({
			resource: 'shipment',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			referencePrefix: PREFIX,
			filters: {},
		}),
	},
	event: {
		name: 'When Shipped',
		note: '### At once\nA parcel comes back as soon as the warehouse has sent it.',
		...ogoshipTrigger(['orderShipped']),
	},
	read: { name: 'Read Shipments', ...ogoship({ resource: 'shipment', operation: 'get', referencePrefix: PREFIX }) },
	retry: { ...retry('shipment', 'shipments'), placeholder: `${PREFIX}1001, ${PREFIX}1002 (empty: every open problem)` },
	write: {
		name: 'Send to Shopify',
		note: '### Into Shopify\nTo set up here: *Notify Customer* under *Options*, *Preview Only*.',
		...shopify({ resource: 'shipment', operation: 'upsert', shipmentOptions: {} }),
	},
});

const products = flow({
	file: 'products-from-shopify-to-ogoship',
	id: 'cbProdShopOgo0001',
	name: 'Products from Shopify to OGOship',
	does: 'Every product of the shop stands at the warehouse under its SKU before its first order does, and follows its changes.',
	before: [
		SAME_ACCOUNTS,
		'Open **Send to OGOship**: enter the language of the product texts, and choose under *Options* which fields the shop decides.',
		TRY_IT,
		'Publish.',
	],
	schedule: { name: 'Every Hour', rule: { interval: [{ field: 'hours' }] } },
	record: 'Product',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every hour, and by hand\nReads the products that changed since they were last sent: ${NOTHING_MISSED}`,
		...shopify({
			resource: 'product',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { status: ['active', 'draft', 'unlisted'] },
		}),
	},
	event: {
		name: 'When a Product Changes',
		note: '### At once\nA product follows as soon as somebody saves it.',
		...shopifyTrigger(['productChanged']),
	},
	read: { name: 'Read Products', ...shopify({ resource: 'product', operation: 'get' }) },
	retry: { ...retry('product', 'products'), placeholder: 'the SKUs or titles of the list (empty: every open problem)' },
	write: {
		name: 'Send to OGOship',
		note: '### Into OGOship\nTo set up here: the language, the fields under *Options*, *Preview Only*.',
		...ogoship({ resource: 'product', operation: 'upsert', languageCode: 'en', productOptions: {} }),
	},
});

const cancellations = flow({
	file: 'cancellations-from-shopify-to-ogoship',
	id: 'cbCancelShopOgo01',
	name: 'Cancellations from Shopify to OGOship',
	does: 'An order that is cancelled in the shop is cancelled at the warehouse, as long as nobody has begun to pick it. Later it is a problem that says so.',
	before: [SAME_ACCOUNTS, `Open **Cancel in OGOship**: ${SAME_PREFIX}`, TRY_IT, 'Publish.'],
	schedule: every(15),
	record: 'Order',
	sweep: {
		name: 'Sweep Shopify',
		note: `### Every 15 minutes, and by hand\nReads the orders that were cancelled and not passed on yet: ${NOTHING_MISSED}`,
		...shopify({
			resource: 'order',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { onlyCancelled: true },
		}),
	},
	event: {
		name: 'When Cancelled',
		note: '### At once\nThe sooner the warehouse knows, the less is picked.',
		...shopifyTrigger(['orderCancelled']),
	},
	read: { name: 'Read Orders', ...shopify({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('cancellation', 'cancellations'), field: 'Order Numbers' },
	write: {
		name: 'Cancel in OGOship',
		note: '### Into OGOship\nTo set up here: the *Reference Prefix*, *Preview Only*.',
		...ogoship({ resource: 'order', operation: 'cancel', referencePrefix: PREFIX }),
	},
});

// ------------------------------------------------------------------ the daily comparison

interface Comparison {
	readonly of: string;
	readonly shopify: OwnNode['parameters'];
	readonly ogoship: OwnNode['parameters'];
	readonly reconcile: OwnNode['parameters'];
}

const COMPARISONS: readonly Comparison[] = [
	{
		of: 'Orders',
		shopify: {
			resource: 'order',
			operation: 'getAll',
			returnAll: true,
			outputSummary: true,
			filters: { payment: ['paid', 'partiallyRefunded', 'refunded'], includeTest: false },
		},
		ogoship: {
			resource: 'order',
			operation: 'getAll',
			returnAll: true,
			outputSummary: true,
			filters: { prefix: PREFIX },
		},
		reconcile: { operation: 'compareOrders', prefix2: PREFIX },
	},
	{
		of: 'Stock',
		shopify: { resource: 'stockLevel', operation: 'getAll', returnAll: true, outputSummary: true, filters: {} },
		ogoship: { resource: 'stockLevel', operation: 'getAll', returnAll: true, outputSummary: true, filters: {} },
		reconcile: { operation: 'compareStockLevels', figure: 'onHand' },
	},
	{
		of: 'Shipments',
		shopify: { resource: 'shipment', operation: 'getAll', returnAll: true, outputSummary: true, filters: {} },
		ogoship: {
			resource: 'shipment',
			operation: 'getAll',
			returnAll: true,
			outputSummary: true,
			referencePrefix: PREFIX,
			filters: {},
		},
		reconcile: { operation: 'compareShipments', prefix2: PREFIX },
	},
];

function comparison(): TemplateFile {
	const name = 'Daily comparison of Shopify and OGOship';
	const canvas = new Canvas('daily-comparison-of-shopify-and-ogoship', 'cbCompareShopOgo1', name);
	const does =
		'Orders, stock and shipments of both sides are laid side by side once a day; what differs is named. Nothing is written.';
	howItWorks(canvas, [-160, -144], name, does, [
		SAME_ACCOUNTS,
		`Open **Orders at OGOship** (there under *Filters*), **Shipments at OGOship**, **Compare Orders** and **Compare Shipments**: ${SAME_PREFIX}`,
		'Where the shop has several locations: open **Stock in Shopify** and choose the one that stands for the warehouse.',
		`${BY_HAND} and look at **Differences**.`,
		'Publish.',
	]);
	const begin = canvas.core('Read Both Sides', 'noOp', 1, [240, 448], {});
	canvas.connect(
		canvas.core('Every Morning', 'scheduleTrigger', 1.2, [-80, 368], {
			rule: { interval: [{ field: 'days', triggerAtHour: 6 }] },
		}),
		begin,
	);
	canvas.connect(canvas.core('Start by Hand', 'manualTrigger', 1, [-80, 544], {}), begin);
	const problems = problemsBranch(canvas, 'Record', [1488, 912]);
	const [same, differences] = found(canvas, [1488, 64]);
	for (const [index, each] of COMPARISONS.entries()) {
		const top = index * 432;
		canvas.note(`${each.of} Note`, [448, top - 128, 832, 416], 7, `### ${each.of}`);
		const left = canvas.own(`${each.of} in Shopify`, shopify(each.shopify), [528, top - 64]);
		const right = canvas.own(`${each.of} at OGOship`, ogoship(each.ogoship), [528, top + 112]);
		const compare = canvas.own(`Compare ${each.of}`, { type: 'reconcile', parameters: each.reconcile }, [
			960,
			top - 32,
		]);
		for (const [input, read] of [left, right].entries()) {
			canvas.connect(begin, read);
			canvas.connect(read, compare, 0, input);
			canvas.connect(read, problems, 1);
		}
		canvas.connect(compare, same, 0);
		for (const output of [1, 2, 3]) canvas.connect(compare, differences, output);
		canvas.connect(compare, problems, 4);
	}
	return canvas.done();
}

/** Where a comparison ends: what is the same, and what differs, of which people are told. */
function found(canvas: Canvas, [x, y]: readonly [number, number]): [same: string, differences: string] {
	canvas.note(
		'Differences Note',
		[x - 80, y - 192, 864, 608],
		6,
		'### What was found\n**The Same**: nothing to do.\n\n**Differences**: a record on one side only, or with other goods, figures or tracking. Run the workflow that moves this kind of record by hand; what it cannot cure, it says as a problem.\n\n**Tell People of Differences** is switched off: choose a mail account and a recipient, then switch it on.',
	);
	const field = (name: string, value: string) => ({
		id: canvas.partId(`difference ${name}`),
		name,
		type: 'string',
		value,
	});
	const differences = canvas.core('Differences', 'set', 3.4, [x, y + 192], {
		assignments: {
			assignments: [
				field('What', "={{ ({ order: 'Order', stockLevel: 'Stock', shipment: 'Shipment' })[$json.of] ?? $json.of }}"),
				field('Record', '={{ $json.number ?? $json.key }}'),
				field('Difference', '={{ $json.message }}'),
				field('Link', "={{ $json.origin?.url ?? '' }}"),
			],
		},
		options: {},
	});
	const text = '={{ $json.Difference }}\n\n{{ $json.Link }}';
	const subject = 'Shop and warehouse differ';
	canvas.connect(differences, tellPeople(canvas, [x + 288, y + 192], subject, text, 'Tell People of Differences'));
	return [canvas.core('The Same', 'noOp', 1, [x, y], {}), differences];
}

/** By file name, without its ending. */
export const SHOPIFY_OGOSHIP: Readonly<Record<string, TemplateFile>> = {
	'orders-from-shopify-to-ogoship': orders,
	'stock-from-ogoship-to-shopify': stock,
	'tracking-from-ogoship-to-shopify': tracking,
	'products-from-shopify-to-ogoship': products,
	'cancellations-from-shopify-to-ogoship': cancellations,
	'daily-comparison-of-shopify-and-ogoship': comparison(),
};
