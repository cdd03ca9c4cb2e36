import { Canvas, conditionsOf, isTrue, problemsBranch, tellPeople, type OwnNode, type TemplateFile } from './canvas';
import { found, whole } from './comparison';
import { flow, howItWorks, type Story } from './flow';
import { lanes } from './lanes';
import { BY_HAND, every, EVERY_HOUR, nodesOf, NOTHING_MISSED, retry, shopify, TRY_IT } from './parts';

/*
 * The stories of a brand whose orders go through OmniEngine, whose outlets work with ShopDesk, and whose shop is at
 * Shopify. Stock flows ShopDesk → OmniEngine → Shopify and never back.
 */

type Parameters = OwnNode['parameters'];

const omniengine = nodesOf('omniEngine', ['omniengineApi', 'OmniEngine account']);
const shopdesk = nodesOf('shopDesk', ['shopdeskApi', 'ShopDesk account']);
const file = (parameters: Parameters): OwnNode => ({ type: 'file', parameters });

const accounts = (...systems: readonly string[]) =>
	`Choose the ${systems.map((each) => `**${each}**`).join(', ')} credential in every node that asks for one (a single account with the default name is chosen by itself). Its *Contract* says how your installation is spoken to; most of it is published nowhere.`;
const ONE_TO_ONE = 'Run *Mapping of ShopDesk’s outlets* first: each outlet needs a location of its own.';

// ------------------------------------------------------------------ orders

interface Mode {
	readonly file: string;
	readonly id: string;
	readonly name: string;
	readonly does: string;
	readonly targetStatus: string;
	readonly invoiced: string;
}

const orders = ({ file: name, id, name: title, does, targetStatus, invoiced }: Mode): TemplateFile =>
	flow({
		file: name,
		id,
		name: title,
		does,
		before: [
			accounts('OmniEngine', 'ShopDesk'),
			'Ask the brand whether a person approves its orders. This template is for one answer; there is another one for the other. Two brands with different answers are two credentials and two workflows.',
			ONE_TO_ONE,
			'Open **Send to ShopDesk**: set *Forward Orders Placed After* (the day this goes live).',
			TRY_IT,
			'Publish.',
		],
		schedule: every(5),
		record: 'Order',
		sweep: {
			name: 'Sweep OmniEngine',
			note: `### Every 5 minutes, and by hand\nReads the orders that wait for approval and were not forwarded yet: ${NOTHING_MISSED}`,
			...omniengine.node({
				resource: 'order',
				operation: 'getAll',
				orderStatus: 'awaiting_approval',
				returnAll: true,
				skipSettled: true,
				filters: {},
			}),
		},
		event: {
			name: 'When Awaiting Approval',
			note: '### Every minute\nAsks which orders have come into the tab.',
			...omniengine.poll(['awaiting_approval'], 1),
		},
		read: { name: 'Read Orders', ...omniengine.node({ resource: 'order', operation: 'get' }) },
		retry: { ...retry('order', 'orders', ['omniEngine', 'shopDesk']), field: 'Order Numbers' },
		write: {
			name: 'Send to ShopDesk',
			note: `### Into ShopDesk\nTo set up here: the date, *Preview Only*.\n\n${invoiced}`,
			...shopdesk.node({
				resource: 'order',
				operation: 'create',
				forwardFrom: '',
				targetStatus,
				location: '',
				orderLocations: {},
				referencePrefix: '',
				orderOptions: {},
			}),
		},
	});

const approved = orders({
	file: 'orders-to-approve-from-omniengine-to-shopdesk',
	id: 'cbOrdersOeSdAppr1',
	name: 'Orders to approve from OmniEngine to ShopDesk',
	does: 'Every order that waits for approval falls once into the outlet of its location, where a person approves it by making the invoice.',
	targetStatus: 'AWAITING_SM_APPROVAL',
	invoiced: 'A person in the outlet makes the invoice; OmniEngine then goes on with the courier.',
});

