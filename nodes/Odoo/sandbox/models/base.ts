/*
 * Company, users, partners, countries, currencies, and what Odoo says about itself (ir.*).
 */
import type { Env } from '../env';
import { externalId } from '../external-ids';
import { validationError, valueError } from '../errors';
import {
	binary,
	boolean,
	char,
	computed,
	date,
	datetime,
	float,
	html,
	integer,
	many2many,
	many2one,
	one2many,
	selection,
	text,
	writable,
} from '../fields';
import { active, allModels, define, fieldsOf, type Model } from '../schema';
import { GROUPS, groupsOf, requireRight } from '../access';
import { isText } from '../values';

const company: Model = {
	name: 'res.company',
	label: 'Companies',
	order: 'id',
	fields: {
		name: char('Company Name', { required: true }),
		partner_id: many2one('Partner', 'res.partner', { required: true }),
		currency_id: many2one('Currency', 'res.currency', { required: true }),
		country_id: many2one('Country', 'res.country'),
		email: char('Email'),
		phone: char('Phone'),
		vat: char('Tax ID'),
		tax_calculation_rounding_method: selection('Tax Calculation Rounding Method', [
			['round_per_line', 'Round per Line'],
			['round_globally', 'Round Globally'],
		]),
		account_sale_tax_id: many2one('Default Sale Tax', 'account.tax'),
		/** Whether somebody has been asked about text messages to customers: see stock.picking. */
		has_received_warning_stock_sms: boolean('Has Received Warning Stock Sms', { hidden: true }),
	},
};

const user: Model = {
	name: 'res.users',
	label: 'User',
	order: 'name, login',
	searched: ['name', 'login'],
	fields: {
		name: char('Name'),
		login: char('Login', { required: true }),
		password: char('Password', { hidden: true }),
		partner_id: many2one('Related Partner', 'res.partner', { required: true }),
		company_id: many2one('Company', 'res.company', { required: true }),
		company_ids: many2many('Companies', 'res.company'),
		lang: selection('Language', [
			['en_US', 'English (US)'],
			['fi_FI', 'Finnish / Suomi'],
			['fr_FR', 'French / Français'],
		]),
		tz: selection('Timezone', []),
		/** External ids of the groups, with commas between; not a field of Odoo's. */
		groups: char('Groups', { hidden: true }),
		active,
	},
	methods: {
		context_get: {
			on: 'model',
			params: [],
			run: ({ env }) => ({ lang: env.user.get('lang') || 'en_US', tz: env.user.get('tz'), uid: env.uid }),
		},
		has_group: {
			on: 'records',
			params: ['group_ext_id'],
			run: ({ env, args }) => {
				const group = String(args['group_ext_id']);
				return groupsOf(env).includes(group) || (groupsOf(env).includes('base.group_system') && group in GROUPS);
			},
		},
	},
};

