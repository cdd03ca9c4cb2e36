import type { IDataObject, INodeExecutionData, INodeProperties, IPollFunctions } from 'n8n-workflow';

import type { Kind, KindMap } from '../../core/model/kinds';
import { budgetNotice, callClassOf } from './budget';
import { SWEEP_FIELDS } from './describe';
import { LEDGER_FIELD, REMEMBERING } from './ledger-choice';
import { sentence } from '../../core/problems';
import type { Meter } from './meter';
import { problemOf } from './problems';
import { readable } from './run';
import { isWholeRead, lookBackOf, pollName, sweepBy } from './sweep';
import type { ListContext, ListOperation, OperationContext, PickerContext, System } from './system';
import { chosenEvents, connected, inPlainWords, logOf } from './trigger-context';

/*
 * Polling triggers: asked every so often, a list says what changed, and out goes which record to read again. Where the
 * ledger is on, it says what is settled, as in a sweep; nothing is kept here then. Without it, and for kinds the ledger
 * keeps no facts of, n8n's static data holds how far was read. It is a hint only: n8n may lose or repeat it, and what is
 * put out twice is written once.
 */

/** Something that can be asked for. */
export interface PollEvent {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	readonly operation: ListOperation;
}

export interface SystemPoll {
	readonly system: System;
	readonly events: readonly PollEvent[];
	/** What the lists ask the operator besides. */
	readonly fields: readonly INodeProperties[];
}

/** A list may be behind, and clocks differ: so much of what was read is asked for again. */
const OVERLAP_MS = 5 * 60_000;
/** As many records as a Get takes in one call; the rest comes with the next poll. */
const MOST_RECORDS = 250;
/** How much of the time n8n gives a poll is used for reading. */
const BUDGET_SHARE = 0.8;

// ------------------------------------------------------------------ in the editor

/** A field of a sweep, without its own rule of when it is shown. */
const sweepField = (name: string): INodeProperties[] =>
	SWEEP_FIELDS.filter((field) => field.name === name).map((field) => ({ ...field, displayOptions: undefined }));

/** The fields of a polling trigger's panel; n8n puts Poll Times before them. */
export function pollFields({ system, events, fields }: SystemPoll): INodeProperties[] {
	return [
		{
			displayName:
				'This trigger puts out which record changed: put the node after it that reads the record (Get, or Get Many with its ID). A poll that n8n misses is made up for by the next one.',
			name: 'hintNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Events',
			name: 'events',
			type: 'multiOptions',
			required: true,
			default: [],
			options: events
				.map(({ name, value, description }) => ({ name, value, description }))
				.sort((a, b) => a.name.localeCompare(b.name)),
			description: 'What to ask for',
		},
		...fields,
		...sweepField('lookBackDays').map((field) => ({
			...field,
			description:
				'How far back to ask for changed records. With the ledger anything still open is looked for further back by itself.',
		})),
		{
			...LEDGER_FIELD,
			description: 'Where it is remembered what was already forwarded, so that only the rest is put out',
		},
		...sweepField('settledFor').map((field) => ({ ...field, displayOptions: { show: { ledger: REMEMBERING } } })),
		{
			displayName: 'Without the ledger n8n’s own note of how far was read is used. A record can then be put out twice.',
			name: 'pollLedgerOffNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { ledger: ['off'] } },
		},
		...budgetNotice(system),
	];
}

// ------------------------------------------------------------------ a poll

/** One poll: the records to read again; null when there are none. Run by hand it answers one, and remembers nothing. */
export async function pollSystem(context: IPollFunctions, poll: SystemPoll): Promise<INodeExecutionData[][] | null> {
	return await inPlainWords(context, async () => {
		const events = chosenEvents(context, poll.events);
		const cursors: IDataObject = {};
		const items = await connected(context, poll.system, async (connection, meter) => {
			const deadlineMs = Date.now() + context.getPollBudgetMs() * BUDGET_SHARE;
			const work = workWith(context, connection);
			return await itemsOf({ context, poll, work, meter, deadlineMs, cursors }, events);
		});
		// Not before all of it went well: a poll that ends with an error puts nothing out, of no event.
		Object.assign(context.getWorkflowStaticData('node'), cursors);
		return items.length > 0 ? [items] : null;
	});
}

/** What the events put out. One whose calls are refused for this month holds up no other. */
async function itemsOf(asked: Asked, events: readonly PollEvent[]): Promise<INodeExecutionData[]> {
	const isManual = asked.context.getMode() === 'manual';
	const items: INodeExecutionData[] = [];
	const refused: Error[] = [];
	for (const event of events) {
		const asking = isManual ? sampleOf(asked, event) : changedOf(asked, event);
		const records = await asking.catch((thrown: unknown) => {
			if (problemOf(thrown, event.name).code !== 'SETUP_BUDGET') throw thrown;
			asked.work.hint(sentence(problemOf(thrown, event.name)).message);
			refused.push(thrown as Error);
			return [];
		});
		items.push(...records.map((record) => ({ json: hintOf(record) })));
		if (isManual && items.length > 0) break;
	}
	if (refused.length === events.length) throw refused[0]!;
	return items;
}

