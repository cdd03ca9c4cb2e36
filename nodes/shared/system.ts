import type { INodeProperties } from 'n8n-workflow';

import type { Kind, KindMap } from '../../core/model/kinds';
import type { DocumentTarget, Problem } from '../../core/ports';
import type { Http } from '../../transport/http';

/*
 * The shape every system fills in. What a system provides is what its node can do: the pickers, the execution and
 * the README's table are all drawn from here.
 */

export type CredentialValues = Readonly<Record<string, unknown>>;

/** What an operation is given to work with. */
export interface OperationContext {
	readonly http: Http;
	/** The vendor's own identifier of the account behind the credential. */
	readonly account: string;
	readonly credential: CredentialValues;
	/** The workflow's time zone, for dates without one. */
	readonly timezone: string;
	/** This run's moment, ISO 8601 UTC. */
	readonly now: string;
	/** A parameter of the node for the first item; ends the run with SETUP_PARAMETER when it cannot be read. */
	param<T>(name: string, fallback?: T): T;
	/** A remark shown above the node's output. */
	hint(text: string): void;
	/** Ends the run when it was cancelled. */
	checkCancelled(): void;
}

/** What a sweep asks of the ledger; absent when the operator reads without it. */
export interface Sweep {
	/** From when on to ask the source, ISO 8601 UTC. */
	readonly since: string;
	/** The ids among these that are not settled at that updatedAt. */
	unsettled(records: ReadonlyArray<{ id: string; updatedAt: string }>): Promise<ReadonlySet<string>>;
	/** Prolongs the sweep's lease; called once a page. */
	stillOurs(): Promise<void>;
}

export interface ListContext extends OperationContext {
	/** At most so many records; Infinity means all. */
	readonly limit: number;
	readonly includeRaw: boolean;
	/** *Changed After* of the operation's filters, ISO 8601 UTC; absent where the operator set none. */
	readonly changedAfter?: string;
	readonly sweep?: Sweep;
}

interface OperationBase {
	readonly resource: string;
	readonly resourceName: string;
	readonly operation: string;
	readonly operationName: string;
	/** Sentence case, shown in n8n's node picker. */
	readonly action: string;
	readonly description: string;
	/** Shown for this operation only; `describe.ts` adds the display rule. */
	readonly fields: readonly INodeProperties[];
	/** Scopes the vendor asks for, for Check Connection and the README. */
	readonly scopes?: readonly string[];
}

/** Reads records whose ids come in with the items. */
export interface FetchOperation<K extends Kind = Kind> extends OperationBase {
	readonly does: 'fetch';
	readonly kind: K;
	/** How many ids go to `fetch` at most. */
	readonly batchLimit: number;
	/** The vendor's id from what an operator types or an item holds; undefined when it is none. */
	idOf(text: string): string | undefined;
	fetch(
		context: OperationContext & { readonly includeRaw: boolean },
		ids: readonly string[],
	): Promise<ReadonlyMap<string, KindMap[K] | Problem>>;
}

/** Reads many records, page by page. */
export interface ListOperation<K extends Kind = Kind> extends OperationBase {
	readonly does: 'list';
	readonly kind: K;
	/** Whether *Skip What Is Settled* can be offered. */
	readonly sweeps: boolean;
	/** A record that cannot be read is a problem among the others. */
	list(context: ListContext): AsyncIterable<ReadonlyArray<KindMap[K] | Problem>>;
}

/** Writes one document per record. */
export interface WriteOperation<K extends Kind = Kind> extends OperationBase {
	readonly does: 'write';
	readonly kind: K;
	target(context: OperationContext): Promise<DocumentTarget<KindMap[K], unknown>>;
	/** What this target adds to the gate before every order write (decision 17). */
	orderRules?(context: OperationContext): {
		readonly onlyPhysical: boolean;
		readonly cashOnDeliveryMethods: readonly string[];
	};
}

/** Answers one item about the account itself. */
export interface CheckOperation extends OperationBase {
	readonly does: 'check';
	check(context: OperationContext): Promise<Record<string, unknown>>;
}

export type Operation = FetchOperation | ListOperation | WriteOperation | CheckOperation;

export interface System {
	/** As it stands in `origin.system` and in routes; also the name of its node type. */
	readonly id: string;
	/** In the operator's words. */
	readonly label: string;
	/** n8n's name of the credential type. */
	readonly credential: string;
	/** The address requests go to, from the credential; https or loopback is checked by `n8n-http.ts`. */
	address(credential: CredentialValues): string;
	/** The vendor's own identifier of the account, or why the credential does not name one. */
	account(credential: CredentialValues): { readonly id: string } | { readonly problem: Problem };
	readonly operations: readonly Operation[];
}
