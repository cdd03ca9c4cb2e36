import { z } from 'zod';

import { anyCase, name, text } from '../wire';

/*
 * Stock as OGOship sends it: one figure over all warehouses. https://github.com/ogoship/DotNetApi (facts only)
 */

const pieces = z.number().int();

export const stock = anyCase({
	productCode: name,
	/** What lies there, in all warehouses together. */
	stock: pieces,
	/** What can still be ordered; whether it can be below zero is not documented. */
	stockAvailable: pieces,
	/** Kept for orders that have not left yet. */
	reserved: pieces.nullish(),
	modified: text,
});

export type OgoStock = z.infer<typeof stock>;
