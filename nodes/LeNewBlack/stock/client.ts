import type { BatchRow, LeNewBlackClient, Listing, Row, Written } from '../client';
import type { Raw } from '../wire';
import { level, type LnbLevel } from './wire';

/*
 * Stock levels, as in the vendor's PHP SDK (https://github.com/lenewblack/lnb-php).
 */

const LEVELS: Listing<LnbLevel> = { path: '/inventory', schema: level, label: 'sku' };

export type LevelKey = 'ean13' | 'sku';

/** Every level there is, in one answer: the list is not paginated. GET /inventory */
export async function allLevels(lnb: LeNewBlackClient): Promise<Array<Row<LnbLevel>>> {
	return await lnb.all(LEVELS);
}

/** Levels by one key, which must exist; a repeat sets the same. POST /multi/inventory/ean, /multi/inventory/sku */
export async function setLevels(
	lnb: LeNewBlackClient,
	key: LevelKey,
	rows: readonly Raw[],
): Promise<Written<readonly BatchRow[]>> {
	return await lnb.batch(`/multi/inventory/${key === 'ean13' ? 'ean' : 'sku'}`, rows, { repeatable: true });
}
