/*
 * What a user may do, by groups: the table of odoo.md (JSON-RPC on 19, groups given on top of Internal User). Models it
 * does not name can be read by everybody, and written by those who may write what they belong to (assumed).
 * Words of the refusal: seen on 19.
 */
import type { Env } from './env';
import { accessError } from './errors';
import type { Model } from './schema';

export type Operation = 'read' | 'create' | 'write' | 'unlink';

/** The groups the sandbox knows, by external id, with the name an AccessError gives them. */
export const GROUPS: Readonly<Record<string, string>> = {
	'base.group_user': 'Role / User',
	'base.group_system': 'Role / Administrator',
	'base.group_erp_manager': 'Access Rights',
	'base.group_partner_manager': 'Contact / Creation',
	'sales_team.group_sale_salesman_all_leads': 'Sales / User: All Documents',
	'stock.group_stock_user': 'Inventory / User',
	'account.group_account_invoice': 'Invoicing / Invoicing',
	'product.group_product_manager': 'Product / Creation',
};

const SALES = 'sales_team.group_sale_salesman_all_leads';
const INVOICING = 'account.group_account_invoice';
const STOCK = 'stock.group_stock_user';

/** Who may write a model; nobody but the administrator where it is not named. */
const WRITERS: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
	[/^sale\.|^crm\.tag$|^ir\.attachment$|^mail\./, [SALES]],
	[/^res\.partner(\.category)?$/, ['base.group_partner_manager']],
	[/^account\.(move(\.line|\.reversal)?|payment|payment\.register)$/, [INVOICING]],
	[
		/^stock\.(picking|move|move\.line|backorder\.confirmation|return\.picking(\.line)?)$|^confirm\.stock\.sms$/,
		[STOCK, SALES],
	],
	[/^stock\.quant$/, [STOCK]],
	[/^product\./, ['product.group_product_manager']],
];
/** Models that an ordinary user may not even read. */
const CLOSED = /^(ir\.model(\.data|\.fields)?|base\.automation|ir\.actions\.server|ir\.config_parameter)$/;
const LEGIBLE = new Map([[CLOSED, ['base.group_erp_manager', 'base.group_system']]]);
const WORDS: Readonly<Record<Operation, string>> = {
	read: 'access',
	create: 'create',
	write: 'modify',
	unlink: 'delete',
};

/** Throws an AccessError that names the groups which may. */
export function requireRight(env: Env, model: Model, operation: Operation): void {
	const groups = groupsOf(env);
	if (groups.includes('base.group_system')) return;
	const allowed = operation === 'read' ? readers(model) : writers(model);
	if (allowed === undefined || allowed.some((group) => groups.includes(group))) return;
	const names = allowed.map((group) => `\t- ${GROUPS[group] ?? group}`);
	throw accessError(
		[
			`You are not allowed to ${WORDS[operation]} '${model.label}' (${model.name}) records.`,
			'',
			names.length > 0
				? `This operation is allowed for the following groups:\n${names.join('\n')}`
				: 'No group currently allows this operation.',
			'',
			'Contact your administrator to request access if necessary.',
		].join('\n'),
	);
}

export function mayDo(env: Env, model: Model, operation: Operation): boolean {
	try {
		requireRight(env, model, operation);
		return true;
	} catch {
		return false;
	}
}

export function groupsOf(env: Env): string[] {
	const groups = env.user.get('groups');
	return typeof groups === 'string' ? groups.split(',') : [];
}

/** undefined: everybody. */
function readers(model: Model): readonly string[] | undefined {
	for (const [pattern, groups] of LEGIBLE) if (pattern.test(model.name)) return groups;
	return undefined;
}

function writers(model: Model): readonly string[] {
	return WRITERS.find(([pattern]) => pattern.test(model.name))?.[1] ?? [];
}
