/*
 * Refunds by id; there is no list of them. https://shopify.dev/docs/api/admin-graphql/latest/queries/refund
 */
import { GraphQLError } from 'graphql';

import { isVisible } from './access';
import type { Call, Resolver } from './call';
import { readGid } from './ids';
import { moneyIn } from './money';
import { toOrder } from './records';
import { toRefund } from './refunds';
import { currentOrders } from './state';

export const REFUND_QUERIES: Readonly<Record<string, Resolver>> = {
	refund: (args, call) => findRefund(String(args.id), call),
};

export const REFUND_NODES: Readonly<Record<string, (id: string, call: Call) => unknown>> = { Refund: findRefund };

function findRefund(id: string, call: Call): unknown {
	if (readGid(id)?.type !== 'Refund')
		throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
	const { state } = call;
	const bag = moneyIn(state.data.currency);
	for (const order of currentOrders(state)) {
		const refund = order.refunds.find((each) => each.id === id);
		if (refund && isVisible(order, call)) return toRefund(bag, order, refund, () => toOrder(state, order));
	}
	return null;
}
