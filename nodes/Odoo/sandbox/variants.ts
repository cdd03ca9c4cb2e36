/*
 * The variants of a template: one for each combination of the values of its attributes, at once; without attributes one.
 */
import type { Rec } from './env';

/** Makes the variants that are missing. Those whose combination is gone are archived where they were used, else deleted. */
export function syncVariants(template: Rec): void {
	const { env } = template;
	const lines = template
		.many('attribute_line_ids')
		.filter((line) => line.one('attribute_id')?.get('create_variant') === 'always');
	const combinations = combine(lines.map(valuesOf));
	const variants = env.all('product.product').filter((each) => each.get('product_tmpl_id') === template.id);
	const keyOf = (ids: readonly number[]) => [...ids].sort((a, b) => a - b).join();
	const wanted = new Map(combinations.map((ids) => [keyOf(ids), ids]));
	for (const variant of variants) {
		const key = keyOf(variant.get('product_template_attribute_value_ids') as number[]);
		if (wanted.has(key)) {
			wanted.delete(key);
			if (!variant.is('active')) variant.set({ active: true });
		} else drop(variant);
	}
	for (const ids of wanted.values()) {
		env.insert('product.product', {
			product_tmpl_id: template.id,
			product_template_attribute_value_ids: ids,
			active: true,
		});
	}
}

/** The template's own values of a line, made where they are missing. */
function valuesOf(line: Rec): number[] {
	const { env } = line;
	const known = line.many('product_template_value_ids');
	return (line.get('value_ids') as number[]).map((valueId) => {
		const found = known.find((each) => each.get('product_attribute_value_id') === valueId);
		if (found) return found.id;
		const made = { attribute_line_id: line.id, product_attribute_value_id: valueId, ptav_active: true };
		return env.insert('product.template.attribute.value', made).id;
	});
}

function combine(lists: readonly number[][]): number[][] {
	return lists.reduce<number[][]>((all, list) => all.flatMap((each) => list.map((id) => [...each, id])), [[]]);
}

function drop(variant: Rec): void {
	const used = variant.env.find('sale.order.line', (line) => line.get('product_id') === variant.id);
	if (used) variant.set({ active: false });
	else variant.remove();
}
