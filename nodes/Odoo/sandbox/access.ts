/*
 * What a user may do, by groups (seen on 19, groups given on top of Internal User). Models that are not named here can be
 * read by everybody and written by the administrator alone, which is assumed.
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
	'base.group_partner_manager': 'Contact/Creation',
	'sales_team.group_sale_salesman_all_leads': 'Sales/User: All Documents',
	'sales_team.group_sale_manager': 'Sales/Administrator',
	'stock.group_stock_user': 'Inventory/User',
	'stock.group_stock_manager': 'Inventory/Administrator',
	'account.group_account_invoice': 'Accounting/Invoicing',
	'account.group_account_basic': 'Basic',
	'account.group_account_readonly': 'Show Accounting Features - Readonly',
	'account.group_account_manager': 'Accounting/Administrator',
	'product.group_product_manager': 'Products/Create',
};

const SALES = 'sales_team.group_sale_salesman_all_leads';
const SALES_HEAD = 'sales_team.group_sale_manager';
const INVOICING = 'account.group_account_invoice';
const STOCK = 'stock.group_stock_user';
const STOCK_HEAD = 'stock.group_stock_manager';
const PRODUCTS = 'product.group_product_manager';
const RIGHTS = 'base.group_erp_manager';
const SYSTEM = 'base.group_system';
const NOBODY: readonly string[] = [];

interface Rule {
	readonly models: RegExp;
	/** Who may create and change; nobody but the administrator when absent. */
	readonly write?: readonly string[];
	/** Who may delete; those who may change when absent. */
	readonly unlink?: readonly string[];
	/** Who may read; everybody when absent. */
	readonly read?: readonly string[];
}

/** The first that fits a model is its rule. */
const RULES: readonly Rule[] = [
	{ models: /^sale\.order$/, write: [SALES, SALES_HEAD], unlink: [SALES_HEAD] },
	{ models: /^sale\.|^crm\.tag$|^ir\.attachment$|^mail\./, write: [SALES, SALES_HEAD] },
	{ models: /^res\.partner$/, write: ['base.group_partner_manager', STOCK_HEAD, SALES_HEAD] },
	{
		models: /^account\.(payment|payment\.register)$/,
		write: [INVOICING],
		read: [INVOICING, 'account.group_account_readonly'],
	},
	{ models: /^account\.(move(\.line|\.reversal)?)$/, write: [INVOICING] },
	{
		models: /^account\.bank\.statement\.line$/,
		write: ['account.group_account_basic'],
		read: [INVOICING, 'account.group_account_basic', 'account.group_account_readonly'],
	},
	{ models: /^account\.tax$/, write: ['account.group_account_manager'] },
	{ models: /^stock\.quant$/, write: [STOCK], unlink: NOBODY },
	{ models: /^stock\.(picking|move|backorder|return)|^confirm\.stock\.sms$/, write: [STOCK, SALES, SALES_HEAD] },
	{ models: /^product\.pricelist/, write: [STOCK_HEAD, PRODUCTS, SALES_HEAD] },
	{ models: /^product\./, write: [PRODUCTS] },
	{ models: /^delivery\.carrier$/, write: [STOCK_HEAD, SALES_HEAD] },
	{ models: /^ir\.model(\.data|\.fields)?$/, write: [RIGHTS], read: [RIGHTS] },
	{
		models: /^(base\.automation|decimal\.precision|ir\.actions\.server|ir\.config_parameter)$/,
		write: [SYSTEM],
		read: [SYSTEM],
	},
];

const WORDS: Readonly<Record<Operation, string>> = {
	read: 'access',
	create: 'create',
	write: 'modify',
	unlink: 'delete',
};

/** Throws an AccessError that names the groups which may. */
export function requireRight(env: Env, model: Model, operation: Operation): void {
	const allowed = allowedFor(model, operation);
	if (allowed === undefined || isAllowed(groupsOf(env), allowed)) return;
	const names = allowed.map((group) => `\t- ${GROUPS[group] ?? group}`).sort();
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

/** Posting asks for itself, in words of its own. */
export function requirePosting(env: Env): void {
	if (isAllowed(groupsOf(env), [INVOICING])) return;
	throw accessError("You don't have the access rights to post an invoice.");
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

/** The administrator has every group; what no group may, not even that one may. */
function isAllowed(groups: readonly string[], allowed: readonly string[]): boolean {
	return (groups.includes(SYSTEM) && allowed !== NOBODY) || allowed.some((group) => groups.includes(group));
}

/** undefined: everybody. */
function allowedFor({ name }: Model, operation: Operation): readonly string[] | undefined {
	const rule = RULES.find(({ models }) => models.test(name));
	if (operation === 'read') return rule?.read;
	const write = rule?.write ?? [SYSTEM];
	return operation === 'unlink' ? (rule?.unlink ?? write) : write;
}
