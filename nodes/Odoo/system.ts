import { problem } from '../../core/problems';
import type { Operation, System } from '../shared/system';
import { callOperations } from './call/operations';
import { checkConnection } from './connection/operations';
import { contactOperations } from './contact/operations';
import { idFrom, LABEL, SYSTEM, text } from './failures';
import { invoiceOperations } from './invoice/operations';
import { orderOperations } from './order/operations';
import { payoutOperations } from './payout/operations';
import { placementOperations } from './placement/operations';
import { priceOperations } from './price/operations';
import { productOperations } from './product/operations';
import { refundOperations } from './refund/operations';
import { pickers } from './settings/operations';
import { shipmentOperations } from './shipment/operations';
import { stockOperations } from './stock/operations';
import { transitionOperations } from './transition/operations';

/*
 * Odoo as a system of this package: its account, its address, and everything it can do, resource by resource.
 */

/** A confirmed sales order keeps its goods, so they are no longer in what Odoo calls free to use. */
export { takesFromStock } from './order/mapping';

const operations = [
	...placementOperations,
	...orderOperations,
	...transitionOperations,
	...shipmentOperations,
	...stockOperations,
	...contactOperations,
	...productOperations,
	...priceOperations,
	...invoiceOperations,
	...refundOperations,
	...payoutOperations,
	...callOperations,
] as unknown as readonly Operation[];

export const odoo: System = {
	id: SYSTEM,
	label: LABEL,
	credential: 'odooCommerceApi',
	address: (credential) => text(credential.address),
	/** Host, database and company: see decision record 0027. A colon would end the account in a route. */
	account(credential) {
		const address = text(credential.address);
		if (!URL.canParse(address))
			return {
				problem: problem('SETUP_ACCOUNT', { system: LABEL, reason: 'Address is missing or is no web address' }),
			};
		const { host, pathname } = new URL(address);
		const parts = [host.replace(':', '-'), pathname, text(credential.database), idFrom(credential.companyId)];
		const id = parts
			.map((part) => String(part ?? '').replace(/^\/+|\/+$/g, ''))
			.filter(Boolean)
			.join('/');
		if (/[\s:>]/.test(id))
			return { problem: problem('SETUP_ACCOUNT', { system: LABEL, reason: 'Database holds a blank, a colon or a >' }) };
		return { id };
	},
	operations: [...operations, checkConnection(operations)],
	pickers,
};
