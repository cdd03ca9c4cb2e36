/*
 * What automation rules send: one POST for each record, JSON, no signature, no second try (seen on 17 to 19). 19 sends
 * after the commit. 17 and 18 send before it, so that a receiver that reads at once finds the record as it was; here all
 * of them go out after it, and a stale read shows what such a receiver sees.
 */
import type { WebhookDelivery } from '../../../sandbox/kit';

import { domainTest } from './domain';
import type { Env, Rec } from './env';
import { isMany } from './fields';
import { fieldsOf, knownModel, type Shown } from './schema';
import type { Context } from './state';
import { isText } from './values';

interface Watch {
	readonly rule: Rec;
	readonly model: string;
	/** What the records of its model were before the call. */
	readonly before: ReadonlyMap<number, Before>;
}

interface Before {
	readonly matched: boolean;
	/** Of the fields that set the rule off, and of those that go out as they were. */
	readonly values: string;
	readonly dateDone: unknown;
}

/** Looks at what the rules watch. Nothing where there is no rule. */
export function watch(env: Env): Watch[] {
	if (!env.state.tables.has('base.automation')) return [];
	return env
		.all('base.automation')
		.filter((rule) => rule.is('active'))
		.flatMap((rule) => {
			const model = rule.one('model_id')?.text('model') ?? '';
			if (knownModel(model, env.version) === undefined) return [];
			const before = new Map(env.all(model).map((record): [number, Before] => [record.id, lookAt(rule, record)]));
			return [{ rule, model, before }];
		});
}

function lookAt(rule: Rec, record: Rec): Before {
	return {
		matched: fits(rule, 'filter_pre_domain', record),
		values: JSON.stringify([
			...triggers(rule, record).map(({ column }) => record.get(column)),
			watchesAll(rule) ? record.writtenMs() : 0,
		]),
		dateDone: record.model.fields['date_done'] ? record.get('date_done') : false,
	};
}

const watchesAll = (rule: Rec): boolean => (rule.get('trigger_field_ids') as number[]).length === 0;

function triggers(rule: Rec, record: Rec): Shown[] {
	const shown = fieldsOf(record.model, rule.env.version);
	return rule.many('trigger_field_ids').flatMap((field) => shown.get(field.text('name')) ?? []);
}

function fits(rule: Rec, column: string, record: Rec): boolean {
	const text = rule.get(column);
	if (!isText(text)) return true;
	return domainTest(rule.env, record.model, fromPython(text))(record);
}

/** `[('state','=','done')]`: a Python literal of lists, texts, numbers and truths. */
export function fromPython(text: string): unknown {
	const tokens = text.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[[\](),]|[^\s[\](),]+/g) ?? [];
	const words = tokens.map((token) => {
		if (token === '(') return '[';
		if (token === ')') return ']';
		if (token.startsWith("'")) return JSON.stringify(token.slice(1, -1).replaceAll("\\'", "'"));
		return { True: 'true', False: 'false', None: 'null' }[token] ?? token;
	});
	return JSON.parse(words.join('').replace(/,\]/g, ']'));
}

/** What changed since is told to those who wanted to know. */
export function tell(env: Env, watches: readonly Watch[]): void {
	for (const { rule, model, before } of watches) {
		if (!rule.exists()) continue;
		const hears = rule.text('trigger');
		for (const record of env.all(model)) {
			const was = before.get(record.id);
			const isHeard = was === undefined ? /create/.test(hears) : /write/.test(hears) && isChanged(rule, record, was);
			if (isHeard && (was?.matched ?? true) && fits(rule, 'filter_domain', record)) send(env, rule, record, was);
		}
	}
}

function isChanged(rule: Rec, record: Rec, was: Before): boolean {
	return lookAt(rule, record).values !== was.values;
}

function send(env: Env, rule: Rec, record: Rec, was: Before | undefined): void {
	for (const action of rule.many('action_server_ids').filter((each) => each.get('state') === 'webhook')) {
		const shown = fieldsOf(record.model, env.version);
		const wanted = action.many('webhook_field_ids').flatMap((field) => shown.get(field.text('name')) ?? []);
		const values = wanted
			.map(({ name, column, field }) => [name, bare(record, column, isMany(field.type), was)] as const)
			.sort(([a], [b]) => (a < b ? -1 : 1));
		const body = {
			_action: `${action.text('name')}(#${action.id})`,
			_id: record.id,
			_model: record.model.name,
			...Object.fromEntries(values),
			id: record.id,
		};
		const before = env.state.deliveries;
		env.state.deliveries = [
			...before,
			{
				id: `automation ${env.context.nextId('delivery')}`,
				url: action.text('webhook_url'),
				topic: `${record.model.name} ${rule.text('trigger')}`,
				body: JSON.stringify(body),
				rule: String(rule.id),
				dueMs: env.clock.now(),
			},
		];
		env.undo.push(() => void (env.state.deliveries = before));
	}
}

/** Relations are bare ids; the date a transfer was done is still unset (seen on 17 to 19). */
function bare(record: Rec, column: string, many: boolean, was: Before | undefined): unknown {
	if (column === 'date_done' && was !== undefined) return was.dateDone;
	if (many) return record.many(column).map(({ id }) => id);
	return record.one(column)?.id ?? record.get(column);
}

export function dueDeliveries({ state, clock }: Context): readonly WebhookDelivery[] {
	const now = clock.now();
	return state.deliveries
		.filter(({ dueMs }) => dueMs <= now)
		.map(({ id, url, topic, body, rule }) => ({
			id,
			url,
			topic,
			body,
			subscription: rule,
			headers: { 'Content-Type': 'application/json', 'User-Agent': 'python-requests/2.28.1', Accept: '*/*' },
		}));
}

/** Whatever became of it: it is not sent again. */
export function settleDelivery(id: string, _outcome: unknown, { state }: Context): void {
	state.deliveries = state.deliveries.filter((each) => each.id !== id);
}
