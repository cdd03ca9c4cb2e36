import type { IDataObject } from 'n8n-workflow';

import leNewBlackSandbox from '../../nodes/LeNewBlack/sandbox';
import type { Options } from './desk';
import { openSystem, type Warehouse } from './warehouse';

/*
 * A showroom alone: Le New Black's sandbox, n8n's folder, and its node over them.
 */

export interface ShowroomState {
	readonly orders: ReadonlyArray<{
		readonly reference: string;
		readonly status: string;
		readonly purchaseOrder: string | null;
		readonly retailer: string;
		readonly items: ReadonlyArray<{ readonly ean13: string | null; readonly quantity: number }>;
	}>;
	readonly stock: ReadonlyArray<{
		readonly ean13: string | null;
		readonly sku: string | null;
		readonly is_blocked: boolean;
		readonly in_stock: number;
		readonly incoming_stock: number | null;
		readonly incoming_stock_date: string | null;
	}>;
	readonly retailers: readonly IDataObject[];
	readonly products: readonly IDataObject[];
	readonly collections: readonly IDataObject[];
	readonly catalogs: readonly IDataObject[];
	readonly documents: readonly IDataObject[];
	readonly prices: readonly IDataObject[];
	readonly files: readonly IDataObject[];
}

export const openShowroom = async (options: Options = {}): Promise<Warehouse> =>
	await openSystem(leNewBlackSandbox, options);

export const stateOf = ({ sandbox }: Warehouse) => sandbox.state() as ShowroomState;

export const stockAt = (showroom: Warehouse, sku: string) => stateOf(showroom).stock.find((level) => level.sku === sku);

/** The calls of an operation. */
export const calls = ({ sandbox }: Warehouse, operation: string) =>
	sandbox.journal().filter((entry) => entry.operation === operation);
