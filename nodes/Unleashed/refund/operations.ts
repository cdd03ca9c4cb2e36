import { problem } from '../../../core/problems';
import { isUnmapped, unknownStatus } from '../../../core/sync/status';
import type { FetchOperation, ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import { sideBySide, type Row } from '../client';
import { chosen, client, reading, readingPages, recordOf, text } from '../failures';
import { filterDate, isGuid } from '../mapping';
import {
	BASE_CURRENCY_FIELD,
	baseCurrencyFrom,
	NUMBER_FROM_OPTION,
	numberRules,
	OTHER_TAX_OPTION,
	positiveFrom,
	PREFIX_FIELD,
	prefixFrom,
	rowsOf,
	tableField,
	TAX_CODES_FIELD,
	taxRules,
} from '../operations';
import { unsettledRows } from '../order/operations';
import { TaxBook } from '../tax/target';
import { creditByGuid, creditPages } from './client';
import type { RefundRules } from './draft';
import { toRefund } from './mapping';
import { RefundTarget } from './target';
import type { UnleashedCredit } from './wire';

/*
 * What Unleashed can do with refunds: they are booked as credit notes, and credit notes are read.
 */

const OPTIONS = 'refundOptions';

function rulesFrom(context: OperationContext): RefundRules {
	const products = context.param<Record<string, unknown>>('creditProducts', {});
	const options = context.param<Record<string, unknown>>(OPTIONS, {});
	return {
		...numberRules(context, OPTIONS),
		products: {
			delivery: text(products.delivery),
			duties: text(products.duties),
			adjustment: text(products.adjustment),
			rounding: text(products.rounding),
		},
		productWithoutSku: text(products.withoutSku),
		baseCurrency: baseCurrencyFrom(context),
		exchangeRates: rowsOf(options.exchangeRates)
			.map((row) => ({ currency: text(row.currency), rate: text(row.rate) }))
			.filter(({ currency, rate }) => currency !== '' && rate !== '')
			.map(({ currency, rate }) => ({ currency, rate: positiveFrom(rate, 'Exchange Rates') })),
		status: context.param<unknown>('creditStatus', 'Parked') === 'Completed' ? 'Completed' : 'Parked',
		openOrders: context.param<unknown>('openOrders', 'order') === 'credit' ? 'credit' : 'order',
	};
}

const createRefund: WriteOperation<'refund'> = {
	does: 'write',
	kind: 'refund',
	resource: 'refund',
	resourceName: 'Refund',
	operation: 'create',
	operationName: 'Create',
	action: 'Create a refund',
	description: 'Book a refund of the shop as a credit note to the customer of its order',
	fields: [
		PREFIX_FIELD,
		BASE_CURRENCY_FIELD,
		TAX_CODES_FIELD,
		{
			displayName: 'New Credit Notes Arrive As',
			name: 'creditStatus',
			type: 'options',
			default: 'Parked',
			options: [
				{ name: 'Completed', value: 'Completed', description: 'Goes to the books at once; costs one call more' },
				{ name: 'Parked', value: 'Parked', description: 'Somebody looks at it and completes it' },
			],
			description: 'The status a new credit note gets',
		},
		{
			displayName: 'Orders Not Completed Yet',
			name: 'openOrders',
			type: 'options',
			default: 'order',
			options: [
				{
					name: 'A Credit Note at Once',
					value: 'credit',
					description: 'For shops whose orders are not changed by Order: Create or Update any more',
				},
				{
					name: 'Are Lowered Themselves',
					value: 'order',
					description: 'By Order: Create or Update; money that belongs to no goods is credited at once all the same',
				},
			],
			description:
				'What becomes of a refund whose order is not completed. Both at once would give the money back twice in the books.',
		},
		{
			displayName: 'Products for Credits',
			name: 'creditProducts',
			type: 'collection',
			default: {},
			placeholder: 'Add Product',
			description:
				'The product of Unleashed, one that is not counted, under which each part of a refund is credited that is no goods',
			options: [
				{
					displayName: 'Adjustment',
					name: 'adjustment',
					type: 'string',
					default: '',
					placeholder: 'GOODWILL',
					description: 'Product code for money that belongs to no goods',
				},
				{
					displayName: 'Delivery',
					name: 'delivery',
					type: 'string',
					default: '',
					placeholder: 'FREIGHT',
					description: 'Product code for delivery that was given back',
				},
				{
					displayName: 'Duties',
					name: 'duties',
					type: 'string',
					default: '',
					placeholder: 'DUTIES',
					description: 'Product code for import duties that were given back',
				},
				{
					displayName: 'Goods Without SKU',
					name: 'withoutSku',
					type: 'string',
					default: '',
					placeholder: 'MISC',
					description: 'Product code for goods of the shop that have no SKU',
				},
				{
					displayName: 'Rounding',
					name: 'rounding',
					type: 'string',
					default: '',
					placeholder: 'ROUNDING',
					description: 'Product code for the cent a tax was rounded by',
				},
			],
		},
		{
			displayName: 'Options',
			name: OPTIONS,
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				OTHER_TAX_OPTION,
				tableField({
					displayName: 'Exchange Rates',
					name: 'exchangeRates',
					placeholder: 'Add Exchange Rate',
					description: 'As in Order: Create or Update',
					row: 'Exchange Rate',
					values: [
						{
							displayName: 'Currency',
							name: 'currency',
							type: 'string',
							default: '',
							placeholder: 'AUD',
							description: 'Three letters',
						},
						{
							displayName: 'Rate',
							name: 'rate',
							type: 'string',
							default: '',
							placeholder: '0.92',
							description: 'As Unleashed shows it for this currency',
						},
					],
				}),
				NUMBER_FROM_OPTION,
			],
		},
	],
	judge({ number, status, lines }) {
		const restock = lines.find((line) => isUnmapped(line.restock))?.restock;
		const unknown = unknownStatus(`the refund ${number}`, { status, restock });
		if (unknown) return { problem: unknown };
		// Money on its way may still not arrive, and a credit note is not taken back.
		const named = { order: number, kind: 'refund' };
		if (status === 'pending') return { held: problem('HELD_REFUND_PENDING', named) };
		return status === 'failed' ? { held: problem('HELD_REFUND_FAILED', named) } : undefined;
	},
	async target(context) {
		const unleashed = client(context);
		const taxes = new TaxBook(unleashed, taxRules(context, OPTIONS));
		return await Promise.resolve(new RefundTarget(context.account, unleashed, rulesFrom(context), taxes));
	},
};

