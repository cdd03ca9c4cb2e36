import { z } from 'zod';

import { id, reference, text } from '../wire';

/*
 * What Check Connection reads about a database.
 */

export const allowed = z.boolean();

export const userContext = z.object({ lang: text.nullish(), tz: text.nullish(), uid: id.nullish() });

export const companies = z.array(z.object({ id, name: text, currency_id: reference }));
export type Company = z.infer<typeof companies>[number];

export const codes = z.array(z.object({ id, default_code: text }));
