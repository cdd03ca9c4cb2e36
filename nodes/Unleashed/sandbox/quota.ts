/*
 * The plan's calls of a calendar month, UTC (facts, section 6). At 100 % every request is refused until the 1st or until
 * more are bought (documented); with which status is not known (gap 2): option `quotaAnswer`. What webhooks send does
 * not count (documented). Assumed: what is refused for its signature, or because the calls are used up, does not count;
 * every other request does, whatever is answered.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { problem, refused } from './answers';
import type { Change, Context, Quota } from './state';
import { wholeOf } from './values';

/** At which part of the calls the company is written to (documented). */
const WARNED_AT = [90, 95, 100];

/** Counts a call; the refusal when there is none left. */
export function spendCall(context: Context): SandboxResponse | undefined {
	const quota = ofThisMonth(context);
	if (quota.used >= quota.limit + quota.extra) {
		const status = context.options['quotaAnswer'] === 'tooMany' ? 429 : 403;
		return refused(status, problem('', 'The API calls of this month are used up.'));
	}
	quota.used += 1;
	return undefined;
}

function ofThisMonth({ state: { quota }, clock }: Context): Quota {
	const month = clock.iso().slice(0, 7);
	if (month !== quota.month) Object.assign(quota, { month, used: 0, extra: 0 });
	return quota;
}

/** At which percentages an e-mail has gone out this month. */
export function warnings({ used, limit, extra }: Quota): number[] {
	return WARNED_AT.filter((percent) => used * 100 >= percent * (limit + extra));
}

/** { limit?, used? }: another plan, or a month that is nearly over. */
export const setQuota: Change = (input, context) => {
	const quota = ofThisMonth(context);
	quota.limit = wholeOf(input, 'limit', 0, quota.limit);
	quota.used = wholeOf(input, 'used', 0, quota.used);
	return { ...quota };
};

/** { calls }: an extra bundle, bought in the settings. */
export const buyCalls: Change = (input, context) => {
	const quota = ofThisMonth(context);
	quota.extra += wholeOf(input, 'calls', 1);
	return { ...quota };
};
