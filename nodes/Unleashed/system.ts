import { problem } from '../../core/problems';
import type { Operation, System } from '../shared/system';
import { cancellationOperations } from './cancellation/operations';
import { completionOperations } from './completion/operations';
import { checkConnection } from './connection/operations';
import { customerOperations } from './customer/operations';
import { LABEL, SYSTEM, text } from './failures';
import { invoiceOperations } from './invoice/operations';
import { isGuid } from './mapping';
import { orderOperations } from './order/operations';
import { priceOperations } from './price/operations';
import { productOperations } from './product/operations';
import { refundOperations } from './refund/operations';
import { shipmentOperations } from './shipment/operations';
import { stockOperations } from './stock/operations';
import { pickTaxes } from './tax/operations';
import { pickWarehouses, warehouseOperations } from './warehouse/operations';

/*
 * Unleashed as a system of this package: its account, its address, and everything it can do, resource by resource.
 */

/**
 * Which statuses of an order keep goods that still lie there, and which have taken them: in both they are no longer in
 * what Unleashed calls available, so the shop's own count of them must not be subtracted once more.
 */
export { DEDUCTING_STATUSES, RESERVING_STATUSES, takesFromStock } from './mapping';

const operations = [
	...orderOperations,
	...completionOperations,
	...cancellationOperations,
	...shipmentOperations,
	...stockOperations,
	...refundOperations,
	...invoiceOperations,
	...productOperations,
	...priceOperations,
	...customerOperations,
	...warehouseOperations,
] as unknown as readonly Operation[];

export const unleashed: System = {
	id: SYSTEM,
	label: LABEL,
	credential: 'unleashedApi',
	address: (credential) => text(credential.apiAddress),
	account(credential) {
		const id = text(credential.apiId).toLowerCase();
		if (isGuid(id)) return { id };
		return {
			problem: problem('SETUP_ACCOUNT', {
				system: LABEL,
				reason: 'API ID is missing or is not one; it stands in Unleashed under Integration, Unleashed API Access',
			}),
		};
	},
	// Those of the plan; Unleashed counts them by the calendar month (stated by its help pages, not in its API's answers).
	budget: { field: 'monthlyAllowance', fieldName: 'Monthly Call Allowance' },
	operations: [...operations, checkConnection(operations)],
	pickers: { warehouses: pickWarehouses, locations: pickWarehouses, taxes: pickTaxes },
};
