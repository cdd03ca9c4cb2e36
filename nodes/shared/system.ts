import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Kind, KindMap } from '../../core/model/kinds';
import type { DocumentTarget, LevelTarget, Problem } from '../../core/ports';
import type { CallClass } from '../../core/sync/budget';
import type { Http } from '../../transport/http';
import type { FormFile } from '../../transport/multipart';

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
	/** From when on to ask the source, ISO 8601 UTC; the beginning of time where all there ever was is wanted. */
	readonly since: string;
	/**
	 * The ids among these that are not settled at that updatedAt; an updatedAt is ISO 8601 UTC with milliseconds, or
	 * empty where the source names none (then a record once settled stays so).
	 */
	unsettled(records: ReadonlyArray<{ id: string; updatedAt: string }>): Promise<ReadonlySet<string>>;
	/** Prolongs the sweep's lease; called once a page. */
	stillOurs(): Promise<void>;
	/** Told when the list was read to its end, with how many records it put out. */
	completed(count: number): Promise<void>;
}

/** What a write is given besides: parameters as they stand for the very item a record came in with. */
export interface WriteContext extends OperationContext {
	/** The records that came in and can be written, of the operation's kind. */
	readonly records: readonly object[];
	/** Ends the run with SETUP_PARAMETER when it cannot be read. */
	paramFor<T>(record: object, name: string, fallback?: T): T;
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
	/** What its calls are for, where the system has a budget; absent where its kind says so (`budget.ts`). */
	readonly callClass?: CallClass;
}

/** Reads records whose ids come in with the items. */
export interface FetchOperation<K extends Kind = Kind> extends OperationBase {
	readonly does: 'fetch';
	readonly kind: K;
	/** How many ids go to `fetch` at most. */
	readonly batchLimit: number;
	/**
	 * The vendor's id from what an operator types or an item holds; undefined when it is none. `number` is what the item
	 * calls the record, for a vendor that finds records by that alone.
	 */
	idOf(text: string, number?: string): string | undefined;
	fetch(
		context: OperationContext & { readonly includeRaw: boolean },
		ids: readonly string[],
	): Promise<ReadonlyMap<string, KindMap[K] | Problem>>;
}

/**
 * Reads many records, page by page. *Output Summary* comes with it: the item by which a comparison knows that the list
 * is whole.
 */
export interface ListOperation<K extends Kind = Kind> extends OperationBase {
	readonly does: 'list';
	readonly kind: K;
	/** Whether *Skip What Is Settled* can be offered. */
	readonly sweeps: boolean;
	/**
	 * Whether a sweep reaches back to the very first record until all of them are settled once: for master data
	 * (products), where an old record matters as much as a new one.
	 */
	readonly sweepsWhole?: boolean;
	/** What *Changed After* leaves out the rest of, as its description says it: "orders"; absent where it cannot be asked. */
	readonly changed?: string;
	/** Further entries of *Filters*. */
	readonly filters?: readonly INodeProperties[];
	/** Whether records have a raw form worth adding; true when absent. */
	readonly raw?: boolean;
	/** A record that cannot be read is a problem among the others. */
	list(context: ListContext): AsyncIterable<ReadonlyArray<KindMap[K] | Problem>>;
}

/** Writes one document per record. */
export interface WriteOperation<K extends Kind = Kind> extends OperationBase {
	readonly does: 'write';
	readonly kind: K;
	/**
	 * False for a change that asks the target every time and needs no memory (tags): no Ledger field is shown then.
	 * True when absent.
	 */
	readonly remembers?: boolean;
	/** False for an order operation that forwards nothing (cancel, tags): no start of the route, no payment statuses. */
	readonly forwards?: boolean;
	/** What a record must be before it goes, besides the rules of its kind; absent means nothing more. */
	judge?(
		record: KindMap[K],
		context: OperationContext,
	): { readonly held: Problem } | { readonly problem: Problem } | undefined;
	target(context: WriteContext): Promise<DocumentTarget<KindMap[K], unknown>>;
	/** What this target adds to the gate before every order write (decision 17). */
	orderRules?(context: OperationContext): {
		readonly onlyPhysical: boolean;
		readonly cashOnDeliveryMethods: readonly string[];
		/** What this target keeps without acting on it, as the gate says. */
		readonly takesRisky?: boolean;
		readonly takesCancelled?: boolean;
		/** Whether nothing more is asked of an order that was written here once its payment was given back whole. */
		readonly endsWhenRefunded?: boolean;
	};
}

