import type { TemplateFile } from './canvas';
import { OMNICHANNEL } from './omnichannel';
import { SHOPIFY_LE_NEW_BLACK } from './shopify-lenewblack';
import { SHOPIFY_ODOO } from './shopify-odoo';
import { SHOPIFY_OGOSHIP } from './shopify-ogoship';
import { SHOPIFY_UNLEASHED } from './shopify-unleashed';

/** Every template by its file's name, without the ending. */
export const STORIES: Readonly<Record<string, TemplateFile>> = {
	...SHOPIFY_OGOSHIP,
	...SHOPIFY_UNLEASHED,
	...SHOPIFY_LE_NEW_BLACK,
	...SHOPIFY_ODOO,
	...OMNICHANNEL,
};