interface Asked {
	readonly context: IPollFunctions;
	readonly poll: SystemPoll;
	readonly work: OperationContext;
	readonly meter: Meter | undefined;
	/** When reading is to stop, by this machine's clock. */
	readonly deadlineMs: number;
	/** How far each event will have been read once this poll has ended well. */
	readonly cursors: IDataObject;
}

type Changed = KindMap[Kind];

function workWith(context: IPollFunctions, connection: PickerContext): OperationContext {
	return {
		...connection,
		timezone: context.getTimezone(),
		now: new Date().toISOString(),
		param: <T>(name: string, fallback?: T) => readable(name, () => context.getNodeParameter(name, fallback) as T),
		hint: logOf(context),
		checkCancelled: () => undefined,
	};
}

async function sampleOf(asked: Asked, event: PollEvent): Promise<Changed[]> {
	const { records } = await read(asked, event, { changedAfter: lookBackOf(asked.work), limit: 1 });
	return records.slice(0, 1);
}

async function changedOf(asked: Asked, event: PollEvent): Promise<Changed[]> {
	const remembers = asked.work.param<string>('ledger', 'builtIn') !== 'off';
	return remembers && event.operation.sweeps ? await unsettledOf(asked, event) : await sinceLastOf(asked, event);
}

/** What the ledger does not know as settled. */
async function unsettledOf(asked: Asked, event: PollEvent): Promise<Changed[]> {
	const { context, poll, work } = asked;
	const holder = `poll ${Date.now()} ${Math.random()}`;
	const { sweep, end } = await sweepBy(holder, context, poll.system, event.operation, work);
	try {
		if (sweep === 'atWork') return [];
		return (await read(asked, event, { sweep, limit: MOST_RECORDS })).records;
	} finally {
		await end();
	}
}

// ------------------------------------------------------------------ without the ledger

/** How far was read: up to `since`, and `seen` of what is newer than it less the overlap. */
interface Cursor {
	readonly since?: string;
	readonly seen?: readonly string[];
}

/** What changed since the last poll; without one, in the whole look-back. */
async function sinceLastOf(asked: Asked, event: PollEvent): Promise<Changed[]> {
	const kept = asked.context.getWorkflowStaticData('node');
	const { since = lookBackOf(asked.work), seen = [] } = (kept[event.value] ?? {}) as Cursor;
	const known = new Set(seen);
	const changedAfter = new Date(Date.parse(since) - OVERLAP_MS).toISOString();
	const { records, isWhole } = await read(asked, event, { changedAfter, limit: Infinity });
	const fresh = records.filter((record) => !known.has(keyOf(record)));
	const taken = fresh.slice(0, MOST_RECORDS);
	asked.cursors[event.value] =
		isWhole && taken.length === fresh.length
			? cursorAfter(records, since)
			: { since, seen: [...known, ...taken.map(keyOf)] };
	return taken;
}

/** The order of a list may be anything, so the cursor only moves once all of it was read and put out. */
function cursorAfter(records: readonly Changed[], since: string): IDataObject {
	const newest = records.map(updatedAtOf).reduce((latest, each) => (each > latest ? each : latest), since);
	const from = new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
	const seen = records.filter((record) => updatedAtOf(record) === '' || updatedAtOf(record) >= from).map(keyOf);
	return { since: newest, seen };
}

/** ISO 8601 UTC; empty where the system does not say. */
function updatedAtOf(record: Changed): string {
	return ('updatedAt' in record ? record.updatedAt : undefined) ?? '';
}

const keyOf = (record: Changed) => `${record.origin.id}@${updatedAtOf(record)}`;

// ------------------------------------------------------------------ reading and putting out

/**
 * The records of a list; `isWhole` is false when time ran out, and when the poll is slowed down and this is not its turn.
 * A record that cannot be read is left to Get Many.
 */
async function read(
	{ context, work, meter, deadlineMs }: Asked,
	{ operation, value }: PollEvent,
	how: Pick<ListContext, 'limit' | 'changedAfter' | 'sweep'>,
): Promise<{ readonly records: Changed[]; readonly isWhole: boolean }> {
	const poll = context.getMode() === 'manual' ? undefined : `${pollName(context)} ${value}`;
	const later = await meter?.admit(callClassOf(operation, isWholeRead(how)), poll);
	if (later !== undefined) {
		work.hint(later);
		return { records: [], isWhole: false };
	}
	const records: Changed[] = [];
	let isWhole = true;
	for await (const page of operation.list({ ...work, includeRaw: false, ...how })) {
		for (const record of page) {
			if ('code' in record) context.logger.warn(`n8n-nodes-commerce-bridge: ${sentence(record).message}`);
			else records.push(record);
		}
		isWhole = Date.now() <= deadlineMs;
		if (!isWhole || records.length >= how.limit) break;
	}
	// Before anybody notes how far was read: a poll that ends with an error puts nothing out.
	await meter?.write();
	return { records, isWhole };
}

function hintOf(record: Changed): IDataObject {
	const { kind, origin } = record;
	const triggeredAt = updatedAtOf(record) || null;
	return { kind, origin: { ...origin }, delivery: { id: keyOf(record), topic: 'poll', triggeredAt } };
}
