import { problem } from '../../core/problems';
import type { Operation, System } from '../shared/system';
import { cancellationOperations } from './cancellation/operations';
import { checkConnection } from './connection/operations';
import { LABEL, SYSTEM, text } from './failures';
import { inboundOperations } from './inbound/operations';
import { orderOperations } from './order/operations';
import { productOperations } from './product/operations';
import { shipmentOperations } from './shipment/operations';
import { stockOperations } from './stock/operations';

/*
 * OGOship as a system of this package: its account, its address, and everything it can do, resource by resource.
 */

/**
 * Which statuses of an order keep goods that still lie there, and which have taken them: in both they are no longer in
 * what OGOship calls available, so the shop's own count of them must not be subtracted once more.
 */
export { DEDUCTING_STATUSES, RESERVING_STATUSES, takesFromStock } from './mapping';

const operations = [
	...orderOperations,
	...cancellationOperations,
	...shipmentOperations,
	...stockOperations,
	...productOperations,
	...inboundOperations,
] as unknown as readonly Operation[];

export const ogoship: System = {
	id: SYSTEM,
	label: LABEL,
	credential: 'ogoshipApi',
	address: (credential) => text(credential.apiAddress),
	account(credential) {
		const id = text(credential.merchantId).toLowerCase();
		if (/^[a-z0-9-]{4,64}$/.test(id)) return { id };
		return {
			problem: problem('SETUP_ACCOUNT', {
				system: LABEL,
				reason: 'Merchant ID is missing or is not one; it stands in myOGO under Merchant Settings, Integrations',
			}),
		};
	},
	operations: [...operations, checkConnection(operations)],
};
