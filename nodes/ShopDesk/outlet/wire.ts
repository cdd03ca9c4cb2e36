import { z } from 'zod';

import { id, idOrNone, text } from '../wire';

/*
 * Outlets. https://github.com/shopistan/shopdesk-react (names of fields, 2021); the assumed contract has the same ones.
 */
export const outlet = z.object({
	store_id: id,
	store_name: text,
	/** The location of OmniEngine, and the brand there. */
	store_location_id: idOrNone,
	store_brand_id: idOrNone,
});

export type SdOutlet = z.infer<typeof outlet>;
