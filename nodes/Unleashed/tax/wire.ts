import { z } from 'zod';

import { figure, flag, name, text } from '../wire';

/*
 * A tax code of the account. The list is named by a public client and read by another, which takes TaxRate for a
 * percentage; others send a fraction.
 */
export const tax = z.object({ Guid: text, TaxCode: name, TaxRate: figure, Description: text, Obsolete: flag });

export type UnleashedTax = z.infer<typeof tax>;
