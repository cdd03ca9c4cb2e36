import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Step } from '../../core/sync/plan';
import { reasonOf } from './problems';
import type { NodeRun } from './run';

const reason = z.object({ code: z.string(), message: z.string(), description: z.string() });

/** What a write answers with, for the output schemas that the editor maps from. */
export const RESULT_SCHEMA = z.object({
	kind: z.literal('result'),
	of: z.string().nullable(),
	number: z.string().nullable(),
	outcome: z.enum(['created', 'updated', 'unchanged', 'skipped', 'preview']),
	reason: reason.nullable(),
	target: z.object({ id: z.string(), number: z.string(), url: z.string() }).nullable(),
	preview: z.object({
		would: z.enum(['create', 'update', 'unchanged', 'skip', 'problem']),
		before: z.record(z.unknown()).nullable(),
		after: z.record(z.unknown()).nullable(),
		changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
		calls: z.number(),
	}),
	account: z.string(),
	origin: z.object({ system: z.string(), account: z.string(), id: z.string(), number: z.string(), seenAt: z.string() }),
});

/**
 * A step as the item an operator opens: which account, what happened, the document at the target, and in a preview
 * what would happen with before, after, reason and calls.
 */
export function stepItem(step: Exclude<Step, { step: 'problem' }>, account: string, source: IDataObject): IDataObject {
	const origin = source.origin as IDataObject | undefined;
	// Null and not absent: the output table shows an absent column as a fault.
	const reason = step.reason ? reasonOf(step.reason) : null;
	const target = step.target ? withoutAbsent(step.target) : null;
	// In the order in which a person reads the columns of the output table: what happened first, where from last.
	const about = {
		kind: 'result',
		of: source.kind ?? null,
		number: source.number ?? source.sku ?? origin?.number ?? null,
	};
	const place = { account, origin: origin ?? null };
	if (step.step === 'outcome') {
		const changes = step.changes ? { changes: step.changes as unknown as IDataObject[] } : {};
		return { ...about, outcome: step.outcome, ...changes, reason, target, ...place };
	}
	const { would, before = null, after = null, changes = [], calls } = step;
	const preview = { would, before, after, changes, calls } as unknown as IDataObject;
	return { ...about, outcome: 'preview', preview, reason, target, ...place };
}

function withoutAbsent(values: object): IDataObject {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as IDataObject;
}

/** Puts a step out as the answer to the item it came in with. */
export function answerStep(run: NodeRun, step: Step, account: string): void {
	if (step.step === 'problem') run.problem(step.at, step.problem, step);
	else run.success(step.at, stepItem(step, account, run.context.getInputData()[step.at]?.json ?? {}));
}