const partner: Model = {
	name: 'res.partner',
	label: 'Contact',
	order: 'complete_name, id desc',
	searched: ['complete_name', 'email', 'ref', 'vat'],
	fields: {
		name: char('Name'),
		complete_name: computed(char('Complete Name'), (record) => {
			const parent = record.one('parent_id');
			return parent
				? [parent.text('name'), record.text('name') || kindOf(record.get('type'))].join(', ')
				: record.text('name');
		}),
		active,
		is_company: boolean('Is a Company'),
		type: selection(
			'Address Type',
			[
				['contact', 'Contact'],
				['invoice', 'Invoice'],
				['delivery', 'Delivery'],
				['other', 'Other'],
			],
			{ initial: () => 'contact' },
		),
		parent_id: many2one('Related Company', 'res.partner'),
		child_ids: one2many('Contact', 'res.partner', 'parent_id'),
		email: char('Email'),
		email_normalized: computed(char('Normalized Email'), (record) => {
			const found = /[^\s<>"]+@[^\s<>"]+/.exec(record.text('email'));
			return found ? found[0].toLowerCase() : false;
		}),
		phone: char('Phone'),
		mobile: char('Mobile', { until: 18 }),
		street: char('Street'),
		street2: char('Street2'),
		zip: char('Zip'),
		city: char('City'),
		state_id: many2one('State', 'res.country.state'),
		country_id: many2one('Country', 'res.country'),
		country_code: computed(char('Country Code'), (record) => record.one('country_id')?.get('code') ?? false),
		vat: char('Tax ID'),
		ref: char('Reference'),
		lang: selection(
			'Language',
			[
				['en_US', 'English (US)'],
				['fi_FI', 'Finnish / Suomi'],
				['fr_FR', 'French / Français'],
			],
			{ initial: (env) => env.ctx['lang'] ?? 'en_US' },
		),
		comment: html('Notes'),
		website: char('Website Link'),
		barcode: char('Barcode', { companyDependent: true }),
		category_id: many2many('Tags', 'res.partner.category'),
		company_id: many2one('Company', 'res.company'),
		user_id: many2one('Salesperson', 'res.users'),
		property_product_pricelist: many2one('Pricelist', 'product.pricelist'),
		property_payment_term_id: many2one('Customer Payment Terms', 'account.payment.term', { companyDependent: true }),
		property_account_position_id: many2one('Fiscal Position', 'account.fiscal.position', { companyDependent: true }),
		property_account_receivable_id: many2one('Account Receivable', 'account.account', { companyDependent: true }),
	},
	display: (record) => record.text('complete_name'),
	check: (record) => {
		if (record.text('type') !== 'contact' || isText(record.get('name'))) return;
		throw validationError('The operation cannot be completed: Contacts require a name');
	},
	writing: (record, vals) => {
		if (typeof vals['lang'] === 'string' && !record.env.state.languages.includes(vals['lang'])) {
			throw valueError(`Wrong value for res.partner.lang: '${vals['lang']}'`);
		}
	},
	complete: (env, vals) => {
		if (typeof vals['lang'] === 'string' && !env.state.languages.includes(vals['lang'])) {
			throw valueError(`Wrong value for res.partner.lang: '${vals['lang']}'`);
		}
	},
	unlinking: (record) => {
		const { env } = record;
		const used = env.find('sale.order', (order) => order.get('partner_id') === record.id);
		if (used) throw stillUsed('Sales Order', 'sale.order', 'Customer', 'partner_id');
	},
	methods: {
		name_create: {
			on: 'model',
			params: ['name'],
			run: ({ env, model, args }) => {
				requireRight(env, model, 'create');
				const made = env.insert(model.name, {
					name: String(args['name']),
					type: 'contact',
					active: true,
					lang: 'en_US',
				});
				return [made.id, made.display()];
			},
		},
	},
};

function kindOf(type: unknown): string {
	return { invoice: 'Invoice', delivery: 'Delivery', other: 'Other' }[String(type)] ?? '';
}

/** What a foreign key answers to a deletion. */
export function stillUsed(label: string, model: string, fieldLabel: string, field: string): Error {
	return validationError(
		`The operation cannot be completed: Another model is using the record you are trying to delete.\n\nThe troublemaker is: '${label}' (${model})\nThanks to the following constraint: '${fieldLabel}' (${field})\nHow about archiving the record instead?`,
	);
}

const lists: readonly Model[] = [
	{
		name: 'res.partner.category',
		label: 'Partner Tags',
		order: 'name, id',
		fields: { name: char('Name', { required: true, translated: true }), active },
	},
	{
		name: 'res.country',
		label: 'Country',
		order: 'name, id',
		searched: ['name', 'code'],
		fields: {
			name: char('Country Name', { required: true, translated: true }),
			code: char('Country Code', { required: true }),
			currency_id: many2one('Currency', 'res.currency'),
			state_ids: one2many('States', 'res.country.state', 'country_id'),
		},
	},
	{
		name: 'res.country.state',
		label: 'Country state',
		order: 'code, id',
		fields: {
			name: char('State Name', { required: true }),
			code: char('State Code', { required: true }),
			country_id: many2one('Country', 'res.country', { required: true }),
		},
		display: (record) => `${record.text('name')} (${record.one('country_id')?.text('code') ?? ''})`,
	},
	{
		name: 'res.currency',
		label: 'Currency',
		order: 'active desc, name',
		fields: {
			name: char('Currency', { required: true }),
			symbol: char('Symbol', { required: true }),
			rounding: float('Rounding Factor'),
			decimal_places: computed(integer('Decimal Places'), (record) =>
				Math.max(0, Math.round(-Math.log10(record.num('rounding') || 0.01))),
			),
			active,
		},
	},
	{
		name: 'decimal.precision',
		label: 'Decimal Precision',
		fields: { name: char('Usage', { required: true }), digits: integer('Digits', { required: true }) },
	},
	{
		name: 'ir.config_parameter',
		label: 'System Parameter',
		order: 'key',
		fields: { key: char('Key', { required: true }), value: text('Value', { required: true }) },
		display: (record) => record.text('key'),
		methods: {
			get_param: {
				on: 'model',
				params: ['key', 'default='],
				run: ({ env, model, args }) => {
					requireRight(env, model, 'read');
					const found = env.find(model.name, (row) => row.get('key') === args['key']);
					return found?.get('value') ?? args['default'] ?? false;
				},
			},
		},
	},
	{
		name: 'ir.attachment',
		label: 'Attachment',
		order: 'id desc',
		fields: {
			name: char('Name', { required: true }),
			res_model: char('Resource Model'),
			res_id: { type: 'many2one_reference', label: 'Resource ID' },
			datas: binary('File Content (base64)'),
			mimetype: char('Mime Type', { readonly: true, writable: true }),
			type: selection(
				'Type',
				[
					['url', 'URL'],
					['binary', 'File'],
				],
				{ required: true, initial: () => 'binary' },
			),
			url: char('Url'),
			description: text('Description'),
			company_id: many2one('Company', 'res.company', { initial: (env) => env.company.id }),
		},
	},
];

