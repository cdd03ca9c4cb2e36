import type { Customer } from '../../../core/model/customer';
import type { Address } from '../../../core/model/parts';
import { toAddress } from '../order/mapping';
import type { MailingAddress } from '../wire';
import type { CustomerHead, WholeCustomer } from './wire';

/*
 * Shopify's customers in the package's own terms. Shopify has no field for a company, so it is the default address's,
 * and none for a tax number, which stays unsaid.
 */

/** A customer's GID from what an operator types or an item holds: a GID, or the number of the admin's address. */
export function customerGid(given: string): string | undefined {
	const number = /^(?:gid:\/\/shopify\/Customer\/)?(\d{1,20})$/.exec(given.trim())?.[1];
	return number === undefined ? undefined : `gid://shopify/Customer/${number}`;
}

/** The default address first, each once. */
function addressesOf({ defaultAddress }: WholeCustomer, all: readonly MailingAddress[]): Address[] {
	const canonical = [...(defaultAddress ? [defaultAddress] : []), ...all].flatMap(
		(each) => toAddress(each, null) ?? [],
	);
	const known = new Map(canonical.map((address) => [JSON.stringify(address), address]));
	return [...known.values()];
}

/** A whole Shopify customer as the canonical one. `addresses` are all of them, further pages included. Times are UTC. */
export function toCustomer(
	customer: WholeCustomer,
	addresses: readonly MailingAddress[],
	{ account, seenAt }: { readonly account: string; readonly seenAt: string },
): Customer {
	const { firstName, lastName, legacyResourceId } = customer;
	return {
		kind: 'customer',
		origin: {
			system: 'shopify',
			account,
			id: customer.id,
			number: legacyResourceId,
			seenAt,
			url: `https://${account}/admin/customers/${legacyResourceId}`,
		},
		number: legacyResourceId,
		// As orders name their customer.
		reference: customer.id,
		name: [firstName, lastName].filter(Boolean).join(' ') || null,
		firstName: firstName ?? null,
		lastName: lastName ?? null,
		company: customer.defaultAddress?.company || null,
		email: customer.defaultEmailAddress?.emailAddress ?? null,
		phone: customer.defaultPhoneNumber?.phoneNumber ?? null,
		addresses: addressesOf(customer, addresses),
		tags: customer.tags,
		note: customer.note || null,
		updatedAt: new Date(customer.updatedAt).toISOString(),
	};
}

/** Whether a customer has one of these tags; none asks nothing. Decided here, since a search goes by a lagging index. */
export function hasTag({ tags }: CustomerHead, wanted: readonly string[]): boolean {
	const own = tags.map((tag) => tag.toLowerCase());
	return wanted.length === 0 || wanted.some((tag) => own.includes(tag.toLowerCase()));
}