const automatic = orders({
	file: 'approved-orders-from-omniengine-to-shopdesk',
	id: 'cbOrdersOeSdAuto1',
	name: 'Approved orders from OmniEngine to ShopDesk',
	does: 'Every order that waits for approval falls once into the outlet of its location as approved: it is invoiced at once and stands in OmniEngine’s courier booking.',
	targetStatus: 'APPROVED',
	invoiced: 'ShopDesk makes the invoice by itself, and OmniEngine goes on with the courier at the same moment.',
});

const couriers = lanes({
	file: 'couriers-for-invoiced-orders-at-omniengine',
	id: 'cbCourierOeInvce1',
	name: 'Couriers for invoiced orders at OmniEngine',
	does: 'What ShopDesk has invoiced goes on to courier booking, and its courier is booked once, with a tracking number.',
	before: [
		accounts('OmniEngine', 'ShopDesk'),
		'Open **Book at OmniEngine** and choose the *Courier* and its *Service Type*.',
		TRY_IT,
		'Publish.',
	],
	schedule: every(15),
	begin: '### Every 15 minutes, and by hand\nOne step after the other.',
	record: 'Order',
	event: {
		name: 'When in Courier Booking',
		note: '### Every 5 minutes',
		...omniengine.poll(['courier_booking'], 5, { ledger: 'off' }),
	},
	read: { name: 'Read Orders', ...omniengine.node({ resource: 'order', operation: 'get' }) },
	retry: { ...retry('shipment', 'bookings', ['omniEngine', 'omniEngine']), field: 'Order Numbers' },
	lanes: [
		{
			note: '### 1. Move what was invoiced\nOmniEngine is said to follow an invoice by itself; this step moves what did not. Switch both nodes off under a contract whose orders bear no ID of OmniEngine (*Legacy 2021*).',
			again: false,
			sweep: {
				name: 'Read Invoiced Orders',
				...shopdesk.node({
					resource: 'order',
					operation: 'getAll',
					returnAll: true,
					filters: { statuses: ['INVOICED'], changedAfter: '={{ $now.minus({ days: 2 }).toISO() }}' },
				}),
			},
			write: {
				name: 'Set Courier Booking',
				...omniengine.node({
					resource: 'order',
					operation: 'moveStatus',
					toStatus: 'courier_booking',
					fromStatus: '',
					invoiceNumber: '={{ $json.attributes?.invoiceNumber }}',
					moveOptions: {},
				}),
			},
		},
		{
			note: '### 2. Book the courier\nAn order that has a shipment stays as it is, whoever booked it.',
			again: true,
			sweep: {
				name: 'Read Courier Booking',
				...omniengine.node({
					resource: 'order',
					operation: 'getAll',
					orderStatus: 'courier_booking',
					returnAll: true,
					filters: {},
				}),
			},
			write: {
				name: 'Book at OmniEngine',
				...omniengine.node({
					resource: 'shipment',
					operation: 'book',
					courier: '',
					serviceType: 'Overnight',
					pieces: 1,
					weightKg: 0,
				}),
			},
		},
	],
});

const tracking = flow({
	file: 'tracking-from-omniengine-to-shopify',
	id: 'cbTrackOeShop0001',
	name: 'Tracking from OmniEngine to Shopify',
	does: 'Whatever OmniEngine dispatched comes back to the shop: the order is fulfilled, with its courier and tracking number.',
	before: [
		accounts('OmniEngine', 'Shopify Commerce'),
		'Open **Send to Shopify**: decide whether the customer gets a mail from the shop (*Notify Customer* under *Options*).',
		TRY_IT,
		'Publish.',
	],
	schedule: every(15),
	record: 'Shipment',
	sweep: {
		name: 'Sweep OmniEngine',
		note: `### Every 15 minutes, and by hand\nReads what was dispatched and stands in no order of the shop yet: ${NOTHING_MISSED}`,
		...omniengine.node({
			resource: 'shipment',
			operation: 'getAll',
			returnAll: true,
			skipSettled: true,
			filters: { statuses: ['dispatched'] },
		}),
	},
	event: {
		name: 'When Dispatched',
		note: '### Every 5 minutes\nAsks which orders were dispatched since.',
		...omniengine.poll(['dispatched'], 5, { ledger: 'off' }),
	},
	read: { name: 'Read Shipments', ...omniengine.node({ resource: 'shipment', operation: 'get' }) },
	retry: { ...retry('shipment', 'shipments', ['omniEngine', 'shopify']), field: 'Order Numbers' },
	write: {
		name: 'Send to Shopify',
		note: '### Into Shopify\nTo set up here: *Notify Customer* under *Options*, *Preview Only*.',
		...shopify.node({ resource: 'shipment', operation: 'upsert', shipmentOptions: {} }),
	},
});

