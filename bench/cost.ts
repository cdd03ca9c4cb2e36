/*
 * What the ledger and the checks before a write cost: the same write without them and with them.
 */
import type { IDataObject } from 'n8n-workflow';

import { LEDGER_CREDENTIAL } from '../nodes/shared/ledger-choice';
import type { DemoData } from '../sandbox/kit';
import { dropSchema, newSchema, postgresMissing } from '../test/support/postgres';
import { shopWith, stepsWith } from './orders';
import type { Step } from './run-process';
import { filled, READ, SET } from './stock';
import { median, times, type Cell, type Table } from './table';
import { callsTo, Workshop, type Counted, type Keys } from './workshop';

const ROUNDS = 5;
const LEVELS = 1_000;
const ORDERS = 250;

type Choice = 'off' | 'builtIn' | 'postgres';

/** One write, on systems that have not seen it yet. */
interface Write {
	readonly title: string;
	readonly system: string;
	/** Systems as they are before, and what comes in. */
	open(ledger?: Keys): Promise<Workshop>;
	readonly items: IDataObject[];
	step(ledger: Choice): Step;
}

const CHOICES: ReadonlyArray<readonly [Choice, string]> = [
	['off', 'ledger off'],
	['builtIn', 'ledger on SQLite'],
	['postgres', 'ledger on PostgreSQL'],
];

export async function cost(): Promise<Table> {
	const missing = postgresMissing();
	const choices = CHOICES.filter(([choice]) => choice !== 'postgres' || missing === undefined);
	const rows: Cell[][] = [];
	for (const write of [await levels(), await newOrders()]) rows.push(...(await measured(write, choices)));
	const columns = ['', 'calls to the target', 'time, against ledger off'];
	const note = `The writing node alone, each time in a new process and on fresh systems: the middle one of ${ROUNDS} rounds, all
ways in turn in each; less than two tenths are noise. The systems are on this machine and answer at once. Over a network a
call takes many times as long, and the ledger's share is smaller. A preview of a route on which nothing was done yet
takes every order for one of the first ten.`;
	return { title: 'What the ledger and the checks cost', columns, rows, note };
}

async function measured(write: Write, choices: typeof CHOICES): Promise<Cell[][]> {
	const ways = [
		...choices.map(([choice, title]) => ({ choice, title, more: {} })),
		{
			choice: 'builtIn' as const,
			title: 'ledger on SQLite, Preview Only: all the checks',
			more: { previewOnly: true },
		},
	];
	const tookMs = ways.map((): number[] => []);
	const calls = ways.map(() => 0);
	for (let round = 0; round < ROUNDS; round += 1)
		for (const [index, { choice, more }] of ways.entries()) {
			const ran = await once(write, choice, more);
			tookMs[index]!.push(ran.tookMs);
			calls[index] = callsTo(ran, write.system);
		}
	const [off = Number.NaN] = tookMs.map(median);
	return ways.map(({ title }, index) => [
		`${write.title}, ${title}`,
		calls[index] ?? 0,
		times(median(tookMs[index] ?? []), off),
	]);
}

async function once(write: Write, choice: Choice, more: IDataObject): Promise<Counted> {
	const schema = choice === 'postgres' ? newSchema() : undefined;
	const workshop = await write.open(schema ? { [LEDGER_CREDENTIAL.name]: { ...schema } } : {});
	const { parameters, ...step } = write.step(choice);
	try {
		return await workshop.run([{ ...step, parameters: { ...parameters, ...more } }], write.items);
	} finally {
		await workshop.close();
		if (schema) await dropSchema(schema);
	}
}

async function levels(): Promise<Write> {
	const workshop = await filled(LEVELS);
	const { items } = await workshop.run([READ]);
	await workshop.close();
	return {
		title: `${LEVELS.toLocaleString('en-GB')} levels`,
		system: 'shopify',
		items,
		open: async (ledger) => await filled(LEVELS, ledger),
		step: (ledger) => ({ type: 'shopify', parameters: { ...SET, reservedFrom: 'source', ledger } }),
	};
}

async function newOrders(): Promise<Write> {
	const seed: DemoData = shopWith(ORDERS);
	const workshop = await Workshop.open(seed);
	const [read] = stepsWith('off', seed);
	const { items } = await workshop.run([read]);
	await workshop.close();
	return {
		title: `${ORDERS} orders`,
		system: 'ogoship',
		items,
		open: async (ledger) => await Workshop.open(seed, ledger),
		step: (ledger) => stepsWith(ledger, seed)[1],
	};
}
