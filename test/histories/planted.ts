import { BOOKS_PLANTS } from './books-plants';
import type { Office } from './history';
import { ODOO_PLANTS } from './odoo-plants';
import { OUTLETS_PLANTS } from './outlets-plants';
import { PLANTS, type Planted } from './plants';
import { SHOWROOM_PLANTS } from './showroom-plants';

/** The bugs that can be planted, by what stands behind the shop. */
export const PLANTS_OF: Readonly<Record<Office, Readonly<Record<string, Planted>>>> = {
	warehouse: PLANTS,
	books: BOOKS_PLANTS,
	odoo: ODOO_PLANTS,
	outlets: OUTLETS_PLANTS,
	showroom: SHOWROOM_PLANTS,
};