// ------------------------------------------------------------------ stock

const STOCK_OPTIONS = { levelOptions: {} };

/** What lies there at OmniEngine, less its buffer, is what lies there in the shop. */
const intoShopify = (more: Parameters): OwnNode =>
	shopify.node({ resource: 'stockLevel', operation: 'set', figure: 'onHand', reservedFrom: 'source', ...more });

interface StockStory {
	readonly file: string;
	readonly id: string;
	readonly name: string;
	readonly does: string;
	readonly setUp: readonly string[];
	readonly filters: Parameters;
	readonly places: Parameters;
}

const stock = ({ file: name, id, name: title, does, setUp, filters, places }: StockStory): TemplateFile =>
	lanes({
		file: name,
		id,
		name: title,
		does,
		before: [
			accounts('ShopDesk', 'OmniEngine', 'Shopify Commerce'),
			'Ask XStak whether your installation passes stock on by itself. Where it does, leave a step out by switching its two nodes off, or let both watch each other: what is right stays untouched.',
			ONE_TO_ONE,
			...setUp,
			`${BY_HAND}: the first run only shows what it would write. The next one writes.`,
			'Publish.',
		],
		schedule: every(15),
		begin:
			'### Every 15 minutes, and by hand\nFirst ShopDesk into OmniEngine, then OmniEngine into the shop. Every run does everything again, so there is no Retry.',
		record: 'SKU',
		lanes: [
			{
				note: '### 1. ShopDesk → OmniEngine\nA location that is disabled or halted stops the step before anything is written.',
				again: false,
				sweep: {
					name: 'Read Stock at ShopDesk',
					...shopdesk.node({ resource: 'stockLevel', operation: 'getAll', returnAll: true, filters }),
				},
				write: {
					name: 'Set Stock in OmniEngine',
					...omniengine.node({ resource: 'stockLevel', operation: 'set', ...places, ...STOCK_OPTIONS }),
				},
			},
			{
				note: '### 2. OmniEngine → Shopify\nWhat OmniEngine keeps back (its buffer) stays behind, and so does a location that is offline. The brake stops a run that would empty the shop.',
				again: false,
				sweep: {
					name: 'Read Stock at OmniEngine',
					...omniengine.node({
						resource: 'stockLevel',
						operation: 'getAll',
						returnAll: true,
						filters: { ...filters, onlyPassedOn: true },
					}),
				},
				write: { name: 'Set Stock in Shopify', ...intoShopify({ ...places, ...STOCK_OPTIONS }) },
			},
		],
	});

const oneOutlet = stock({
	file: 'stock-of-one-outlet-from-shopdesk-to-shopify',
	id: 'cbStockSdOneOutl1',
	name: 'Stock of one outlet from ShopDesk to Shopify',
	does: 'What the outlet has is what OmniEngine has at its location, and what the shop has, less what OmniEngine keeps back.',
	setUp: [
		'Open **Read Stock at ShopDesk** and **Read Stock at OmniEngine** and enter the *Location* of the outlet (its ID at OmniEngine) in both. Choose the same one as *Location* in **Set Stock in OmniEngine**.',
		'Open **Set Stock in Shopify** and choose the *Location* of the shop.',
	],
	filters: { location: '' },
	places: { location: '', locationMap: {} },
});

