import { parseExactly } from '../../../core/model/exact-json';

/*
 * What is listened to in Odoo, and what a message says.
 */

/** What a rule is made of, by topic. */
export interface Topic {
	readonly model: string;
	/** The field whose change starts the rule. */
	readonly field: string;
	/** Which records the rule is for, before and after the change, as Odoo writes domains. */
	readonly before: string;
	readonly after: string;
}

/**
 * A delivery that is done, its tracking that comes later (which starts no rule on the state, observed), and an order that
 * is confirmed.
 */
export const TOPICS: Readonly<Record<string, Topic>> = {
	'picking.done': {
		model: 'stock.picking',
		field: 'state',
		before: "[('state','!=','done')]",
		after: "[('state','=','done'),('picking_type_id.code','=','outgoing')]",
	},
	'picking.tracking': {
		model: 'stock.picking',
		field: 'carrier_tracking_ref',
		before: '[]',
		after: "[('state','=','done'),('carrier_tracking_ref','!=',False),('picking_type_id.code','=','outgoing')]",
	},
	'order.confirmed': {
		model: 'sale.order',
		field: 'state',
		before: "[('state','!=','sale')]",
		after: "[('state','=','sale')]",
	},
};

const NAME = /^Commerce Bridge ([a-z.]+) ([0-9a-f]{32})$/;

/** The name of a rule's action, which every message quotes. */
export const nameOf = (topic: string, mark: string) => `Commerce Bridge ${topic} ${mark}`;

/** Topic and mark in the name of an action; undefined for one of somebody else's. */
export function nameIn(name: string): { readonly topic: string; readonly mark: string } | undefined {
	const [, topic, mark] = NAME.exec(name) ?? [];
	return topic === undefined || mark === undefined ? undefined : { topic, mark };
}

/** Topic and mark in a message: `_action` is the action's name with its number, "Name(#461)". */
export function actionIn(body: string): { readonly topic: string; readonly mark: string } | undefined {
	const { _action: action } = bodyOf(body);
	return typeof action === 'string' ? nameIn(action.replace(/\(#\d+\)$/, '')) : undefined;
}

/** The record a message is about; undefined when it names none, or one of another model than the topic's. */
export function toSubject(topic: string, body: string): { readonly id: string; readonly number?: string } | undefined {
	const { _id: id, _model: model, name } = bodyOf(body);
	if (model !== TOPICS[topic]?.model || typeof id !== 'string' || !/^[1-9]\d*$/.test(id)) return undefined;
	return { id, ...(typeof name === 'string' && name !== '' ? { number: name } : {}) };
}

function bodyOf(body: string): Record<string, unknown> {
	try {
		const parsed = parseExactly(body);
		return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}
