import type { TemplateFile } from './canvas';
import { SHOPIFY_OGOSHIP } from './shopify-ogoship';

/** Every template by its file's name, without the ending. */
export const STORIES: Readonly<Record<string, TemplateFile>> = { ...SHOPIFY_OGOSHIP };
