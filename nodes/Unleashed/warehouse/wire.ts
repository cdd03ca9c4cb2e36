import { z } from 'zod';

import { flag, name, text } from '../wire';

/*
 * Warehouses. https://apidocs.unleashedsoftware.com/Warehouses (names of the address fields as in customers; inferred)
 */
export const warehouse = z.object({
	Guid: text,
	WarehouseCode: name,
	WarehouseName: text,
	IsDefault: flag,
	Obsolete: flag,
	StreetNo: text,
	AddressLine1: text,
	AddressLine2: text,
	City: text,
	Region: text,
	PostCode: text,
	Country: text,
	PhoneNumber: text,
});

export type UnleashedWarehouse = z.infer<typeof warehouse>;
