import { z } from 'zod';

import { currencyRef, flag, name, text } from '../wire';

/*
 * Customers as Unleashed sends and takes them. https://apidocs.unleashedsoftware.com/Customers; fields as in a public
 * client.
 */

export const address = z.object({
	AddressType: text,
	AddressName: text,
	StreetAddress: text,
	StreetAddress2: text,
	Suburb: text,
	City: text,
	Region: text,
	PostalCode: text,
	Country: text,
	IsDefault: flag,
});

export const customer = z.object({
	Guid: name,
	CustomerCode: name,
	CustomerName: text,
	Currency: currencyRef.nullish(),
	Email: text,
	ContactFirstName: text,
	ContactLastName: text,
	PhoneNumber: text,
	GSTVATNumber: text,
	Notes: text,
	Obsolete: flag,
	Addresses: z.array(address).nullish(),
	LastModifiedOn: text,
});

export type UnleashedCustomer = z.infer<typeof customer>;
export type UnleashedAddress = z.infer<typeof address>;

/** What is sent for a new or changed customer; absent leaves what stands there. */
export interface CustomerDraft {
	readonly guid: string;
	readonly code: string;
	readonly name: string;
	readonly email?: string;
	readonly firstName?: string;
	readonly lastName?: string;
	readonly phone?: string;
	/** For a new customer only: it cannot be changed later (inferred). */
	readonly currency?: string;
	readonly sourceId: string;
	readonly addresses: ReadonlyArray<Readonly<Record<keyof UnleashedAddress, string | boolean>>>;
}
