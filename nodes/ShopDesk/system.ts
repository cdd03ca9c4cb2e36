import { problem } from '../../core/problems';
import type { Operation, System } from '../shared/system';
import { checkConnection } from './connection/operations';
import { LABEL, SYSTEM, text } from './failures';
import { invoiceOperations } from './invoice/operations';
import { orderOperations } from './order/operations';
import { outletOperations, pickMappedLocations } from './outlet/operations';
import { priceOperations } from './price/operations';
import { stockOperations } from './stock/operations';

/*
 * ShopDesk as a system of this package: its account, its address, and everything it can do, resource by resource.
 */

/**
 * Which statuses of an order keep goods that still lie there, and which have taken them. Orders that wait keep nothing;
 * an invoice sells the goods.
 */
export { DEDUCTING_STATUSES, RESERVING_STATUSES, takesFromStock } from './mapping';

const operations = [
	...orderOperations,
	...invoiceOperations,
	...stockOperations,
	...priceOperations,
	...outletOperations,
] as unknown as readonly Operation[];

export const shopdesk: System = {
	id: SYSTEM,
	label: LABEL,
	credential: 'shopdeskApi',
	address: (credential) => text(credential.apiAddress),
	/** Brand, and outlet where the token is of one: `77`, `77-45`. */
	account(credential) {
		const [brand, store] = [text(credential.brandId), text(credential.storeId)];
		if (/^[A-Za-z0-9_.]{1,60}$/.test(brand) && /^[A-Za-z0-9_.]{0,60}$/.test(store))
			return { id: store === '' ? brand : `${brand}-${store}` };
		return {
			problem: problem('SETUP_ACCOUNT', {
				system: LABEL,
				reason: 'Brand ID is missing or is not one; OmniEngine shows it in the settings of the brand',
			}),
		};
	},
	operations: [...operations, checkConnection(operations)],
	pickers: { mappedLocations: pickMappedLocations, locations: pickMappedLocations },
};
