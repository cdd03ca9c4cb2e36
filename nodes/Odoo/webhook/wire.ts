import { z } from 'zod';

import { id, reference, text } from '../wire';

/*
 * Automation rules and the actions that send webhooks (17 and later).
 */

export const hookActions = z.array(
	z.object({ id, name: text, webhook_url: text, base_automation_id: reference.nullish() }),
);

export const models = z.array(z.object({ id, model: text }));
export const modelFields = z.array(z.object({ id, name: text, model: text }));
