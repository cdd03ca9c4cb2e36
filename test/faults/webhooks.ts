import type { IDataObject } from 'n8n-workflow';

import { openTrigger } from '../support/triggers';
import type { WebhookRecipe } from './recipe';
import type { Stage } from './stage';

/*
 * Webhooks as n8n has them: the trigger's own subscription, the vendor's deliveries over HTTP, and for each of them an
 * execution that reads the record and writes it.
 */

/** What the vendor's deliveries do on their way. */
export type Mischief = 'each twice' | 'in reversed order';

/** Lets the record happen at its source and runs the operation once a delivery. */
export async function runByWebhooks(stage: Stage, recipe: WebhookRecipe, mischief: Mischief): Promise<void> {
	const executions = await deliveries(stage, recipe, mischief);
	if (executions.length < 2) throw new Error(`${executions.length} deliveries came in, so the play shows nothing`);
	const system = systemOf(recipe);
	for (const [hint] of executions) {
		const [record] = await stage.read(system, recipe.read, [hint ?? {}]);
		if (!record) throw new Error('What a webhook named could not be read');
		await stage.turn(record);
		stage.readings = { older: record, newer: record };
	}
}

const systemOf = ({ trigger }: WebhookRecipe) => trigger.replace(/Trigger$/, '');

/** What the trigger puts out, a list a delivery, in the order in which they came in. */
async function deliveries(stage: Stage, recipe: WebhookRecipe, mischief: Mischief): Promise<IDataObject[][]> {
	const source = stage.sandboxes.of(systemOf(recipe));
	const trigger = await openTrigger({
		type: recipe.trigger,
		parameters: { events: [...recipe.events] },
		credentials: stage.credentialsOf(systemOf(recipe)),
	});
	try {
		await trigger.hook('create');
		if (mischief === 'in reversed order') await source.change('holdDeliveries');
		await recipe.happen(stage);
		if (mischief === 'in reversed order') await source.change('releaseDeliveries', { order: 'reversed' });
		await source.deliveriesSettled();
		if (mischief === 'each twice') {
			for (const id of sentBy(stage, recipe)) await source.change('redeliver', { deliveryId: id });
			await source.deliveriesSettled();
		}
		return trigger.executions;
	} finally {
		await trigger.close();
	}
}

/** The ids of the deliveries so far. */
function sentBy(stage: Stage, recipe: WebhookRecipe): string[] {
	const sent = stage.sandboxes.of(systemOf(recipe)).journal();
	const ids = sent.filter(({ operation }) => operation === 'webhook').map(({ note }) => String(note?.deliveryId));
	return [...new Set(ids)];
}
