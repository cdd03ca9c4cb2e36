/*
 * What a product costs on a pricelist: the rule that fits best, its variant's before its product's before all, and of
 * those the one for the largest quantity that is reached. No public method of Odoo answers this (seen on 19).
 */
import Big from 'big.js';

import type { Rec } from './env';
import { rounded } from './values';

/** The price of one piece; `bare` is the list price with the extras of its attributes, whatever pricelist. */
export function priceOn(product: Rec, pricelist: Rec | undefined, quantity: number, bare = false): number {
	const extras = product.many('product_template_attribute_value_ids');
	const list = extras.reduce((sum, each) => sum.plus(each.num('price_extra')), new Big(product.num('list_price')));
	const rule = bare || pricelist === undefined ? undefined : ruleFor(product, pricelist, quantity);
	if (rule === undefined) return Number(list);
	if (rule.get('compute_price') === 'fixed') return rule.num('fixed_price');
	return rounded(list.times(new Big(100).minus(rule.num('percent_price')).div(100)), 2);
}

function ruleFor(product: Rec, pricelist: Rec, quantity: number): Rec | undefined {
	const fits = (rule: Rec) => {
		const now = product.env.now();
		const [start, end] = [rule.text('date_start'), rule.text('date_end')];
		if ((start !== '' && start > now) || (end !== '' && end < now)) return false;
		if (rule.num('min_quantity') > quantity) return false;
		const on = rule.get('applied_on');
		if (on === '0_product_variant') return rule.get('product_id') === product.id;
		if (on === '1_product') return rule.get('product_tmpl_id') === product.get('product_tmpl_id');
		return on === '3_global';
	};
	const rank = (rule: Rec) => rule.text('applied_on');
	return pricelist
		.many('item_ids')
		.filter(fits)
		.sort((a, b) => rank(a).localeCompare(rank(b)) || b.num('min_quantity') - a.num('min_quantity') || b.id - a.id)[0];
}