const outlets = stock({
	file: 'stock-of-several-outlets-from-shopdesk-to-shopify',
	id: 'cbStockSdOutlets1',
	name: 'Stock of several outlets from ShopDesk to Shopify',
	does: 'What each outlet has is what OmniEngine has at its location, and what the shop has at the location that stands for it.',
	setUp: [
		'Open **Set Stock in OmniEngine** and make one row for each outlet under *Location Map*: the location’s ID on both sides.',
		'Open **Set Stock in Shopify** and make one row for each outlet there: the location’s ID at OmniEngine, and the location of the shop.',
	],
	filters: {},
	places: { location: '', locationMap: {} },
});

// ------------------------------------------------------------------ the three stocks side by side

const SIDES = ['ShopDesk', 'OmniEngine', 'Shopify'] as const;
type Side = (typeof SIDES)[number];
const NODES = { ShopDesk: shopdesk, OmniEngine: omniengine, Shopify: shopify } as const;

/** Read whole on each side, in the order in which stock flows; `skus` is an expression, or empty for all. */
const levelsAt = (side: Side, skus = ''): OwnNode =>
	NODES[side].node(
		whole('stockLevel', {
			filters: skus === '' ? {} : { skus },
			...(side === 'Shopify' ? { locations: [] } : {}),
		}),
	);

const COMPARED = {
	operation: 'compareStockLevels',
	numberInputs: 3,
	matchBy: 'sku',
	figure: 'onHand',
	tolerance: 0,
	locationMap: {},
};

/** Reads the three stocks and compares them; answers the comparing node. */
function threeWay(
	canvas: Canvas,
	[x, top]: readonly [number, number],
	{ begin, problems, skus }: { readonly begin: string; readonly problems: string; readonly skus?: string },
): string {
	canvas.note(
		'Stock Note',
		[x, top - 128, 832, 640],
		7,
		'### Three stocks\nIn the order in which stock flows; what OmniEngine keeps back is missing in the shop. A location it keeps to itself is left out.',
	);
	const compare = canvas.own('Compare Stock', { type: 'reconcile', parameters: COMPARED }, [x + 512, top + 176]);
	for (const [input, side] of SIDES.entries()) {
		const read = canvas.own(`Stock in ${side}`, levelsAt(side, skus), [x + 80, top + 16 + 160 * input]);
		canvas.connect(begin, read);
		canvas.connect(read, compare, 0, input);
		canvas.connect(read, problems, 1);
	}
	canvas.connect(compare, problems, 4);
	return compare;
}

const PLACES_STEP =
	'Open **Compare Stock** and make one row for each outlet under *Location Map*: its location’s ID in the first two, the location of the shop in the third. Choose the locations of the shop in **Stock in Shopify**.';

const DISPATCHED = 'stock-after-dispatch';

/** Whether stock fell everywhere for what was dispatched. */
function afterDispatch(): TemplateFile {
	const name = 'Stock after dispatch in ShopDesk, OmniEngine and Shopify';
	const canvas = new Canvas(DISPATCHED, 'cbStockDispatch01', name);
	howItWorks(
		canvas,
		[-160, -144],
		name,
		'Of everything that was dispatched within a day, the stock must have fallen in ShopDesk, OmniEngine and the shop: where the three do not agree, people are told.',
		[
			accounts('ShopDesk', 'OmniEngine', 'Shopify Commerce'),
			PLACES_STEP,
			`${BY_HAND}, look at **Differences**.`,
			'Publish. It needs *Tracking from OmniEngine to Shopify*: before an order is fulfilled in the shop its goods still lie there.',
		],
	);
	const [schedule, byHand] = begins(canvas, EVERY_HOUR, [-80, 0]);
	const dispatched = canvas.own(
		'Dispatched Orders',
		omniengine.node({
			resource: 'order',
			operation: 'getAll',
			orderStatus: 'dispatched',
			returnAll: true,
			filters: { changedAfter: '={{ $now.minus({ days: 1 }).toISO() }}' },
		}),
		[192, 80],
	);
	const problems = problemsBranch(canvas, 'SKU', [1488, 912]);
	for (const start of [schedule, byHand]) canvas.connect(start, dispatched);
	canvas.connect(dispatched, problems, 1);
	const skus =
		"={{ [...new Set($('Dispatched Orders').all().flatMap(({ json }) => (json.lines ?? []).map(({ sku }) => sku)))].filter(Boolean).join(', ') }}";
	const compare = threeWay(canvas, [448, 0], { begin: dispatched, problems, skus });
	const cure =
		'a product whose stock did not fall everywhere. *Three-way comparison of stock* sets it right from ShopDesk’s figure.';
	ends(canvas, compare, { cure, subject: 'Stock did not fall everywhere' });
	return canvas.done();
}

