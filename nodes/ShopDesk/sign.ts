import { createHash, timingSafeEqual } from 'node:crypto';

/*
 * What tells a genuine call: a secret of the operator's in the address. Whether ShopDesk signs its webhooks is not known.
 */

const digest = (value: string) => createHash('sha256').update(value).digest();

/** Whether a value is the secret, compared in the same time whatever is given. */
export const isSecret = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret));
