import type { IDataObject } from 'n8n-workflow';

import type { Stage } from './stage';

/*
 * What the matrix must know of one write operation. `recipes/` has a file a system; each exports its list as `recipes`.
 */

/** Which reading of the record comes in: the older one may come in late, the newer one is how things are. */
export type Which = 'older' | 'newer';

/** One way in which the vendor may behave where nobody has seen what it does (decision 14). */
export interface Answer {
	readonly name: string;
	/** Options of the sandbox the operation writes to. */
	readonly options: Readonly<Record<string, string>>;
	/**
	 * By play, what is still promised with the ledger off where only memory could tell a repeat. Absent where the vendor
	 * keeps a second document out, or shows it: exactly one is promised without a ledger too.
	 */
	readonly withoutLedger?: Readonly<Record<string, string>>;
}

export interface Recipe {
	/** `ogoship order/upsert`: node, resource and operation as the package has them. */
	readonly operation: string;
	/** Resource and operation apart. */
	readonly parameters?: IDataObject;
	/** The sandbox's name of the request that writes the newer reading when nothing stands there yet. */
	readonly write: string;
	/** Of the request that carries the newer reading over to what the older one made; absent where there is none. */
	readonly change?: string;
	/** Of requests that write a part of it besides, where one that is tried in this recipe is not alone. */
	readonly parts?: readonly string[];
	/** Of the requests that look for what stands there, the first to come first; none where no call tells. */
	readonly looks: readonly string[];
	/** True where the operation refuses to work with the ledger off; it must then say so, and send nothing. */
	readonly needsLedger?: true;
	/** Absent where the vendor's answers are known. */
	readonly answers?: readonly Answer[];
	/** What has happened at shop and warehouse before the record comes in; on fresh sandboxes. */
	prepare?(stage: Stage): Promise<void>;
	/** The two readings, as the operator's workflow would have read them; asked once, on fresh and prepared sandboxes. */
	readings(stage: Stage): Promise<Readonly<Record<Which, IDataObject>>>;
	/** A reading as it is when it is read at this moment; absent where its time plays no part. */
	readNow?(reading: IDataObject, at: Date): IDataObject;
	/** What stands there for the record, however it came there: of each document whether it says what the reading says. */
	documents(stage: Stage, reading: IDataObject): boolean[];
	/**
	 * The same operation where it writes with another request, by the case: its plays belong to the same cells, so that
	 * the matrix still counts operations.
	 */
	readonly also?: Readonly<Record<string, Recipe>>;
	/** How webhooks lead to the operation; absent where no template has them. */
	readonly webhooks?: WebhookRecipe;
}

export interface WebhookRecipe {
	/** The trigger node's type and events, and the operation that reads what a webhook names. */
	readonly trigger: string;
	readonly events: readonly string[];
	readonly read: IDataObject;
	/** Makes the older reading true, then the newer one, so that the sandbox has something to tell each time. */
	happen(stage: Stage): Promise<void>;
}