/** The schedule and the start by hand. */
function begins(canvas: Canvas, schedule: Story['schedule'], [x, y]: readonly [number, number]): [string, string] {
	return [
		canvas.core(schedule.name, 'scheduleTrigger', 1.2, [x, y], { rule: schedule.rule }),
		canvas.core('Start by Hand', 'manualTrigger', 1, [x, y + 176], {}),
	];
}

/** Where a comparison ends; answers the node that lists the differences. */
function ends(canvas: Canvas, compare: string, words: { readonly cure: string; readonly subject: string }): string {
	const [same, differences] = found(canvas, [1488, 64], words);
	canvas.connect(compare, same, 0);
	for (const output of [1, 2, 3]) canvas.connect(compare, differences, output);
	return differences;
}

const EVERY_MORNING: Story['schedule'] = {
	name: 'Every Morning',
	rule: { interval: [{ field: 'days', triggerAtHour: 6 }] },
};

/** The three stocks once a day, and a form that sets right what differs. */
function stockComparison(): TemplateFile {
	const name = 'Three-way comparison of stock in ShopDesk, OmniEngine and Shopify';
	const canvas = new Canvas('three-way-comparison-of-stock', 'cbStockThreeWay01', name);
	howItWorks(
		canvas,
		[-160, -144],
		name,
		'Once a day the stock of ShopDesk, OmniEngine and the shop is laid side by side. What differs is listed; a form sets it right from ShopDesk’s figure.',
		[
			accounts('ShopDesk', 'OmniEngine', 'Shopify Commerce'),
			PLACES_STEP,
			'Make the same rows under *Location Map* in **Set in OmniEngine** and **Set in Shopify**.',
			`${BY_HAND}, look at **Differences**.`,
			'Publish.',
		],
	);
	const begin = canvas.core('Read Three Sides', 'noOp', 1, [192, 80], {});
	const [schedule, byHand] = begins(canvas, EVERY_MORNING, [-80, 0]);
	const problems = problemsBranch(canvas, 'SKU', [1488, 912]);
	const compare = threeWay(canvas, [448, 0], { begin, problems });
	const cure = 'a product of which the three do not have the same. **Fix** sets it right; or change it by hand.';
	ends(canvas, compare, { cure, subject: 'Stock differs' });
	const { form, asked, mayFail } = fix(canvas);
	for (const start of [schedule, byHand, form]) canvas.connect(start, begin);
	for (const output of [1, 2, 3]) canvas.connect(compare, asked, output);
	for (const each of mayFail) canvas.connect(each, problems, 1);
	return canvas.done();
}

