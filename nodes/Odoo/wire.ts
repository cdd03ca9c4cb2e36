import { z } from 'zod';

/*
 * What every answer of Odoo's external API has in common. https://www.odoo.com/documentation/19.0/developer/reference/external_api.html
 * Unset is `false` for every type but booleans (observed on 16 to 19); newer fields pass unread.
 */

/** A text; unset is "". */
export const text = z.union([z.string(), z.literal(false), z.null()]).transform((value) => value || '');

/** A float; binary noise and all. */
export const figure = z.union([z.number(), z.literal(false)]).transform((value) => value || 0);

export const id = z.number().int().positive();

export interface Reference {
	readonly id: number;
	readonly name: string;
}

/** A many2one as `search_read` puts it out: `[7, "Name"]`, or false. */
export const reference = z
	.union([z.tuple([id, z.union([z.string(), z.literal(false)])]), z.literal(false), z.null()])
	.transform((value): Reference | null => (value ? { id: value[0], name: value[1] || '' } : null));

/** The object that tells of an error: the body under JSON-2, `error.data` under JSON-RPC. `debug` is left unread. */
export const odooError = z.object({ name: z.string(), message: z.string().nullish().catch(null) });

/** HTTP 200 also for errors, and neither member where a method returns nothing (observed on 16 to 19). */
export const rpcAnswer = z.object({
	jsonrpc: z.literal('2.0'),
	result: z.unknown(),
	error: z.object({ data: odooError.nullish(), message: z.string().nullish() }).nullish(),
});

/** GET /web/version (19 and later), and `common.version` (all). The first part may be "saas~18.2" on Odoo Online. */
export const webVersion = z.object({ version_info: z.array(z.unknown()).min(1), version: z.string() });
export const rpcVersion = z.object({ server_version_info: z.array(z.unknown()).min(1), server_version: z.string() });

/** What `load` answers, with status 200 whatever became of it. */
export const loaded = z.object({
	ids: z.union([z.array(id), z.literal(false)]),
	messages: z
		.array(
			z.object({
				type: z.string(),
				message: z.string().catch(''),
				field: z.union([z.string(), z.literal(false)]).nullish(),
			}),
		)
		.catch([]),
});
export type Loaded = z.infer<typeof loaded>;

/** An answer that is an action for Odoo's own pages means that nothing has been done yet. */
export const action = z.object({ type: z.string().startsWith('ir.actions.'), res_model: z.string().nullish() });

/** `fields_get`, as far as it says which of the fields that moved between versions there are. */
export const fieldsAnswer = z.record(
	z.string(),
	z.object({
		type: z.string(),
		relation: z.string().nullish(),
		readonly: z.boolean().nullish(),
		string: z.string().nullish(),
		/** All digits and those after the point, where some are cut off. */
		digits: z.unknown(),
	}),
);
export type Fields = z.infer<typeof fieldsAnswer>;

/** `get_external_id`: `{ "12": "commerce_bridge.order__…" }`, an empty text where there is none. */
export const externalIds = z.record(z.string(), text);

/** `check_object_reference`: the model and the id, false where the user may not see it. */
export const objectReference = z.tuple([z.string(), z.union([id, z.literal(false)])]);
