import type {
	IDataObject,
	IHookFunctions,
	INodeProperties,
	INodeType,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import type { Kind } from '../../core/model/kinds';
import type { Problem } from '../../core/ports';
import { runProblem } from '../../core/sync/run';
import type { Refusal } from './address';
import { budgetFields } from './budget';
import { isThisMachine, refuseCallback } from './callback';
import { faultTrace, reasonOf } from './problems';
import { signInFields } from './sign-in';
import type { CredentialValues, PickerContext, System } from './system';
import { accountOf, chosenEvents, connected, inPlainWords } from './trigger-context';

/*
 * Webhook triggers (decision 15): a webhook is a hint that something happened, the sweep is the truth. What comes in is
 * verified over its raw bytes and put out as the id of the record to read again; nothing is mapped, nothing is dropped,
 * and nothing about subscriptions is remembered here: the vendor's own list is asked.
 */

/** Something an operator can listen to. */
export interface TriggerEvent {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	/** The kind of the record that is to be read again. */
	readonly kind: Kind;
	/** As the vendor's subscriptions spell it; no two events share a topic. */
	readonly topics: readonly string[];
}

/** A subscription to one topic, as the vendor lists it. */
export interface Subscription {
	readonly id: string;
	readonly topic: string;
	/** False when it would not send what this package subscribes to. */
	readonly intact: boolean;
}

/** A request as it came in; names of headers are lower case. */
export interface Delivery {
	readonly raw: Uint8Array;
	readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What a delivery must be for. */
export interface Expected {
	readonly account: string;
	readonly credential: CredentialValues;
	readonly callbackUrl: string;
	readonly topics: readonly string[];
}

/** What a delivery says of itself; null where it says nothing. */
export interface Stamp {
	readonly id: string | null;
	readonly eventId: string | null;
	/** ISO 8601 UTC. */
	readonly triggeredAt: string | null;
	/** In the vendor's spelling. */
	readonly topic: string;
	readonly name?: string;
}

export type Verdict =
	/** `topic` as subscriptions spell it. */
	| { readonly topic: string; readonly stamp: Stamp }
	/** What does not fit, for the log. */
	| { readonly refused: 'signature' | 'account' | 'topic' };

/** What a system's webhook trigger consists of. */
export interface SystemTrigger {
	readonly system: System;
	readonly events: readonly TriggerEvent[];
	/** Why deliveries to this account could not be verified; undefined when they can. */
	secretProblem(credential: CredentialValues): Problem | undefined;
	/** The subscriptions of exactly this address. */
	list(context: PickerContext, callbackUrl: string): Promise<Subscription[]>;
	subscribe(context: PickerContext, callbackUrl: string, topic: string): Promise<void>;
	/** Makes a subscription send what this package subscribes to. */
	repair(context: PickerContext, callbackUrl: string, subscription: Subscription): Promise<void>;
	/** One that is not there is done. */
	unsubscribe(context: PickerContext, id: string): Promise<void>;
	/** Whether a delivery is genuine and expected. Pure. */
	verify(delivery: Delivery, expected: Expected): Verdict;
	/** The record a genuine delivery is about, ids as they stand in its text; undefined when none can be read. Pure. */
	subject(topic: string, body: string): { readonly id: string; readonly number?: string } | undefined;
}

// ------------------------------------------------------------------ in the editor

/** The fields of a trigger's panel. */
export function triggerFields(trigger: SystemTrigger): INodeProperties[] {
	return [
		...signInFields(trigger.system),
		{
			displayName:
				'This trigger puts out which record changed: put the node after it that reads the record (Get, or Get Many with its ID). A message can be lost, so keep a schedule that reads what is open beside it. When n8n was away for hours, or the credential was changed, unpublish and publish the workflow.',
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
			options: trigger.events
				.map(({ name, value, description }) => ({ name, value, description }))
				.sort((a, b) => a.name.localeCompare(b.name)),
			description: 'What to listen to',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'hidden',
			// By this n8n leaves the body of a request unread, for us to verify its bytes before anybody parses them.
			default: { binaryData: true },
			description: 'How n8n takes a request',
		},
		...budgetFields(trigger.system),
	];
}

// ------------------------------------------------------------------ subscriptions

/** What n8n calls when a workflow is published, tested and taken back. */
export function webhookMethods(trigger: SystemTrigger): NonNullable<INodeType['webhookMethods']> {
	return {
		default: {
			async checkExists(this: IHookFunctions) {
				return await withSubscriptions(this, trigger, async (work) => {
					const { missing, broken, surplus } = await differences(this, trigger, work);
					return missing.length + broken.length + surplus.length === 0;
				});
			},
			async create(this: IHookFunctions) {
				return await withSubscriptions(this, trigger, async (work) => {
					const { url, missing, broken, surplus } = await differences(this, trigger, work);
					for (const topic of missing) await trigger.subscribe(work, url, topic);
					for (const subscription of broken) await trigger.repair(work, url, subscription);
					for (const { id } of surplus) await trigger.unsubscribe(work, id);
					return true;
				});
			},
			async delete(this: IHookFunctions) {
				return await withSubscriptions(this, trigger, async (work) => {
					const url = callbackUrlOf(this);
					// n8n also calls this after an activation that failed; nobody can have subscribed to such an address.
					if (unreachable(trigger.system, work.credential, url)) return true;
					const own = await trigger.list(work, url);
					for (const { id } of own) await trigger.unsubscribe(work, id);
					return true;
				});
			},
		},
	};
}

/** Works on the subscriptions of the account behind a trigger. */
async function withSubscriptions<T>(
	context: IHookFunctions,
	{ system }: SystemTrigger,
	work: (connection: PickerContext) => Promise<T>,
): Promise<T> {
	return await inPlainWords(context, async () => await connected(context, system, work));
}

/** What separates the vendor's subscriptions of this very address from the events that were chosen. */
async function differences(context: IHookFunctions, trigger: SystemTrigger, work: PickerContext) {
	const topics = chosenTopics(context, trigger);
	const url = callbackUrlOf(context);
	const reason = unreachable(trigger.system, work.credential, url);
	if (reason) throw runProblem({ code: 'SETUP_WEBHOOK_ADDRESS', params: { system: trigger.system.label, reason } });
	const problem = trigger.secretProblem(work.credential);
	if (problem) throw runProblem(problem);
	const own = await trigger.list(work, url);
	const first = topics.flatMap((topic) => own.find((each) => each.topic === topic) ?? []);
	return {
		url,
		missing: topics.filter((topic) => !own.some((each) => each.topic === topic)),
		broken: first.filter(({ intact }) => !intact),
		surplus: own.filter((each) => !first.includes(each)),
	};
}

function chosenTopics(context: IHookFunctions | IWebhookFunctions, trigger: SystemTrigger): string[] {
	return chosenEvents(context, trigger.events).flatMap(({ topics }) => topics);
}

/** The test address while a workflow is being tested, else the one for production. */
function callbackUrlOf(context: IHookFunctions): string {
	return context.getNodeWebhookUrl('default') ?? '';
}

/** Why the service cannot send to this n8n; undefined when it can. */
function unreachable(system: System, credential: CredentialValues, url: string): Refusal {
	// A service on this machine is a sandbox, and reaches this machine.
	return refuseCallback(url, credential.allowUnencrypted === true || isThisMachine(system.address(credential)));
}

// ------------------------------------------------------------------ deliveries

export type RawRequest = { rawBody?: unknown; readRawBody?(): Promise<void> };

/**
 * Takes a delivery: 401 for one that is not genuine or not expected, and no execution; else n8n stores an execution
 * with the hint and answers 200. Content never makes it answer anything else.
 */
export async function receive(context: IWebhookFunctions, trigger: SystemTrigger): Promise<IWebhookResponseData> {
	const node = context.getNode().name;
	let expected: Expected;
	try {
		expected = await expectedOf(context, trigger);
	} catch (thrown) {
		// Without the secret nobody can say whether it is genuine; a service tries again later after a 5xx.
		context.logger.error(`n8n-nodes-commerce-bridge: "${node}" cannot verify deliveries: ${faultTrace(thrown)}`);
		return answer(context, 503, 'not set up');
	}
	const raw = await rawBodyOf(context.getRequestObject() as RawRequest);
	if (raw === 'unreadable') return answer(context, 413, 'too large or cut off');
	const verdict = trigger.verify({ raw, headers: headersOf(context) }, expected);
	if ('refused' in verdict) {
		context.logger.warn(`n8n-nodes-commerce-bridge: "${node}" refused a delivery: wrong ${verdict.refused}`);
		return answer(context, 401, 'refused');
	}
	return { workflowData: [[{ json: hintOf(trigger, verdict, raw, expected.account) }]] };
}

async function expectedOf(context: IWebhookFunctions, trigger: SystemTrigger): Promise<Expected> {
	const { account, credential } = await accountOf(context, trigger.system);
	// Older versions of n8n only know the production address here.
	const served = (context as Partial<IWebhookFunctions>).getWebhookResourceUrl?.call(context, 'default');
	const callbackUrl = served ?? context.getNodeWebhookUrl('default') ?? '';
	return { account, credential, callbackUrl, topics: chosenTopics(context, trigger) };
}

/** The bytes of a request as they came. */
export async function rawBodyOf(request: RawRequest): Promise<Uint8Array | 'unreadable'> {
	try {
		if (request.rawBody === undefined) await request.readRawBody?.();
	} catch {
		return 'unreadable';
	}
	// Not `instanceof`: n8n's bytes may come from another realm.
	return ArrayBuffer.isView(request.rawBody) ? (request.rawBody as Uint8Array) : new Uint8Array();
}

function headersOf(context: IWebhookFunctions): Delivery['headers'] {
	const headers = Object.entries(context.getHeaderData());
	return Object.fromEntries(headers.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

/** Answers a request by itself, so that no execution begins. */
export function answer(context: IWebhookFunctions, status: number, text: string): IWebhookResponseData {
	context.getResponseObject().status(status).send(text).end();
	return { noWebhookResponse: true };
}

/** A genuine delivery as an item: which record to read again. One that names none says so, and is not lost. */
function hintOf(
	trigger: SystemTrigger,
	{ topic, stamp }: { readonly topic: string; readonly stamp: Stamp },
	raw: Uint8Array,
	account: string,
): IDataObject {
	const { system, events } = trigger;
	const kind = events.find(({ topics }) => topics.includes(topic))?.kind ?? null;
	const delivery = { ...stamp };
	const subject = subjectOf(trigger, topic, raw);
	if (subject)
		return { kind, origin: { system: system.id, account, ...subject, seenAt: new Date().toISOString() }, delivery };
	const problem: Problem = { code: 'WEBHOOK_UNREADABLE', params: { system: system.label, topic: stamp.topic } };
	return { kind, origin: null, delivery, problem: reasonOf(problem) };
}

/** Whatever a signed body holds, it is read or it is not. */
function subjectOf(trigger: SystemTrigger, topic: string, raw: Uint8Array) {
	try {
		return trigger.subject(topic, new TextDecoder().decode(raw));
	} catch {
		return undefined;
	}
}
