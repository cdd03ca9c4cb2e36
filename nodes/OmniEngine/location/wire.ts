import { z } from 'zod';

import { figure, flag, id, text } from '../wire';

/*
 * Locations. Which switches they have: https://knowledgebase.xstak.com/OE/location; the names of the fields are assumed.
 */
export const location = z.object({
	location_id: id,
	name: text,
	location_code: text,
	city: text,
	country: text,
	buffer: figure,
	enabled: flag,
	halted: flag,
	online: flag,
});

export type OeLocation = z.infer<typeof location>;

export const createdLocation = z.object({ data: location });
