import { z } from 'zod';

/*
 * What Eighth sends: one figure a product.
 */

export const stockRow = z.object({ sku: z.string().min(1), quantity: z.number().int() });
export type StockRow = z.infer<typeof stockRow>;

/** Rows are read one by one, so that a bad one is the problem of its product alone. */
export const stockPage = z.object({ items: z.array(z.unknown()), more: z.boolean() });

export const written = z.object({ failed: z.array(z.object({ sku: z.string(), reason: z.string() })) });

export const owner = z.object({ account: z.string().min(1) });