const OWN_PREFIX_FIELD = {
	...PREFIX_FIELD,
	description: 'As in Order: Create or Update; is taken off the order numbers',
};

type ReadContext = OperationContext & { readonly includeRaw: boolean };

const read = (context: ReadContext, prefix: string, row: Row<UnleashedCredit>) =>
	recordOf('refund', row, (there) => toRefund(there, prefix, context.account, context.now), context.includeRaw);

const getRefund: FetchOperation<'refund'> = {
	does: 'fetch',
	kind: 'refund',
	batchLimit: 25,
	resource: 'refund',
	resourceName: 'Refund',
	operation: 'get',
	operationName: 'Get',
	action: 'Get a refund',
	description: 'Retrieve credit notes by their GUID',
	fields: [OWN_PREFIX_FIELD],
	idOf: (id) => (isGuid(id) ? id.toLowerCase() : undefined),
	async fetch(context, guids) {
		const unleashed = client(context);
		const prefix = prefixFrom(context);
		const rows = await reading(
			async () => await sideBySide(guids, async (guid) => await creditByGuid(unleashed, guid)),
		);
		return new Map(guids.flatMap((guid, at) => (rows[at] ? [[guid, read(context, prefix, rows[at])]] : [])));
	},
};

const getManyRefunds: ListOperation<'refund'> = {
	does: 'list',
	kind: 'refund',
	sweeps: true,
	resource: 'refund',
	resourceName: 'Refund',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many refunds',
	description: 'Retrieve credit notes, with the order of those that this package made',
	fields: [OWN_PREFIX_FIELD],
	changed: 'credit notes',
	filters: [
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			default: 'Completed',
			options: [
				{ name: 'Completed', value: 'Completed' },
				{ name: 'Deleted', value: 'Deleted' },
				{ name: 'Parked', value: 'Parked' },
			],
			description: 'Only credit notes in this status',
		},
	],
	async *list(context) {
		const filters = context.param<Record<string, unknown>>('filters', {});
		const prefix = prefixFrom(context);
		const query = {
			modifiedSince: filterDate(context.sweep?.since ?? context.changedAfter),
			creditStatus: chosen([filters.status])[0],
		};
		for await (const page of readingPages(creditPages(client(context), query)))
			yield (await unsettledRows(context, page)).map((row) => read(context, prefix, row));
	},
};

export const refundOperations = [createRefund, getRefund, getManyRefunds] as const;
