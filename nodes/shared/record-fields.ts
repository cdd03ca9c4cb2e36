import type { FieldType, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { z } from 'zod';

import { KIND_SCHEMAS, type Kind } from '../../core/model/kinds';
import { inWords } from '../../core/model/words';

/*
 * The fields of *Fields Below*, drawn from the kind's own schema: what the schema demands is required here. The
 * origin is opened up into its parts, because a record without one is never written.
 */

/** Schemas within wrappers: what an optional, nullable or transformed field holds. */
function inner(schema: z.ZodTypeAny): z.ZodTypeAny {
	if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return inner(schema.unwrap() as z.ZodTypeAny);
	if (schema instanceof z.ZodEffects) return inner(schema.innerType() as z.ZodTypeAny);
	if (schema instanceof z.ZodUnion) return inner((schema.options as z.ZodTypeAny[])[0]!);
	return schema;
}

function typeOf(schema: z.ZodTypeAny): FieldType {
	const bare = inner(schema);
	if (bare instanceof z.ZodNumber) return 'number';
	if (bare instanceof z.ZodBoolean) return 'boolean';
	if (bare instanceof z.ZodArray) return 'array';
	if (bare instanceof z.ZodObject || bare instanceof z.ZodRecord) return 'object';
	if (bare instanceof z.ZodEnum) return 'options';
	const isInstant = bare instanceof z.ZodString && bare._def.checks.some(({ kind }) => kind === 'datetime');
	return isInstant ? 'dateTime' : 'string';
}

function field(id: string, displayName: string, schema: z.ZodTypeAny): ResourceMapperField {
	const bare = inner(schema);
	const options =
		bare instanceof z.ZodEnum
			? { options: (bare.options as string[]).map((value) => ({ name: inWords(value), value })) }
			: {};
	return {
		id,
		displayName,
		type: typeOf(schema),
		required: !schema.isOptional(),
		defaultMatch: false,
		display: true,
		...options,
	};
}

/** The fields of a kind that can be filled in by hand or from other nodes. */
export function recordFields(kind: Kind): ResourceMapperFields {
	// Every kind's schema is an object with an origin; the map holds them as schemas of their records only.
	const whole = KIND_SCHEMAS[kind] as unknown as z.ZodObject<{ origin: z.ZodObject<z.ZodRawShape> } & z.ZodRawShape>;
	const { origin, ...shape } = whole.shape;
	const notFilledIn = ['kind', 'raw'];
	const source = Object.entries(origin.shape)
		.filter(([name]) => name !== 'seenAt')
		.map(([name, schema]) => field(`origin.${name}`, `Source ${inWords(name)}`, schema));
	const own = Object.entries(shape)
		.filter(([name]) => !notFilledIn.includes(name))
		.map(([name, schema]) => field(name, inWords(name), schema as z.ZodTypeAny));
	return { fields: [...source, ...own] };
}
