import { z } from 'zod';

import { anyCase, figure, name, text } from '../wire';

/*
 * Goods on their way in, which OGOship calls a stock update. https://github.com/ogoship/DotNetApi (facts only)
 */

export const inboundRow = anyCase({
	code: name,
	expectedQuantity: z.number().int(),
	receivedQuantity: z.number().int().nullish(),
	name: text,
	supplyPrice: figure,
	/** `EANCode` in the .NET client. */
	eanCode: text,
	countryOfOrigin: text,
	customsDescription: text,
	hsCode: text,
	warehouseComments: text,
});

export const stockUpdate = anyCase({
	reference: name,
	/** OGOship's own reference of the entry. */
	autoReference: text,
	supplier: text,
	/** Best estimate. */
	receiveDate: text,
	arrivalDate: text,
	warehouseCode: text,
	containers: figure,
	pallets: figure,
	parcels: figure,
	deliveredBy: text,
	merchantComments: text,
	warehouseComments: text,
	trackingCodes: z.array(z.string()).nullish(),
	status: text,
	modified: text,
	products: z.array(inboundRow).nullish(),
});

export type OgoInbound = z.infer<typeof stockUpdate>;

/** What is sent to announce goods. */
export interface InboundDraft {
	readonly reference: string;
	readonly supplier: string;
	readonly receiveDate: string;
	readonly warehouseCode?: string;
	readonly containers?: number;
	readonly pallets?: number;
	readonly parcels?: number;
	readonly deliveredBy?: string;
	readonly merchantComments?: string;
	readonly trackingCodes?: readonly string[];
	readonly products: ReadonlyArray<{
		readonly code: string;
		readonly expectedQuantity: number;
		readonly countryOfOrigin: string;
		readonly name?: string;
		readonly supplyPrice?: number;
		readonly eanCode?: string;
		readonly customsDescription?: string;
		readonly hsCode?: string;
	}>;
}
