import { z } from 'zod';

import { figure, flag, name, text } from '../wire';

/*
 * Products as Unleashed sends and takes them. https://apidocs.unleashedsoftware.com/Products; fields as in public clients.
 */
export const product = z.object({
	Guid: text,
	ProductCode: name,
	ProductDescription: text,
	Barcode: text,
	DefaultSellPrice: figure,
	DefaultPurchasePrice: figure,
	LastCost: figure,
	Weight: figure,
	ProductGroup: z.object({ GroupName: text }).nullish(),
	ProductBrand: z.object({ BrandName: text }).nullish(),
	ImageUrl: text,
	ICCCountryCode: text,
	CustomsDescription: text,
	CommerceCode: text,
	IsSellable: flag,
	/** Not counted in stock. */
	NeverDiminishing: flag,
	Obsolete: flag,
	LastModifiedOn: text,
});

export type UnleashedProduct = z.infer<typeof product>;
