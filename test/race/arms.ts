/*
 * Operators with the same shop, the same day and different ways to bring the warehouse's stock into it.
 */
import type { IDataObject } from 'n8n-workflow';

import { OTHER_SHOP_TAKES } from './schedule';

export interface Arm {
	readonly title: string;
	/** What the operator entered in Stock Level: Set, beside the location; absent for a connector that is not ours. */
	readonly parameters?: IDataObject & {
		readonly levelOptions?: { readonly buffer: number; readonly firstRun: string };
	};
	/** Whether orders are forwarded with the ledger on, so that it knows which units are reserved for this shop. */
	readonly ledger: boolean;
	/** Whether another shop sells from the same warehouse. */
	readonly otherShop: boolean;
	/** Whether it sells what is not there. */
	readonly oversells: boolean;
}

/** Just enough for what the other shop sells between two runs. */
const LEVEL_OPTIONS = { firstRun: 'apply', buffer: OTHER_SHOP_TAKES };

export const ARMS = {
	available: {
		title: 'Available, as it was read',
		parameters: { figure: 'available', ledger: 'off' },
		ledger: false,
		otherShop: false,
		oversells: true,
	},
	onHand: {
		title: 'On Hand, all that is reserved',
		parameters: { figure: 'onHand', reservedFrom: 'source', ledger: 'off' },
		ledger: false,
		otherShop: false,
		oversells: false,
	},
	onHandLedger: {
		title: 'On Hand with the ledger, two shops',
		parameters: { figure: 'onHand', reservedFrom: 'ledger', levelOptions: LEVEL_OPTIONS },
		ledger: true,
		otherShop: true,
		oversells: false,
	},
	/** The wrong choice for two shops: what is reserved for the other one is taken for this one's. */
	onHandTwoShops: {
		title: 'On Hand, all reserved, two shops',
		parameters: { figure: 'onHand', reservedFrom: 'source', ledger: 'off', levelOptions: LEVEL_OPTIONS },
		ledger: false,
		otherShop: true,
		oversells: true,
	},
	/** A connector as they are mostly written; see plain-connector.ts. */
	plain: {
		title: 'Available, by a plain connector',
		ledger: false,
		otherShop: false,
		oversells: true,
	},
} as const satisfies Record<string, Arm>;

export type ArmName = keyof typeof ARMS;
