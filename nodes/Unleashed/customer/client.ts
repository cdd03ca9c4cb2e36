import type { Listing, Row, UnleashedClient, Written } from '../client';
import type { Raw } from '../wire';
import { customer, type UnleashedCustomer } from './wire';

/*
 * One function a call about customers. https://apidocs.unleashedsoftware.com/Customers
 */

const PATH = '/Customers';
const CUSTOMERS: Listing<UnleashedCustomer> = { path: PATH, schema: customer, label: 'CustomerCode' };

const folded = (value: string | null | undefined) => (value ?? '').trim().toLowerCase();

export interface CustomerQuery {
	readonly modifiedSince?: string;
	readonly customerCode?: string;
	readonly contactEmail?: string;
	readonly includeObsolete?: boolean;
}

/** GET /Customers/{page}?modifiedSince=&customerCode=&contactEmail=&includeObsolete= */
export function customerPages(
	unleashed: UnleashedClient,
	query: CustomerQuery,
): AsyncGenerator<Array<Row<UnleashedCustomer>>> {
	return unleashed.pages(CUSTOMERS, { ...query });
}

/** GET /Customers/{guid} */
export async function customerByGuid(
	unleashed: UnleashedClient,
	guid: string,
): Promise<Row<UnleashedCustomer> | undefined> {
	return await unleashed.one(CUSTOMERS, guid);
}

/** The customers with exactly this code; the filter asks for how it begins (documented). GET /Customers?customerCode= */
export async function customersByCode(
	unleashed: UnleashedClient,
	code: string,
): Promise<Array<Row<UnleashedCustomer>>> {
	const rows = await unleashed.rows(CUSTOMERS, { customerCode: code });
	return rows.filter(({ label }) => folded(label) === folded(code));
}

/** The customers with exactly this e-mail address; as with the code. GET /Customers?contactEmail= */
export async function customersByEmail(
	unleashed: UnleashedClient,
	email: string,
): Promise<Array<Row<UnleashedCustomer>>> {
	const rows = await unleashed.rows(CUSTOMERS, { contactEmail: email });
	return rows.filter((row) => !('record' in row) || folded(row.record.Email) === folded(email));
}

/**
 * Creates a customer or changes the one of this GUID, whole. Repeatable: a second one finds the first. There is no PUT.
 * POST /Customers/{guid}
 */
export async function writeCustomer(
	unleashed: UnleashedClient,
	guid: string,
	body: Raw,
	maySend: () => boolean,
): Promise<Written<UnleashedCustomer>> {
	const path = `${PATH}/${encodeURIComponent(guid)}`;
	return await unleashed.write({ method: 'POST', path, body, repeatable: true, maySend }, customer);
}
