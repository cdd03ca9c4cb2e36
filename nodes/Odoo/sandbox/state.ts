/*
 * What this Odoo remembers. Survives `v8.serialize`: plain objects and Maps only.
 */
import type { SandboxContext } from '../../../sandbox/kit';

/** A record: its columns, and its id. What was never set is absent. */
export type Row = { readonly id: number } & Record<string, unknown>;

export interface Key {
	readonly userId: number;
	/** The end of its life, by the sandbox's clock; never when absent. */
	readonly endsMs?: number;
}

/** A webhook of an automation rule on its way. */
export interface WaitingDelivery {
	readonly id: string;
	readonly url: string;
	readonly topic: string;
	readonly body: string;
	readonly rule: string;
	/** Before the change it tells of is committed, as 17 and 18 send it; 0 when it may go at once. */
	readonly dueMs: number;
}

export interface State {
	readonly database: string;
	readonly tables: Map<string, Map<number, Row>>;
	/** The last id given to a record of a model; never given twice. */
	readonly lastIds: Map<string, number>;
	/** The last number drawn from a sequence; never given back, whatever became of the call. */
	readonly sequences: Map<string, number>;
	readonly keys: Map<string, Key>;
	deliveries: WaitingDelivery[];
	/** Languages that are switched on, by code. */
	readonly languages: string[];
	/** External ids of which the next loads lose the race against another worker's. */
	readonly contested: { times: number };
}

export type Context = SandboxContext<State>;

/** What people in Odoo do: POST /_sandbox/change. Throws a sentence for an input that cannot be. */
export type Change = (input: Record<string, unknown>, context: Context) => unknown;