/** The form, and the way of what it asks for: from ShopDesk into OmniEngine, and from there into the shop. */
function fix(canvas: Canvas): { readonly form: string; readonly asked: string; readonly mayFail: readonly string[] } {
	canvas.note(
		'Fix Note',
		[-160, 544, 576, 400],
		5,
		'### Fix\nAfter you looked at **Differences**: run **Fix** and name the SKUs. Without a SKU everything that differs is set right.',
	);
	canvas.note(
		'Way Note',
		[448, 544, 832, 624],
		7,
		'### From ShopDesk into the others\nOnly after **Fix**. ShopDesk is where stock is right; OmniEngine takes its figure, and the shop takes OmniEngine’s.',
	);
	const form = canvas.core(
		'Fix',
		'formTrigger',
		2.2,
		[-80, 752],
		{
			formTitle: 'Fix stock',
			formDescription: 'What differs is set to the figure of ShopDesk.',
			formFields: {
				values: [
					{ fieldLabel: 'SKUs', placeholder: 'MUG-BLUE, MUG-GREEN (empty: all that differ)', requiredField: false },
				],
			},
			options: {},
		},
		{ webhookId: canvas.webhookId('Fix') },
	);
	const skus = "($('Fix').first().json.SKUs || '').split(',').map((sku) => sku.trim()).filter(Boolean)";
	const is = `={{ $('Fix').isExecuted && (${skus}.length === 0 || ${skus}.includes($json.number)) }}`;
	const conditions = conditionsOf(canvas, [isTrue('Asked For', is)], 'and');
	const asked = canvas.core('Asked For', 'filter', 2.2, [528, 720], { conditions, options: {} });
	const named = "={{ [...new Set($('Asked For').all().map(({ json }) => json.number))].join(', ') }}";
	const read = (side: Side) =>
		NODES[side].node({ resource: 'stockLevel', operation: 'getAll', returnAll: true, filters: { skus: named } });
	const some = { location: '', locationMap: {}, levelOptions: { scope: 'some', firstRun: 'apply' } };
	const steps: ReadonlyArray<readonly [name: string, node: OwnNode, place: readonly [number, number]]> = [
		['Read in ShopDesk', read('ShopDesk'), [768, 720]],
		['Set in OmniEngine', omniengine.node({ resource: 'stockLevel', operation: 'set', ...some }), [1008, 720]],
		['Read in OmniEngine', read('OmniEngine'), [768, 960]],
		['Set in Shopify', intoShopify(some), [1008, 960]],
	];
	const names = steps.map(([name, node, place]) => canvas.own(name, node, place));
	for (const [at, each] of names.entries()) canvas.connect(names[at - 1] ?? asked, each);
	return { form, asked, mayFail: names };
}

// ------------------------------------------------------------------ files

interface FileStory {
	readonly file: string;
	readonly id: string;
	readonly name: string;
	readonly does: string;
	readonly setUp: readonly string[];
	/** What the form asks for, and the rows by hand hold. */
	readonly rows: string;
	readonly read: OwnNode;
	readonly write: OwnNode & { readonly name: string; readonly note: string };
}

/** A file from a form or pasted rows, through Commerce File into ShopDesk, and a file that says what became of each row. */
function fromFile(story: FileStory): TemplateFile {
	const canvas = new Canvas(story.file, story.id, story.name);
	howItWorks(canvas, [-160, -144], story.name, story.does, [
		accounts('ShopDesk'),
		...story.setUp,
		`${TRY_IT.replace('Turn', 'Open **Rows** and paste a row or two. Turn')}`,
		'Publish, and give people the address of **Upload**.',
	]);
	canvas.note(
		'Upload Note',
		[-160, -128, 880, 528],
		7,
		'### A file, or pasted rows\n**Upload** is a form that takes a CSV file. **Start by Hand** takes what stands in **Rows**. A file that is damaged anywhere is not taken at all; a row that cannot be used is a problem with its line.',
	);
	const form = canvas.core(
		'Upload',
		'formTrigger',
		2.2,
		[-80, 32],
		{
			formTitle: story.name,
			formDescription: `A CSV file with these headings: ${story.rows.split('\n')[0]}`,
			formFields: {
				values: [
					{ fieldLabel: 'File', fieldType: 'file', multipleFiles: false, acceptFileTypes: '.csv', requiredField: true },
				],
			},
			options: {},
		},
		{ webhookId: canvas.webhookId('Upload') },
	);
	const byHand = canvas.core('Start by Hand', 'manualTrigger', 1, [-80, 208], {});
	const rows = canvas.core('Rows', 'set', 3.4, [128, 208], {
		assignments: { assignments: [{ id: canvas.partId('rows'), name: 'rows', type: 'string', value: story.rows }] },
		options: {},
	});
	const asFile = canvas.core('As a File', 'convertToFile', 1.1, [320, 208], {
		operation: 'toText',
		sourceProperty: 'rows',
		binaryPropertyName: 'File',
		options: { fileName: 'rows.csv' },
	});
	const read = canvas.own('Read File', story.read, [544, 112]);
	canvas.note('Write Note', [736, -128, 432, 528], 7, story.write.note);
	const write = canvas.own(story.write.name, story.write, [880, 112]);
	const results = canvas.own(
		'Results as a File',
		file({ operation: 'writeResults', fileName: 'results.csv' }),
		[1248, -16],
	);
	const problems = problemsBranch(canvas, 'Row', [1248, 464]);
	for (const [from, to] of [
		[form, read],
		[byHand, rows],
		[rows, asFile],
		[asFile, read],
		[read, write],
		[write, results],
	] as const)
		canvas.connect(from, to);
	for (const each of [read, write, results]) canvas.connect(each, problems, 1);
	return canvas.done();
}

