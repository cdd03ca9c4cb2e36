import { z } from 'zod';

import { flag, id, text } from '../wire';

/*
 * Couriers. What a brand keeps of them: https://shopdev.atlassian.net/wiki/pages/viewpage.action?pageId=10565812227; the
 * names of the fields are assumed.
 */
export const courier = z.object({ courier_id: id, courier: text, name: text, service_type: text, enabled: flag });

export type OeCourier = z.infer<typeof courier>;
