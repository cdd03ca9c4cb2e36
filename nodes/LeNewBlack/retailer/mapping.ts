import type { Customer } from '../../../core/model/customer';
import { instant, SYSTEM, toAddress } from '../mapping';
import type { LnbRetailer } from './wire';

/*
 * Le New Black's retailers in the package's own terms.
 */

export function toCustomer(there: LnbRetailer, account: string, seenAt: string): Customer {
	const [buyer] = there.buyers ?? [];
	const addresses = [there.store_address, there.billing_address, ...(there.delivery_addresses ?? [])].map(toAddress);
	return {
		kind: 'customer',
		origin: { system: SYSTEM, account, id: there.reference, number: there.reference, seenAt },
		number: there.reference,
		reference: there.reference,
		name: there.name ?? null,
		firstName: buyer?.first_name ?? null,
		lastName: buyer?.last_name ?? null,
		company: there.company ?? there.name ?? null,
		email: buyer?.email ?? there.store_address?.contact_email ?? null,
		phone: there.store_address?.tel ?? null,
		vatNumber: there.billing_address?.vat_number ?? there.store_address?.vat_number ?? null,
		addresses: addresses.filter((each) => each !== null),
		updatedAt: instant(there.update_time) ?? null,
	};
}
