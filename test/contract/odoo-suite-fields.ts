import '../../nodes/Odoo/sandbox/models';
import { allModels, fieldsOf } from '../../nodes/Odoo/sandbox/schema';
import type { Company } from './odoo-company';

type Attributes = Readonly<Record<string, unknown>>;

const ATTRIBUTES = ['type', 'relation', 'required', 'readonly', 'company_dependent'];

/** Models and fields: every one the sandbox has is there, of that type, and may be written or must be given. */
export function describeFields(company: () => Company): void {
	const models = allModels(19);

	describe('fields', () => {
		it.each(models.map(({ name }) => name))('of %s are there and are what they are', async (name) => {
			const shown = fieldsOf(
				models.find((each) => each.name === name)!,
				19,
			);
			const allfields = [...shown.keys()];
			const body = { allfields, attributes: ATTRIBUTES };
			const real = await company().ask<Record<string, Attributes>>(name, 'fields_get', body);
			const want = Object.fromEntries(
				[...shown.values()].map(({ name: field, field: { type, relation, required, readonly, companyDependent } }) => [
					field,
					{
						type,
						...(relation !== undefined && { relation }),
						required: required ?? false,
						readonly: readonly ?? false,
						company_dependent: companyDependent ?? false,
					},
				]),
			);
			expect(real).toEqual(want);
		});

		it.each(models.map(({ name }) => name))('of %s that are a choice take these words', async (name) => {
			const shown = [
				...fieldsOf(
					models.find((each) => each.name === name)!,
					19,
				).values(),
			];
			// Languages that are switched on are each company's own.
			const choices = shown.filter(({ name: field, field: { type } }) => type === 'selection' && field !== 'lang');
			const body = { allfields: choices.map((each) => each.name), attributes: ['selection'] };
			const real = choices.length > 0 ? await company().ask<Record<string, Attributes>>(name, 'fields_get', body) : {};
			for (const { name: field, field: choice } of choices) {
				const words = (real[field]?.['selection'] as Array<[string, string]>).map(([word]) => word);
				expect({ field, words }).toEqual({
					field,
					words: expect.arrayContaining((choice.selection ?? []).map(([word]) => word)),
				});
			}
		});
	});
}
