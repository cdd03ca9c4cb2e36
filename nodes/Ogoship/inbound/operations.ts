import type { Inbound } from '../../../core/model/inbound';
import type { DocumentTarget } from '../../../core/ports';
import { parameterProblem } from '../../../core/sync/run';
import type { ListOperation, OperationContext, WriteOperation } from '../../shared/system';
import type { Row } from '../client';
import { client, readingPages, recordOf, text } from '../failures';
import { inboundPages, inboundRows } from './client';
import { toInbound, type InboundRules } from './mapping';
import { InboundTarget } from './target';
import type { OgoInbound } from './wire';

/*
 * What OGOship can do with goods on their way in: they are announced and read.
 */

async function* onePage<T>(rows: Promise<T[]>): AsyncGenerator<T[]> {
	yield await rows;
}

const getManyInbound: ListOperation<'inbound'> = {
	does: 'list',
	kind: 'inbound',
	sweeps: false,
	resource: 'inbound',
	resourceName: 'Inbound Delivery',
	operation: 'getAll',
	operationName: 'Get Many',
	action: 'Get many inbound deliveries',
	description: 'Retrieve announced goods with what was received of them',
	scopes: ['read:product'],
	fields: [],
	changed: 'deliveries',
	filters: [
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			default: '',
			placeholder: 'PO-2026-118',
			description: 'Only deliveries with this reference',
		},
	],
	async *list(context) {
		const reference = text(context.param<Record<string, unknown>>('filters', {}).reference);
		const ogoship = client(context);
		const since = context.changedAfter;
		const seen = new Set<string>();
		const isWanted = (row: Row<OgoInbound>) => {
			if (!('record' in row)) return true;
			// Without a reference of OGOship's own, two entries of one reference cannot be told from a repeat.
			const key = row.record.autoReference || row.record.reference;
			const again = seen.has(key);
			seen.add(key);
			return !again;
		};
		const pages = reference === '' ? inboundPages(ogoship, since) : onePage(inboundRows(ogoship, reference, since));
		for await (const page of readingPages(pages))
			yield page
				.filter(isWanted)
				.map((row) =>
					recordOf('inbound', row, (there) => toInbound(there, context.account, context.now), context.includeRaw),
				);
	},
};

function rulesFrom(context: OperationContext): InboundRules {
	const chosen = context.param<Record<string, unknown>>('inboundOptions', {});
	const otherCountry = text(chosen.otherCountry).toUpperCase();
	if (otherCountry === '' || /^[A-Z]{2}$/.test(otherCountry)) return { otherCountry };
	throw parameterProblem('Other Country of Origin', 'it is not two letters such as FI');
}

const createInboundDelivery: WriteOperation<'inbound'> = {
	does: 'write',
	kind: 'inbound',
	resource: 'inbound',
	resourceName: 'Inbound Delivery',
	operation: 'create',
	operationName: 'Create',
	action: 'Create an inbound delivery',
	description: 'Announce goods that are on their way to the warehouse, once for each reference',
	scopes: ['read:product', 'write:product'],
	fields: [
		{
			displayName: 'Options',
			name: 'inboundOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Other Country of Origin',
					name: 'otherCountry',
					type: 'string',
					default: '',
					placeholder: 'FI',
					description:
						'For goods whose line names no country of origin, two letters; empty makes such a line a problem, because OGOship needs it',
				},
			],
		},
	],
	async target(context) {
		return await Promise.resolve(
			new InboundTarget(context.account, client(context), rulesFrom(context)) as DocumentTarget<Inbound, unknown>,
		);
	},
};

export const inboundOperations = [createInboundDelivery, getManyInbound] as const;
