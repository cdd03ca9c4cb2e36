import { z } from 'zod';

import { figure, name, text } from '../wire';

/*
 * Stock as Unleashed sends it. https://apidocs.unleashedsoftware.com/StockOnHand names the fields up to OnPurchase; those of
 * the warehouse and QtyOnHand were cut off and are not relied on.
 */
export const stock = z.object({
	ProductCode: name,
	ProductDescription: text,
	/** Kept for orders that have not left yet. */
	AllocatedQty: figure,
	/** What can still be sold; decimals, and below zero where more was sold than there is (inferred). */
	AvailableQty: z.number(),
	QtyOnHand: figure,
	OnPurchase: figure,
	AvgCost: figure,
	LastModifiedOn: text,
});

export type UnleashedStock = z.infer<typeof stock>;

/** An adjustment that was written. https://apidocs.unleashedsoftware.com/StockAdjustments */
export const adjustment = z.object({ Guid: text, AdjustmentNumber: text, Status: text });
