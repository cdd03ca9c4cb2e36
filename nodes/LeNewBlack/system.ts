import { problem } from '../../core/problems';
import type { Operation, System } from '../shared/system';
import { callOperations } from './call/operations';
import { checkConnection } from './connection/operations';
import { LABEL, SYSTEM, text } from './failures';
import { clearanceOperations } from './clearance/operations';
import { collectionOperations } from './collection/operations';
import { documentOperations } from './document/operations';
import { fileOperations } from './file/operations';
import { invoiceOperations } from './invoice/operations';
import { priceOperations } from './price/operations';
import { productOperations } from './product/operations';
import { orderOperations } from './order/operations';
import { retailerOperations } from './retailer/operations';
import { selectionOperations } from './selection/operations';
import { statusOperations } from './status/operations';
import { stockOperations } from './stock/operations';

/*
 * Le New Black as a system of this package: its account, its address, and everything it can do, resource by resource.
 */

const operations = [
	...orderOperations,
	...clearanceOperations,
	...statusOperations,
	...stockOperations,
	...retailerOperations,
	...documentOperations,
	...productOperations,
	...priceOperations,
	...collectionOperations,
	...selectionOperations,
	...fileOperations,
	...invoiceOperations,
	...callOperations,
] as unknown as readonly Operation[];

export const leNewBlack: System = {
	id: SYSTEM,
	label: LABEL,
	credential: 'leNewBlackApi',
	address: (credential) => text(credential.apiAddress),
	/** The client id; a colon or blank would end the account in a route. */
	account(credential) {
		const id = text(credential.clientId);
		if (/^[^\s:>]{1,200}$/.test(id)) return { id };
		const reason = 'Client ID is missing or is not one; Le New Black gives it to the brand';
		return { problem: problem('SETUP_ACCOUNT', { system: LABEL, reason }) };
	},
	operations: [...operations, checkConnection(operations)],
};
