import { z } from 'zod';

import { currencyRef, customerRef, figure, name, productRef, text, warehouseRef } from '../wire';

/*
 * Credit notes. https://apidocs.unleashedsoftware.com/CreditNotes names the resource; its field table was cut off, so the
 * names are recalled and were not seen. Whatever cannot be read of one is left out of it, not guessed.
 */

export const creditLine = z.object({
	Product: productRef.nullish(),
	CreditQuantity: figure,
	CreditPrice: figure,
	LineTotal: figure,
	LineTax: figure,
	ReturnToStock: z.boolean().nullish(),
});

export const credit = z.object({
	Guid: name,
	CreditNumber: text,
	CreditStatus: text,
	Status: text,
	CreditDate: text,
	Comments: text,
	Customer: customerRef.nullish(),
	Warehouse: warehouseRef.nullish(),
	Currency: currencyRef.nullish(),
	SubTotal: figure,
	TaxTotal: figure,
	Total: figure,
	CreditLines: z.array(creditLine).nullish(),
	LastModifiedOn: text,
});

export type UnleashedCredit = z.infer<typeof credit>;