/** Sets stock levels; the figures, the brake and the first run's preview are the same for every system. */
export interface SetLevelsOperation extends OperationBase {
	readonly does: 'setLevels';
	readonly kind: 'stockLevel';
	/** Figures of the target that can be set; the first is the default. `onHand` needs what the source has reserved. */
	readonly figures: ReadonlyArray<'onHand' | 'available'>;
	/** The target keeps one figure for all of its places: neither place nor figure is asked for. */
	readonly onePlace?: true;
	target(context: OperationContext, figure: 'onHand' | 'available'): Promise<LevelTarget>;
}

/** Answers one item about the account itself. */
export interface CheckOperation extends OperationBase {
	readonly does: 'check';
	check(context: OperationContext): Promise<Record<string, unknown>>;
}

/** What became of a call of the operator's own. */
export type Called =
	| { readonly answer: Record<string, unknown> }
	/** `vendorText` is for the item shown now, never stored. */
	| { readonly problem: Problem; readonly vendorText?: string };

export interface CallContext extends OperationContext {
	/** The file that the item carries in that field; undefined where it carries none there, or one above so many bytes. */
	binary(field: string, mostBytes: number): Promise<FormFile | undefined>;
}

/**
 * Does once for each item what no kind of record covers, as the operator spells it out. Nothing is looked for and nothing
 * remembered; `param` reads for the item.
 */
export interface CallOperation extends OperationBase {
	readonly does: 'call';
	/** With `preview` the answer is what would be sent. */
	call(context: CallContext, preview: boolean): Promise<Called>;
}

/**
 * Passes records on as they are or as the operator lets them go, and names why others may not; asks nobody. What comes
 * out is a record again, so that the node after it writes it.
 */
export interface JudgeOperation<K extends Kind = Kind> extends OperationBase {
	readonly does: 'judge';
	readonly kind: K;
	judge(record: KindMap[K], context: OperationContext): { readonly pass: KindMap[K] } | { readonly problem: Problem };
}

export type Operation =
	| FetchOperation
	| ListOperation
	| WriteOperation
	| SetLevelsOperation
	| CheckOperation
	| CallOperation
	| JudgeOperation;

/** What a picker of the editor asks of a system while a node is being set up. */
export interface PickerContext {
	readonly http: Http;
	readonly account: string;
	readonly credential: CredentialValues;
}

/** A way to sign in, where a system has several. */
export interface SignIn {
	/** As the node's *Sign-In* keeps it. */
	readonly value: string;
	readonly name: string;
	readonly description?: string;
	/** n8n's name of the credential type. */
	readonly credential: string;
	/** The header an OAuth2 token goes in besides Authorization. */
	readonly tokenHeader?: string;
}

/** That the vendor counts an account's calls by the month, and refuses all of them once its plan's are used. */
export interface CallBudget {
	/** The credential's field for the number of calls that the plan has; may be empty, then nothing is refused. */
	readonly field: string;
	/** The field as the operator sees it. */
	readonly fieldName: string;
}

export interface System {
	/** As it stands in `origin.system` and in routes; also the name of its node type. */
	readonly id: string;
	/** In the operator's words. */
	readonly label: string;
	/** n8n's name of the credential type. */
	readonly credential: string;
	/** The ways to sign in, where there are several; the first is the default and names `credential`. */
	readonly signIns?: readonly SignIn[];
	/** The address requests go to, from the credential; https or loopback is checked by `n8n-http.ts`. */
	address(credential: CredentialValues): string;
	/** The vendor's own identifier of the account, or why the credential does not name one. */
	account(credential: CredentialValues): { readonly id: string } | { readonly problem: Problem };
	/**
	 * For an account with a monthly allowance of calls. All its nodes then have the field *Ledger*, and with it the
	 * ledger's credential, which a node's own file declares.
	 */
	readonly budget?: CallBudget;
	readonly operations: readonly Operation[];
	/** Pickers by name (`locations`), for fields with that `loadOptionsMethod`. An empty answer means there is nothing. */
	readonly pickers?: Readonly<Record<string, (context: PickerContext) => Promise<INodePropertyOptions[]>>>;
}
