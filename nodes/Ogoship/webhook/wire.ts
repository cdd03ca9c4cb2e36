import type { z } from 'zod';

import { anyCase, name, text } from '../wire';

/*
 * A subscription, as OGOship's own .NET client has it (https://github.com/ogoship/DotNetApi, facts only). One carries
 * one type. Whether its key is shown again is not documented.
 */
export const webhook = anyCase({ id: name, url: name, type: name, key: text });

export type OgoWebhook = z.infer<typeof webhook>;
