import { z } from 'zod';

import { userErrors } from '../wire';

/*
 * Tags as Shopify answers them. https://shopify.dev/docs/api/admin-graphql/latest/mutations/tagsAdd
 */

export const tagsAdded = z.object({ tagsAdd: z.object({ userErrors }) });
