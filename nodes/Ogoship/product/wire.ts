import type { z } from 'zod';

import { anyCase, figure, name, text } from '../wire';

/*
 * Products as OGOship sends and takes them. https://github.com/ogoship/DotNetApi (models ProductResponse and Product;
 * facts only)
 */

export const product = anyCase({
	id: text,
	code: name,
	languageCode: text,
	name: text,
	description: text,
	eanCode: text,
	supplier: text,
	supplierCode: text,
	group: text,
	supplyPrice: figure,
	currencyCode: text,
	salesPrice: figure,
	infoUrl: text,
	pictureUrl: text,
	countryOfOrigin: text,
	customsDescription: text,
	hsCode: text,
	editTime: text,
});

export type OgoProduct = z.infer<typeof product>;

/** What is sent for a new or changed product: a code, the language of its texts, and what is given. */
export interface ProductDraft {
	readonly code: string;
	readonly languageCode: string;
	readonly name?: string;
	readonly description?: string;
	readonly eanCode?: string;
	readonly supplier?: string;
	readonly supplierCode?: string;
	readonly group?: string;
	readonly supplyPrice?: number;
	readonly currencyCode?: string;
	readonly salesPrice?: number;
	readonly infoUrl?: string;
	readonly pictureUrl?: string;
	readonly countryOfOrigin?: string;
	readonly customsDescription?: string;
	readonly hsCode?: string;
}
