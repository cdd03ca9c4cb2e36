import { problem } from '../../core/problems';
import type { Operation, System } from '../shared/system';
import { checkConnection } from './connection/operations';
import { courierOperations, pickCouriers } from './courier/operations';
import { LABEL, SYSTEM, text } from './failures';
import { locationOperations, pickLocations } from './location/operations';
import { orderOperations } from './order/operations';
import { shipmentOperations } from './shipment/operations';
import { stockOperations } from './stock/operations';

/*
 * OmniEngine as a system of this package: its account, its address, and everything it can do, resource by resource.
 */

export { DEDUCTING_STATUSES, RESERVING_STATUSES, takesFromStock } from './mapping';

const operations = [
	...orderOperations,
	...shipmentOperations,
	...stockOperations,
	...locationOperations,
	...courierOperations,
] as unknown as readonly Operation[];

export const omniengine: System = {
	id: SYSTEM,
	label: LABEL,
	credential: 'omniengineApi',
	address: (credential) => text(credential.apiAddress),
	/** Company and brand: `acme-77`. */
	account(credential) {
		const [company, brand] = [text(credential.companyCode).toLowerCase(), text(credential.brandId)];
		if (/^[a-z0-9_.]{1,60}$/.test(company) && /^[A-Za-z0-9_.]{1,60}$/.test(brand)) return { id: `${company}-${brand}` };
		return {
			problem: problem('SETUP_ACCOUNT', {
				system: LABEL,
				reason: 'Company Code or Brand ID is missing; OmniEngine shows both in its settings',
			}),
		};
	},
	operations: [...operations, checkConnection(operations)],
	pickers: { locations: pickLocations, couriers: pickCouriers },
};