const own: readonly Model[] = [
	{
		name: 'ir.model.data',
		label: 'Model Data',
		order: 'module, model, name',
		fields: {
			name: char('External Identifier', { required: true }),
			module: char('Module', { required: true, initial: () => '' }),
			model: char('Model Name', { required: true }),
			res_id: { type: 'many2one_reference', label: 'Record ID' },
			noupdate: boolean('Non Updatable'),
			complete_name: computed(char('Complete ID'), (row) => `${row.text('module')}.${row.text('name')}`),
		},
		display: (row) => row.text('complete_name'),
		complete: (env, vals) => {
			const { module, name } = vals;
			if (/\s/.test(String(name))) {
				throw validationError(
					`The operation cannot be completed: new row for relation "ir_model_data" violates check constraint "ir_model_data_name_nospaces"\nDETAIL:  Failing row contains (${String(name)}, ${String(module)}, ${String(vals['model'])}).\n`,
				);
			}
			if (externalId(env, `${String(module)}.${String(name)}`) === undefined) return;
			throw validationError(
				`The operation cannot be completed: duplicate key value violates unique constraint "ir_model_data_module_name_uniq_index"\nDETAIL:  Key (module, name)=(${String(module)}, ${String(name)}) already exists.\n`,
			);
		},
		methods: {
			/** Works for users who may not read the model (seen on 19). */
			check_object_reference: {
				on: 'model',
				params: ['module', 'xml_id', 'raise_on_access_error='],
				run: ({ env, args }) => {
					const xmlid = `${String(args['module'])}.${String(args['xml_id'])}`;
					const known = externalId(env, xmlid);
					if (known === undefined) throw valueError(`External ID not found in the system: ${xmlid}`);
					return [known.get('model'), known.get('res_id')];
				},
			},
		},
	},
	{
		name: 'ir.model',
		label: 'Models',
		order: 'model',
		searched: ['name', 'model'],
		fields: {
			name: char('Model Description', { required: true }),
			model: char('Model', { required: true }),
			field_id: one2many('Fields', 'ir.model.fields', 'model_id', { required: true }),
		},
	},
	{
		name: 'ir.model.fields',
		label: 'Fields',
		order: 'name',
		fields: {
			name: char('Field Name', { required: true }),
			field_description: char('Field Label', { required: true }),
			model_id: many2one('Model', 'ir.model', { required: true }),
			model: char('Model Name', { required: true }),
			ttype: selection('Field Type', [], { required: true }),
			relation: char('Related Model'),
		},
		display: (row) => `${row.text('field_description')} (${row.text('model')})`,
	},
];

const notes: readonly Model[] = [
	{
		name: 'mail.message',
		label: 'Message',
		order: 'id desc',
		fields: {
			model: char('Related Document Model'),
			res_id: { type: 'many2one_reference', label: 'Related Document ID' },
			body: html('Contents'),
			date: writable(computed(datetime('Date'), (record) => record.get('create_date'))),
		},
		display: (record) => record.text('model'),
	},
	{
		name: 'mail.activity',
		label: 'Activity',
		order: 'date_deadline, id',
		fields: {
			res_model: char('Related Document Model', { readonly: true, writable: true }),
			res_id: { type: 'many2one_reference', label: 'Related Document ID' },
			summary: char('Summary'),
			note: html('Note'),
			user_id: many2one('Assigned to', 'res.users'),
			date_deadline: date('Due Date', { required: true, initial: (env) => env.now().slice(0, 10) }),
		},
		display: (record) => record.text('summary') || 'To-Do',
	},
];

define(company, user, partner, ...lists, ...own, ...notes);

/** Rows of ir.model and ir.model.fields for what a version has; made once, when a company is. */
export function describeModels(env: Env): void {
	for (const model of allModels(env.version)) {
		const described = env.insert('ir.model', { name: model.label, model: model.name });
		for (const { name, field } of fieldsOf(model, env.version).values()) {
			env.insert('ir.model.fields', {
				name,
				field_description: field.label,
				model_id: described.id,
				model: model.name,
				ttype: field.type,
				relation: field.relation ?? false,
			});
		}
	}
}
