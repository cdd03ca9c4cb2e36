import type { OwnNode } from './canvas';
import type { Story } from './flow';

/*
 * What the stories of every pair of systems share: nodes, schedules, and the sentences that mean the same everywhere.
 */

type Parameters = OwnNode['parameters'];

/** The nodes of one system; `credential` is the name n8n gives its account by default. */
export const nodesOf = (type: string, credential: readonly [type: string, name: string]) => ({
	node: (parameters: Parameters): OwnNode => ({ type, parameters, credential }),
	trigger: (events: readonly string[]): OwnNode => ({ type: `${type}Trigger`, parameters: { events }, credential }),
	/** Asks every so many minutes. */
	poll: (events: readonly string[], minutes: number, more: Parameters = {}): OwnNode => ({
		type: `${type}PollTrigger`,
		parameters: { pollTimes: { item: [{ mode: 'everyX', value: minutes, unit: 'minutes' }] }, events, ...more },
		credential,
	}),
});

export const shopify = nodesOf('shopify', ['shopifyCommerceApi', 'Shopify Commerce account']);

/** What stands before the shop's order number in every other system, unless the operator says otherwise. */
export const PREFIX = 'SHOP-';

// ------------------------------------------------------------------ schedules

export const every = (minutes: number): Story['schedule'] => ({
	name: `Every ${minutes} Minutes`,
	rule: { interval: [{ field: 'minutes', minutesInterval: minutes }] },
});

export const EVERY_HOUR: Story['schedule'] = { name: 'Every Hour', rule: { interval: [{ field: 'hours' }] } };

// ------------------------------------------------------------------ words

/** n8n offers another trigger first: the form of Retry, or the schedule. */
export const BY_HAND = 'Run **Start by Hand** (the arrow beside *Execute workflow* offers it)';

export const TRY_IT = `Turn *Preview Only* on there. ${BY_HAND}, look at the result, and turn it off again.`;

export const NOTHING_MISSED =
	'nothing is missed, nothing is sent twice. What was sent is remembered in the ledger, which needs no set-up.';

export const sameAccounts = (system: string) =>
	`Choose the **Shopify Commerce** and **${system}** credentials in every node that asks for one (a single account with the default name is chosen by itself).`;

/** Why a vendor's own connection must end first. */
export const switchOffOwn = (system: string) =>
	`Switch off ${system}'s own connection to this shop, or every order arrives twice.`;

/** A form that takes the problems of one kind up again, on their way from one system to another. */
export const retry = (
	kind: string,
	what: string,
	[fromSystem, toSystem]: readonly [string, string],
): NonNullable<Story['retry']> => ({
	title: `Try ${what} again`,
	about: `After the reason of a problem is gone: run **Retry**. Without a number, every open problem is tried again.`,
	field: 'Numbers',
	placeholder: '#1001, #1002 (empty: every open problem)',
	filters: { kind, fromSystem, toSystem },
});
