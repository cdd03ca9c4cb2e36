import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Kind } from '../../core/model/kinds';
import type { CountedDay } from '../../core/ports';
import { monthOf, type BudgetState, type CallClass } from '../../core/sync/budget';
import { LEDGER_FIELD } from './ledger-choice';
import type { Operation, System } from './system';

/*
 * What a call is for, what the panel of a node asks where an account has a monthly allowance, and how that is shown.
 */

/** What is read or written of a kind; an operation may say otherwise (`callClass`). */
const BY_KIND: Readonly<Record<Kind, CallClass>> = {
	order: 'order',
	// An order cannot go without the person it is for.
	customer: 'order',
	// Money that somebody waits for, and few calls.
	refund: 'order',
	payout: 'order',
	invoice: 'order',
	product: 'productPrice',
	price: 'productPrice',
	collection: 'productPrice',
	selection: 'order',
	stockLevel: 'stock',
	inbound: 'stock',
	shipment: 'tracking',
	location: 'setUp',
	courier: 'setUp',
};

/**
 * What the calls of an operation are for. `whole` says of a list that it reads all there ever was; stock is always read
 * so, and is its own class all the same.
 */
export function callClassOf(operation: Operation, whole = false): CallClass {
	if (operation.callClass) return operation.callClass;
	// What the operator's own call is for, only the operator knows.
	if (operation.does === 'check' || operation.does === 'call' || operation.does === 'judge') return 'setUp';
	return whole && operation.kind !== 'stockLevel' ? 'fullRead' : BY_KIND[operation.kind];
}

// ------------------------------------------------------------------ in the editor

/** Says what is lost with the ledger off, besides what the node itself says; nothing where calls are not counted. */
export function budgetNotice({ budget, label }: System): INodeProperties[] {
	if (!budget) return [];
	return [
		{
			displayName: `Without the ledger the calls of this account are not counted: nothing slows down, and nothing is kept for orders, before ${label} refuses every call until the month ends.`,
			name: 'budgetLedgerOffNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { ledger: ['off'] } },
		},
	];
}

/** The field *Ledger* where it is asked for the count alone; nothing where calls are not counted. */
export function budgetFields(system: System): INodeProperties[] {
	if (!system.budget) return [];
	const description = 'Where the calls of this account are counted, so that its monthly allowance lasts';
	return [{ ...LEDGER_FIELD, description }, ...budgetNotice(system)];
}

// ------------------------------------------------------------------ as items

const stateWord = (every: number) => (every === 0 ? 'refused' : every === 1 ? 'goes' : 'slower');

/** How an account stands, for people. */
export function usageItem(state: BudgetState): IDataObject {
	const { month, allowance = null, used, percent = null, forecast, opensAt } = state;
	const classes = state.classes.map(({ callClass, words, used: ofClass, every }) => ({
		...{ class: callClass, for: words, used: ofClass, state: stateWord(every) },
		...(every > 1 && { onePollIn: every }),
	}));
	return { month, used, allowance, percent, forecast, opensAt, classes };
}

/** What was used on each day of the month, by class. */
export function usageDays(days: readonly CountedDay[], now: string): IDataObject[] {
	const { month } = monthOf(now);
	const byDay = new Map<string, { day: string; calls: number; classes: Record<string, number> }>();
	for (const { day, callClass, calls } of days.filter((each) => each.day.startsWith(month))) {
		const known = byDay.get(day) ?? { day, calls: 0, classes: {} };
		known.calls += calls;
		known.classes[callClass] = calls;
		byDay.set(day, known);
	}
	return [...byDay.values()];
}
