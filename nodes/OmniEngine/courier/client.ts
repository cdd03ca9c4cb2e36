import type { Listing, OmniengineClient, Row } from '../client';
import { courier, type OeCourier } from './wire';

const COURIERS: Listing<OeCourier> = { call: 'couriersList', schema: courier, label: 'name' };

/** GET /oe/v2/couriers (assumed) */
export const courierRows = async (omniengine: OmniengineClient): Promise<Array<Row<OeCourier>>> =>
	await omniengine.rows(COURIERS);
