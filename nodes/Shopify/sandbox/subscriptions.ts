/*
 * Webhook subscriptions as an app makes and reads them. Each app sees its own.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/webhookSubscriptionCreate
 *
 * Shopify takes https only. This sandbox sends to this machine only, and there takes http as well; an https address
 * elsewhere is a good one for Shopify and is refused here (SANDBOX_REFUSED_ADDRESS), as nobody would ever hear from it.
 * Left out: Pub/Sub and EventBridge, XML, filters, metafields in payloads, fields below the first level, topics that
 * nothing here causes. Assumed: the words of user errors, but that a repeated topic and address "has already been taken";
 * that a topic without its scope is a user error.
 */
import { GraphQLError } from 'graphql';

import { isLoopback } from '../../../sandbox/kit';

import { notImitated, type Arguments, type Call, type Resolver } from './call';
import { refuse } from './fulfillments';
import { gid, numericId } from './ids';
import type { Fields } from './money';
import { toConnection, type Place } from './paging';
import { hasOneOf, toSeconds } from './state';
import { TOPICS, topicHeader, type SubscriptionRecord } from './webhook-records';
import { removeSubscription } from './webhooks';

interface SubscriptionInput {
	readonly uri?: string | null;
	readonly callbackUrl?: string | null;
	readonly format?: string | null;
	readonly name?: string | null;
	readonly filter?: string | null;
	readonly includeFields?: readonly string[] | null;
	readonly metafieldNamespaces?: readonly string[] | null;
	readonly metafields?: readonly unknown[] | null;
}

const FIELD = ['webhookSubscription'];

export function webhookSubscriptionCreate(args: Arguments, call: Call): Fields {
	const topic = String(args.topic);
	const input = args.webhookSubscription as SubscriptionInput;
	const scopes = Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined;
	if (!scopes) throw notImitated(`webhooks of topic ${topic}`);
	refuseLeftOut(input);
	if (!hasOneOf(call.state.scopes, scopes))
		return refuse(`You do not have permission to create or update webhooks with ${topicHeader(topic)} topic.`, [
			'topic',
		]);
	const uri = input.uri ?? input.callbackUrl ?? '';
	const problem = problemOf(uri, input.name) ?? takenProblem(call, topic, uri);
	if (problem) return problem;
	const at = toSeconds(call.nowMs);
	const subscription: SubscriptionRecord = {
		id: gid('WebhookSubscription', 1_300_000_000_000 + call.context.nextId('webhookSubscription')),
		app: call.app,
		topic,
		uri,
		name: input.name ?? null,
		includeFields: input.includeFields ?? [],
		createdAt: at,
		updatedAt: at,
		succeededMs: 0,
	};
	return save(subscription, call);
}

export function webhookSubscriptionUpdate(args: Arguments, call: Call): Fields {
	const input = args.webhookSubscription as SubscriptionInput;
	const known = own(String(args.id), call);
	if (!known) return refuse('Webhook subscription does not exist.', ['id']);
	refuseLeftOut(input);
	const uri = input.uri ?? input.callbackUrl ?? known.uri;
	const problem = problemOf(uri, input.name) ?? takenProblem(call, known.topic, uri, known.id);
	if (problem) return problem;
	const name = input.name === undefined ? known.name : input.name;
	const includeFields = input.includeFields ?? known.includeFields;
	return save({ ...known, uri, name, includeFields, updatedAt: toSeconds(call.nowMs) }, call);
}

function save(subscription: SubscriptionRecord, { state, note }: Call): Fields {
	state.webhooks.subscriptions.set(subscription.id, subscription);
	note.subscriptionId = subscription.id;
	note.topic = subscription.topic;
	return { webhookSubscription: toSubscription(subscription), userErrors: [] };
}

export function webhookSubscriptionDelete(args: Arguments, call: Call): Fields {
	const known = own(String(args.id), call);
	if (!known) return refuse('Webhook subscription does not exist.', ['id']);
	removeSubscription(call.state.webhooks, known.id);
	call.note.subscriptionId = known.id;
	return { deletedWebhookSubscriptionId: known.id, userErrors: [] };
}