const PRICE_ROWS = 'SKU,Sale_Price,Discounted_Price\nMUG-BLUE,24.80,21.90';
const readPrices = file({
	operation: 'readPrices',
	inputField: 'File',
	source: 'price-list',
	currency: '',
	fileOptions: {},
});

const prices = (mode: 'offline' | 'online', words: Pick<FileStory, 'file' | 'id' | 'name' | 'does' | 'setUp'>) =>
	fromFile({
		...words,
		rows: PRICE_ROWS,
		read: readPrices,
		write: {
			name: 'Set Prices in ShopDesk',
			note: '### Into ShopDesk\nTo set up here: the currency, *Preview Only*. The brake stops a run that would change more prices than usual.\n\nThe same price in both columns ends a discount.',
			...shopdesk.node({
				resource: 'price',
				operation: 'set',
				priceMode: mode,
				priceLocations: '',
				priceCurrency: '',
				priceOptions: {},
			}),
		},
	});

const CURRENCY_STEP = 'Open **Read File** and **Set Prices in ShopDesk** and enter the *Currency* in both.';

const offline = prices('offline', {
	file: 'offline-prices-from-a-file-to-shopdesk',
	id: 'cbPricesSdOfflin1',
	name: 'Offline prices from a file to ShopDesk',
	does: 'Prices of a CSV file are set in ShopDesk alone; each row comes back with its result.',
	setUp: [CURRENCY_STEP],
});

const online = prices('online', {
	file: 'online-prices-from-a-file-to-shopdesk',
	id: 'cbPricesSdOnline1',
	name: 'Online prices from a file to ShopDesk and OmniEngine',
	does: 'Prices of a CSV file are set in ShopDesk and, at the locations that are named, in OmniEngine; each row comes back with its result.',
	setUp: [CURRENCY_STEP, 'Enter the *Locations* in **Set Prices in ShopDesk**: their IDs at OmniEngine.'],
});

const stockFile = fromFile({
	file: 'stock-from-a-file-to-shopdesk',
	id: 'cbStockSdFile0001',
	name: 'Stock from a file to ShopDesk',
	does: 'A count in a CSV file becomes the stock of an outlet; each row comes back with its result.',
	setUp: [
		'Ask XStak what your ShopDesk does with the quantity of an adjustment, or adjust one SKU by hand and look. Open **Set Stock in ShopDesk** and choose it under *ShopDesk Takes a Quantity As*.',
		'Choose the *Location* there whose outlet was counted, or have a column *Location* in the file and make rows under *Location Map*.',
	],
	rows: 'SKU,Quantity\nMUG-BLUE,12',
	read: file({ operation: 'readStock', inputField: 'File', source: 'stock-count', moment: '', fileOptions: {} }),
	write: {
		name: 'Set Stock in ShopDesk',
		note: '### Into ShopDesk\nTo set up here: how a quantity is taken, the location, *Preview Only*. Whatever ShopDesk does with a quantity, the level ends at the figure of the file.',
		...shopdesk.node({
			resource: 'stockLevel',
			operation: 'adjust',
			quantityMeans: '',
			reason: 'Stock count',
			location: '',
			locationMap: {},
			// A file is some products, and somebody has looked at it.
			levelOptions: { scope: 'some', firstRun: 'apply' },
		}),
	},
});

// ------------------------------------------------------------------ outlets and locations

