/*
 * Measures one part and hands its table to the parent: `part-process.ts NAME`.
 */
import '../test/support/outside-jest';

import { bundle } from './bundle';
import { cost } from './cost';
import { ledger } from './ledger';
import { orders } from './orders';
import type { PartName } from './run';
import { stock } from './stock';
import type { Table } from './table';

const PARTS: Readonly<Record<PartName, () => Promise<Table>>> = { stock, orders, ledger, cost, bundle };

PARTS[process.argv[2] as PartName]().then(
	(table) => process.send?.(table, () => process.exit()),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