function own(id: string, { state, app }: Call): SubscriptionRecord | undefined {
	const known = state.webhooks.subscriptions.get(id);
	return known?.app === app ? known : undefined;
}

function refuseLeftOut({ format, filter, includeFields, metafieldNamespaces, metafields }: SubscriptionInput): void {
	if (format === 'XML') throw notImitated('webhooks in XML');
	if (filter != null && filter !== '') throw notImitated('webhooks with a filter');
	if (metafieldNamespaces?.length || metafields?.length) throw notImitated('webhooks with metafields');
	if (includeFields?.some((field) => field.includes('.')))
		throw notImitated('webhooks with fields below the first level');
}

function problemOf(uri: string, name: string | null | undefined): Fields | undefined {
	if (name != null && !/^[A-Za-z0-9_-]{1,50}$/.test(name)) {
		const message =
			'Name must be at most 50 characters long and contain letters, digits, underscores and hyphens only.';
		return refuse(message, [...FIELD, 'name']);
	}
	if (uri === '') return refuse("Address can't be blank", [...FIELD, 'uri']);
	if (/^(pubsub:|arn:)/.test(uri)) throw notImitated('webhooks to Pub/Sub and EventBridge');
	if (isLoopback(uri)) return undefined;
	if (!URL.canParse(uri)) return refuse('Address is invalid', [...FIELD, 'uri']);
	const { protocol } = new URL(uri);
	if (protocol !== 'https:') return refuse(`Address protocol ${protocol}// is not supported`, [...FIELD, 'uri']);
	throw new GraphQLError(`SANDBOX "shopify" SENDS WEBHOOKS TO THIS MACHINE ONLY, not to ${new URL(uri).host}`, {
		extensions: { code: 'SANDBOX_REFUSED_ADDRESS' },
	});
}

function takenProblem({ state, app }: Call, topic: string, uri: string, except?: string): Fields | undefined {
	const taken = [...state.webhooks.subscriptions.values()].some(
		(each) => each.app === app && each.topic === topic && each.uri === uri && each.id !== except,
	);
	return taken ? refuse('Address for this topic has already been taken', [...FIELD, 'uri']) : undefined;
}

/** One subscription as `WebhookSubscription`. */
function toSubscription(subscription: SubscriptionRecord): Fields {
	const { id, topic, uri, name, includeFields, createdAt, updatedAt } = subscription;
	return {
		__typename: 'WebhookSubscription',
		id,
		legacyResourceId: numericId(id),
		topic,
		uri,
		callbackUrl: uri,
		endpoint: { __typename: 'WebhookHttpEndpoint', callbackUrl: uri },
		name,
		format: 'JSON',
		filter: '',
		includeFields,
		metafieldNamespaces: [],
		metafields: [],
		apiVersion: { handle: '2026-10', displayName: '2026-10', supported: true },
		createdAt,
		updatedAt,
	};
}

function page(args: Arguments, call: Call): unknown {
	if (args.query != null) throw notImitated('webhookSubscriptions(query)');
	const topics = args.topics as readonly string[] | null | undefined;
	const uri = args.uri ?? args.callbackUrl;
	const found = [...call.state.webhooks.subscriptions.values()].filter(
		(each) =>
			each.app === call.app &&
			(topics == null || topics.length === 0 || topics.includes(each.topic)) &&
			(uri == null || each.uri === uri) &&
			(args.format == null || args.format === 'JSON'),
	);
	const placed = found.map((each) => {
		const number = Number(numericId(each.id));
		const place: Place = args.sortKey === 'ID' ? [number] : [each.createdAt, number];
		return { node: each, place };
	});
	return toConnection(placed, args, `webhookSubscriptions ${String(args.sortKey)}`, toSubscription);
}

export const SUBSCRIPTION_QUERIES: Readonly<Record<string, Resolver>> = {
	webhookSubscription: (args, call) => {
		const known = own(String(args.id), call);
		return known ? toSubscription(known) : null;
	},
	webhookSubscriptions: page,
};