/** Whether outlets and locations belong together one-to-one. */
function mapping(): TemplateFile {
	const name = 'Mapping of ShopDesk’s outlets to OmniEngine’s locations';
	const canvas = new Canvas('mapping-of-outlets-and-locations', 'cbMappingSdOe0001', name);
	howItWorks(
		canvas,
		[-160, -144],
		name,
		'Each outlet of ShopDesk needs a location of its own in OmniEngine. Every morning both lists are read, and what is not one-to-one, disabled, halted or offline is listed with what to do.',
		[
			accounts('ShopDesk', 'OmniEngine'),
			'For a new outlet: create its location with *OmniEngine, Location: Create*, then give it to the outlet with *ShopDesk, Outlet: Map to OE*.',
			`${BY_HAND}, look at **Findings**.`,
			'Publish.',
		],
	);
	const [schedule, byHand] = begins(canvas, EVERY_MORNING, [-80, 0]);
	canvas.note(
		'Check Note',
		[160, -128, 832, 496],
		7,
		'### Both lists\nWhile two outlets share a location, no order and no stock level is written: they would mix.',
	);
	const places = canvas.own(
		'Read Locations',
		omniengine.node({ resource: 'location', operation: 'getAll', returnAll: true }),
		[240, 80],
	);
	const check = canvas.own(
		'Compare with Outlets',
		shopdesk.node({ resource: 'outlet', operation: 'validate' }),
		[528, 80],
	);
	const split = canvas.core('One by One', 'splitOut', 1, [800, 80], { fieldToSplitOut: 'findings', options: {} });
	canvas.note(
		'Findings Note',
		[1040, -128, 864, 496],
		6,
		'### Findings\nA **problem** keeps orders or stock from their place; a **remark** may be meant. Nothing here: all is one-to-one.\n\n**Tell People of Findings** is switched off: choose a mail account and a recipient, then switch it on.',
	);
	const field = (title: string, value: string) => ({
		id: canvas.partId(`finding ${title}`),
		name: title,
		type: 'string',
		value,
	});
	const findings = canvas.core('Findings', 'set', 3.4, [1120, 160], {
		assignments: {
			assignments: [
				field('Outlet', "={{ $json.outlet ?? '' }}"),
				field('Location', "={{ $json.location ?? '' }}"),
				field('Weight', '={{ $json.weight }}'),
				field('Finding', '={{ $json.finding }}'),
				field('What to Do', '={{ $json.remedy }}'),
			],
		},
		options: {},
	});
	const subject = '={{ $json.Finding }}';
	const text = "={{ $json.Outlet }} {{ $json.Location }}\n\n{{ $json['What to Do'] }}";
	const tell = tellPeople(canvas, [1408, 160], subject, text, 'Tell People of Findings');
	const problems = problemsBranch(canvas, 'Outlet', [1120, 704]);
	for (const start of [schedule, byHand]) canvas.connect(start, places);
	for (const [from, to] of [
		[places, check],
		[check, split],
		[split, findings],
		[findings, tell],
	] as const)
		canvas.connect(from, to);
	for (const each of [places, check]) canvas.connect(each, problems, 1);
	return canvas.done();
}

export const OMNICHANNEL: Readonly<Record<string, TemplateFile>> = {
	'orders-to-approve-from-omniengine-to-shopdesk': approved,
	'approved-orders-from-omniengine-to-shopdesk': automatic,
	'couriers-for-invoiced-orders-at-omniengine': couriers,
	'tracking-from-omniengine-to-shopify': tracking,
	'stock-of-one-outlet-from-shopdesk-to-shopify': oneOutlet,
	'stock-of-several-outlets-from-shopdesk-to-shopify': outlets,
	[DISPATCHED]: afterDispatch(),
	'three-way-comparison-of-stock': stockComparison(),
	'offline-prices-from-a-file-to-shopdesk': offline,
	'online-prices-from-a-file-to-shopdesk': online,
	'stock-from-a-file-to-shopdesk': stockFile,
	'mapping-of-outlets-and-locations': mapping(),
};
