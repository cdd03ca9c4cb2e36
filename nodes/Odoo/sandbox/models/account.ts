/*
 * Journals, accounts, taxes, invoices, payments, and the windows that make them.
 */
import { requirePosting } from '../access';
import type { Env, Rec } from '../env';
import { userError, validationError } from '../errors';
import {
	boolean,
	char,
	computed,
	date,
	float,
	integer,
	many2many,
	many2one,
	monetary,
	one2many,
	related,
	selection,
	html,
	writable,
	type Field,
} from '../fields';
import { invoiceOrders, journalOf, reverse } from '../invoicing';
import {
	invoiceLineTotals,
	isInvoice,
	moveTotals,
	numberDraft,
	paymentState,
	post,
	productLines,
	requireBalanced,
	residual,
	settleLines,
} from '../ledger';
import { bookStatementLine, createPayments, paymentStateOf, postPayment, startRegister } from '../payments';
import { active, define, type Model } from '../schema';
import { isTruthy } from '../values';
import { THREAD } from './threads';

const MOVE_TYPES: ReadonlyArray<readonly [string, string]> = [
	['entry', 'Journal Entry'],
	['out_invoice', 'Customer Invoice'],
	['out_refund', 'Customer Credit Note'],
	['in_invoice', 'Vendor Bill'],
	['in_refund', 'Vendor Credit Note'],
	['out_receipt', 'Sales Receipt'],
	['in_receipt', 'Purchase Receipt'],
];
const MOVE_STATES: ReadonlyArray<readonly [string, string]> = [
	['draft', 'Draft'],
	['posted', 'Posted'],
	['cancel', 'Cancelled'],
];
const PAYMENT_STATES: ReadonlyArray<readonly [string, string]> = [
	['not_paid', 'Not Paid'],
	['in_payment', 'In Payment'],
	['paid', 'Paid'],
	['partial', 'Partially Paid'],
	['reversed', 'Reversed'],
	['invoicing_legacy', 'Invoicing App Legacy'],
];
const BLOCKED: ReadonlyArray<readonly [string, string]> = [
	...PAYMENT_STATES.slice(0, 5),
	['blocked', 'Blocked'],
	...PAYMENT_STATES.slice(5),
];

/** Chosen when it is made, and never changed. */
const OWN_COMPANY = { required: true, readonly: true, writable: true, initial: (env: Env) => env.company.id } as const;

const tax: Model = {
	name: 'account.tax',
	label: 'Tax',
	order: 'sequence, id',
	fields: {
		name: char('Tax Name', { required: true, translated: true }),
		sequence: integer('Sequence', { required: true, initial: () => 1 }),
		amount: float('Amount', { required: true, digits: 4 }),
		amount_type: selection(
			'Tax Computation',
			[
				['group', 'Group of Taxes'],
				['fixed', 'Fixed'],
				['percent', 'Percentage'],
				['division', 'Percentage Tax Included'],
			],
			{ required: true, initial: () => 'percent' },
		),
		type_tax_use: selection(
			'Tax Type',
			[
				['sale', 'Sales'],
				['purchase', 'Purchases'],
				['none', 'None'],
			],
			{ required: true, initial: () => 'sale' },
		),
		price_include_override: selection(
			'Included in Price',
			[
				['tax_included', 'Tax Included'],
				['tax_excluded', 'Tax Excluded'],
			],
			{ since: 18 },
		),
		// Up to 17 a plain field; from 18 on it is computed, and what is written is silently ignored (seen).
		price_include: computed(
			boolean('Price Include'),
			(record) => record.get('price_include_override') === 'tax_included',
			{
				of: { 16: { readonly: undefined }, 17: { readonly: undefined } },
				put: (record, value) => {
					if (record.env.version <= 17)
						record.set({ price_include_override: isTruthy(value) ? 'tax_included' : false });
				},
			},
		),
		description: html('Description', { translated: true }),
		country_id: many2one('Country', 'res.country', { required: true, initial: (env) => env.company.get('country_id') }),
		company_id: many2one('Company', 'res.company', OWN_COMPANY),
		active,
	},
	check: (record) => {
		const same = record.env.find(
			'account.tax',
			(each) =>
				each.id !== record.id &&
				['name', 'company_id', 'type_tax_use'].every((column) => each.get(column) === record.get(column)),
		);
		if (same === undefined) return;
		const company = record.one('company_id')?.text('name') ?? '';
		throw validationError(`Tax names must be unique!\n- ${record.text('name')} in ${company}`);
	},
};

const plan: readonly Model[] = [
	{
		name: 'account.journal',
		label: 'Journal',
		order: 'sequence, type, code',
		searched: ['name', 'code'],
		fields: {
			name: char('Journal Name', { required: true, translated: true }),
			code: char('Sequence Prefix', { required: true }),
			type: selection(
				'Type',
				[
					['sale', 'Sales'],
					['purchase', 'Purchase'],
					['cash', 'Cash'],
					['bank', 'Bank'],
					['credit', 'Credit Card'],
					['general', 'Miscellaneous'],
				],
				{ required: true },
			),
			sequence: integer('Sequence', { initial: () => 10 }),
			currency_id: many2one('Currency', 'res.currency'),
			company_id: many2one('Company', 'res.company', {
				required: true,
				readonly: true,
				writable: true,
				initial: (env) => env.company.id,
			}),
			default_account_id: many2one('Default Account', 'account.account'),
			active,
		},
		created: (record) => {
			if (!['bank', 'cash', 'credit'].includes(record.text('type'))) return;
			record.env.insert('account.payment.method.line', { name: 'Manual Payment', journal_id: record.id });
		},
	},
	{
		name: 'account.account',
		label: 'Account',
		order: 'code, id',
		searched: ['code', 'name'],
		fields: {
			name: char('Account Name', { required: true, translated: true }),
			code: char('Code'),
			account_type: selection(
				'Type',
				[
					['asset_receivable', 'Receivable'],
					['asset_cash', 'Bank and Cash'],
					['asset_current', 'Current Assets'],
					['asset_non_current', 'Non-current Assets'],
					['asset_prepayments', 'Prepayments'],
					['asset_fixed', 'Fixed Assets'],
					['liability_payable', 'Payable'],
					['liability_credit_card', 'Credit Card'],
					['liability_current', 'Current Liabilities'],
					['liability_non_current', 'Non-current Liabilities'],
					['equity', 'Equity'],
					['equity_unaffected', 'Current Year Earnings'],
					['income', 'Income'],
					['income_other', 'Other Income'],
					['expense', 'Expenses'],
					['expense_other', 'Other Expenses'],
					['expense_depreciation', 'Depreciation'],
					['expense_direct_cost', 'Cost of Revenue'],
					['off_balance', 'Off-Balance Sheet'],
				],
				{ required: true },
			),
			reconcile: boolean('Allow Reconciliation'),
			active,
		},
		display: (record) =>
			record.env.version >= 19 ? record.text('name') : `${record.text('code')} ${record.text('name')}`.trim(),
	},
	{
		name: 'account.payment.method.line',
		label: 'Payment Methods',
		order: 'id',
		fields: { name: char('Name'), journal_id: many2one('Journal', 'account.journal') },
		display: (record) => `${record.text('name')} (${record.one('journal_id')?.text('name') ?? ''})`,
	},
	{
		name: 'account.payment.term',
		label: 'Payment Terms',
		order: 'sequence, id',
		fields: {
			name: char('Payment Terms', { required: true, translated: true }),
			sequence: integer('Sequence', { required: true, initial: () => 10 }),
			active,
		},
	},
	{
		name: 'account.fiscal.position',
		label: 'Fiscal Position',
		order: 'sequence',
		fields: {
			name: char('Fiscal Position', { required: true, translated: true }),
			sequence: integer('Sequence'),
			company_id: many2one('Company', 'res.company', OWN_COMPANY),
			active,
		},
	},
	{
		/** How taxes are mapped up to 18; on 19 the taxes say it themselves, which is not imitated. */
		name: 'account.fiscal.position.tax',
		label: 'Tax Mapping of Fiscal Position',
		until: 18,
		fields: {
			position_id: many2one('Fiscal Position', 'account.fiscal.position', { required: true }),
			tax_src_id: many2one('Tax on Product', 'account.tax', { required: true }),
			tax_dest_id: many2one('Tax to Apply', 'account.tax'),
		},
		display: (record) => record.one('position_id')?.text('name') ?? '',
	},
	{
		/** What settles what; not shown to callers by the facts, and here a shape of its own. */
		name: 'account.partial.reconcile',
		label: 'Partial Reconcile',
		hidden: true,
		fields: {
			invoice_id: many2one('Invoice', 'account.move'),
			payment_id: many2one('Payment', 'account.payment'),
			credit_note_id: many2one('Credit Note', 'account.move'),
			amount: monetary('Amount'),
		},
		display: (record) => String(record.id),
	},
];

// ------------------------------------------------------------------ invoices and entries

const READ_ONLY_WHEN_POSTED = [
	'invoice_line_ids',
	'line_ids',
	'invoice_date',
	'date',
	'partner_id',
	'journal_id',
	'currency_id',
];

const move: Model = {
	name: 'account.move',
	label: 'Journal Entry',
	order: 'date desc, name desc, invoice_date desc, id desc',
	searched: ['name', 'ref'],
	fields: {
		name: char('Number'),
		state: selection('Status', MOVE_STATES, { required: true, readonly: true, initial: () => 'draft' }),
		move_type: selection('Type', MOVE_TYPES, {
			required: true,
			readonly: true,
			writable: true,
			initial: () => 'entry',
		}),
		partner_id: many2one('Partner', 'res.partner'),
		partner_shipping_id: many2one('Delivery Address', 'res.partner'),
		ref: char('Reference'),
		invoice_origin: char('Origin', { readonly: true }),
		payment_reference: char('Payment Reference'),
		invoice_date: date('Invoice/Bill Date'),
		invoice_date_due: date('Due Date'),
		date: date('Date', { required: true, initial: (env) => env.now().slice(0, 10) }),
		journal_id: many2one('Journal', 'account.journal', { required: true }),
		currency_id: many2one('Currency', 'res.currency', {
			required: true,
			initial: (env) => env.company.get('currency_id'),
		}),
		company_id: many2one('Company', 'res.company', { initial: (env) => env.company.id }),
		team_id: many2one('Sales Team', 'crm.team'),
		invoice_user_id: many2one('Salesperson', 'res.users', { initial: (env) => env.uid }),
		fiscal_position_id: many2one('Fiscal Position', 'account.fiscal.position'),
		invoice_payment_term_id: many2one('Payment Terms', 'account.payment.term'),
		narration: html('Terms and Conditions'),
		reversed_entry_id: many2one('Reversal of', 'account.move', { readonly: true }),
		reversal_move_ids: one2many('Reversal Move', 'account.move', 'reversed_entry_id', { since: 17 }),
		line_ids: one2many('Journal Items', 'account.move.line', 'move_id'),
		invoice_line_ids: computed(
			one2many('Invoice lines', 'account.move.line', 'move_id'),
			(record) => productLines(record).map(({ id }) => id),
			{
				readonly: undefined,
			},
		),
		amount_untaxed: computed(monetary('Untaxed Amount'), (record) => moveTotals(record).untaxed),
		amount_tax: computed(monetary('Tax'), (record) => moveTotals(record).tax),
		amount_total: computed(monetary('Total'), (record) => moveTotals(record).total),
		amount_residual: computed(monetary('Amount Due'), residual),
		payment_state: computed(
			selection('Payment Status', BLOCKED, {
				of: { 16: { selection: PAYMENT_STATES }, 17: { selection: PAYMENT_STATES } },
			}),
			paymentState,
		),
		matched_payment_ids: computed(
			many2many('Matched Payments', 'account.payment', { since: 18 }),
			(record) => paymentsOf(record),
			{ readonly: undefined },
		),
		payment_id: computed(many2one('Payment', 'account.payment', { until: 17 }), () => false),
	},
	display: (record) => {
		const kind =
			record.get('move_type') === 'out_refund'
				? 'Draft Credit Note'
				: isInvoice(record)
					? 'Draft Invoice'
					: 'Draft Entry';
		const name = record.get('state') === 'draft' && !record.get('name') ? kind : record.text('name');
		return record.text('ref') === '' ? name : `${name} (${record.text('ref')})`;
	},
	complete: (env, vals) => {
		const type = String(vals['move_type']);
		vals['journal_id'] ??= journalOf(env, type === 'entry' ? 'general' : type.startsWith('in_') ? 'purchase' : 'sale');
		if (type !== 'entry') vals['invoice_date_due'] ??= vals['invoice_date'] || env.now().slice(0, 10);
		if (isTruthy(vals['invoice_date']) && type !== 'entry') vals['date'] = vals['invoice_date'];
		vals['partner_shipping_id'] ??= vals['partner_id'] ?? false;
		// Both names mean the lines of the move.
		if (vals['invoice_line_ids'] !== undefined) vals['line_ids'] = vals['invoice_line_ids'];
	},
	created: (record) => {
		numberDraft(record);
		settleLines(record);
		requireBalanced(record);
	},
	writing: (record, vals) => {
		if (record.get('state') === 'posted') {
			const refused = READ_ONLY_WHEN_POSTED.filter((column) => vals[column] !== undefined);
			if (refused.length > 0) {
				throw userError(`You cannot modify the following readonly fields on a posted move: ${refused.join(', ')}`);
			}
		}
		if (vals['invoice_line_ids'] !== undefined) vals['line_ids'] = vals['invoice_line_ids'];
		if (isTruthy(vals['invoice_date']) && isInvoice(record)) vals['date'] ??= vals['invoice_date'];
	},
	written: (record) => {
		if (record.get('state') === 'draft') settleLines(record);
		requireBalanced(record);
	},
	unlinking: (record) => {
		if (record.get('state') !== 'posted') return;
		throw userError(
			"You can't delete a posted journal item. Don’t play games with your accounting records; reset the journal entry to draft before deleting it.",
		);
	},
	methods: {
		...THREAD,
		action_post: {
			on: 'records',
			params: [],
			access: 'own',
			run: ({ env, records }) => {
				if (records.length > 0) requirePosting(env);
				for (const record of records) post(record);
				return false;
			},
		},
		button_draft: { on: 'records', params: [], run: ({ env, records }) => reopen(env, records) },
		button_cancel: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				for (const record of records) record.set({ state: 'cancel' });
				return undefined;
			},
		},
	},
};

function reopen(env: Env, records: readonly Rec[]): undefined {
	for (const record of records) {
		if (record.get('state') === 'draft')
			throw userError('Only posted/cancelled journal entries can be reset to draft.');
		for (const each of env.all('account.partial.reconcile')) {
			if (each.get('invoice_id') === record.id || each.get('credit_note_id') === record.id) each.remove();
		}
		record.set({ state: 'draft' });
	}
	return undefined;
}

function paymentsOf(record: Rec): number[] {
	const ids = record.env
		.all('account.partial.reconcile')
		.filter((each) => each.get('invoice_id') === record.id)
		.map((each) => each.num('payment_id'));
	return [...new Set(ids)].filter((id) => id > 0);
}

const DISPLAY_TYPES: ReadonlyArray<readonly [string, string]> = [
	['product', 'Product'],
	['cogs', 'Cost of Goods Sold'],
	['tax', 'Tax'],
	['non_deductible_product_total', 'Non Deductible Products Total'],
	['non_deductible_product', 'Non Deductible Products'],
	['non_deductible_tax', 'Non Deductible Tax'],
	['discount', 'Discount'],
	['rounding', 'Rounding'],
	['payment_term', 'Payment Term'],
	['line_section', 'Section'],
	['line_subsection', 'Subsection'],
	['line_note', 'Note'],
	['epd', 'Early Payment Discount'],
];

const balance = (record: Rec): number => Math.round((record.num('debit') - record.num('credit')) * 1e6) / 1e6;

const moveLine: Model = {
	name: 'account.move.line',
	label: 'Journal Item',
	order: 'id',
	fields: {
		move_id: many2one('Journal Entry', 'account.move', { required: true, readonly: true, writable: true }),
		name: char('Label'),
		sequence: integer('Sequence'),
		display_type: selection('Display Type', DISPLAY_TYPES, { required: true, initial: () => 'product' }),
		product_id: many2one('Product', 'product.product'),
		account_id: many2one('Account', 'account.account'),
		partner_id: many2one('Partner', 'res.partner'),
		quantity: float('Quantity', { digits: 2 }),
		price_unit: float('Unit Price'),
		discount: float('Discount (%)', { digits: 2 }),
		tax_ids: many2many('Taxes', 'account.tax'),
		tax_line_id: many2one('Originator Tax', 'account.tax', { readonly: true }),
		sale_line_ids: many2many('Sales Order Lines', 'sale.order.line', { readonly: true, writable: true }),
		debit: monetary('Debit'),
		credit: monetary('Credit'),
		balance: computed(monetary('Balance'), balance, {
			readonly: undefined,
			put: (record, value) =>
				void record.set({ debit: Math.max(Number(value), 0), credit: Math.max(-Number(value), 0) }),
		}),
		price_subtotal: computed(monetary('Subtotal'), (record) => invoiceLineTotals(record).untaxed),
		price_total: computed(monetary('Total'), (record) => invoiceLineTotals(record).total),
		amount_residual: computed(monetary('Residual Amount'), (record) => {
			const of = record.one('move_id');
			if (record.get('display_type') !== 'payment_term' || of === undefined) return 0;
			return of.get('move_type') === 'out_refund' ? -residual(of) : residual(of);
		}),
		date_maturity: date('Due Date'),
		move_type: related(selection('Type', MOVE_TYPES), 'move_id.move_type'),
		parent_state: related(selection('Status', MOVE_STATES), 'move_id.state'),
		currency_id: writable(related(many2one('Currency', 'res.currency', { required: true }), 'move_id.currency_id')),
		company_id: related(many2one('Company', 'res.company'), 'move_id.company_id'),
		journal_id: related(many2one('Journal', 'account.journal'), 'move_id.journal_id'),
		date: related(date('Date'), 'move_id.date'),
	},
	display: (record) => record.one('move_id')?.display() ?? '',
	complete: (env, vals) => {
		const of = env.rec('account.move', Number(vals['move_id']));
		const product = isTruthy(vals['product_id']) ? env.rec('product.product', Number(vals['product_id'])) : undefined;
		if (!of.exists() || !isInvoice(of)) return;
		vals['quantity'] ??= 1;
		vals['partner_id'] ??= of.get('partner_id');
		const known = product?.exists() ? product : undefined;
		vals['name'] ??= known?.display() ?? false;
		vals['price_unit'] ??= known?.num('list_price') ?? 0;
		// Without a product the company's own tax is taken (seen on 19).
		const company = of.one('company_id')?.get('account_sale_tax_id');
		vals['tax_ids'] ??= known
			? [[6, 0, known.get('taxes_id')]]
			: typeof company === 'number'
				? [[6, 0, [company]]]
				: [];
	},
};

// ------------------------------------------------------------------ payments

const memo: Field = char('Memo', { was: ['ref', 17] });

const payment: Model = {
	name: 'account.payment',
	label: 'Payments',
	order: 'date desc, name desc',
	fields: {
		name: char('Number', { readonly: true, writable: true }),
		state: computed(
			selection(
				'State',
				[
					['draft', 'Draft'],
					['in_process', 'In Process'],
					['paid', 'Paid'],
					['canceled', 'Canceled'],
					['rejected', 'Rejected'],
				],
				{ required: true },
			),
			paymentStateOf,
			{
				readonly: undefined,
				put: () => undefined,
				of: { 16: { selection: MOVE_STATES }, 17: { selection: MOVE_STATES } },
			},
		),
		/** draft, posted or canceled: what `state` rests on. */
		stage: char('Stage', { hidden: true, initial: () => 'draft' }),
		amount: monetary('Amount'),
		date: date('Date', { required: true, initial: (env) => env.now().slice(0, 10) }),
		memo,
		payment_reference: char('Payment Reference'),
		payment_type: selection(
			'Payment Type',
			[
				['outbound', 'Send'],
				['inbound', 'Receive'],
			],
			{ required: true, initial: () => 'inbound' },
		),
		partner_type: selection(
			'Partner Type',
			[
				['customer', 'Customer'],
				['supplier', 'Vendor'],
			],
			{ required: true, initial: () => 'customer' },
		),
		partner_id: many2one('Customer/Vendor', 'res.partner'),
		journal_id: many2one('Journal', 'account.journal', { required: true }),
		payment_method_line_id: many2one('Payment Method', 'account.payment.method.line'),
		currency_id: many2one('Currency', 'res.currency', { initial: (env) => env.company.get('currency_id') }),
		company_id: many2one('Company', 'res.company', { required: true, initial: (env) => env.company.id }),
		reconciled_invoice_ids: computed(many2many('Reconciled Invoices', 'account.move'), (record) =>
			record.env
				.all('account.partial.reconcile')
				.filter((each) => each.get('payment_id') === record.id)
				.map((each) => each.num('invoice_id')),
		),
		is_reconciled: computed(
			boolean('Is Reconciled'),
			(record) => (record.get('reconciled_invoice_ids') as number[]).length > 0,
		),
	},
	display: (record) => record.text('name') || 'Draft Payment',
	complete: (env, vals) => {
		vals['journal_id'] ??= journalOf(env, 'bank');
		vals['payment_method_line_id'] ??=
			env.find('account.payment.method.line', (each) => each.get('journal_id') === vals['journal_id'])?.id ?? false;
	},
	methods: {
		action_post: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				for (const record of records) postPayment(record);
				return undefined;
			},
		},
		action_draft: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				for (const record of records) record.set({ stage: 'draft' });
				return undefined;
			},
		},
		action_cancel: {
			on: 'records',
			params: [],
			run: ({ records }) => {
				for (const record of records) record.set({ stage: 'canceled' });
				return undefined;
			},
		},
	},
};

// ------------------------------------------------------------------ bank statements

/** A line of a bank statement, booked against the journal's suspense account until somebody matches it. */
const statementLine: Model = {
	name: 'account.bank.statement.line',
	label: 'Bank Statement Line',
	order: 'id desc',
	fields: {
		move_id: many2one('Journal Entry', 'account.move', { required: true, readonly: true, writable: true }),
		journal_id: many2one('Journal', 'account.journal', { required: true }),
		company_id: many2one('Company', 'res.company', { required: true, initial: (env) => env.company.id }),
		date: date('Date', { required: true, initial: (env) => env.now().slice(0, 10) }),
		payment_ref: char('Label'),
		amount: monetary('Amount'),
		partner_id: many2one('Partner', 'res.partner'),
		currency_id: many2one('Journal Currency', 'res.currency', {
			readonly: true,
			writable: true,
			initial: (env) => env.company.get('currency_id'),
		}),
		is_reconciled: computed(boolean('Is Reconciled'), () => false),
	},
	display: (record) => record.one('move_id')?.display() ?? '',
	complete: (env, vals) => {
		vals['journal_id'] ??= journalOf(env, 'bank');
		vals['date'] ??= env.now().slice(0, 10);
		vals['move_id'] ??= bookStatementLine(env, vals).id;
	},
};

// ------------------------------------------------------------------ windows

const windows: readonly Model[] = [
	{
		name: 'account.payment.register',
		label: 'Pay',
		transient: true,
		fields: {
			amount: monetary('Amount'),
			communication: char('Memo'),
			payment_date: date('Payment Date', { required: true, initial: (env) => env.now().slice(0, 10) }),
			journal_id: many2one('Journal', 'account.journal'),
			payment_method_line_id: many2one('Payment Method', 'account.payment.method.line'),
			payment_type: selection(
				'Payment Type',
				[
					['outbound', 'Send Money'],
					['inbound', 'Receive Money'],
				],
				{ readonly: true },
			),
			partner_id: many2one('Customer/Vendor', 'res.partner', { readonly: true }),
			currency_id: many2one('Currency', 'res.currency'),
			group_payment: boolean('Group Payments', { initial: () => true }),
			source_amount: monetary('Amount to Pay (company currency)', { readonly: true }),
			/** The invoices it was opened on. */
			invoice_ids: many2many('Invoices', 'account.move', { hidden: true }),
		},
		display: () => 'account.payment.register',
		complete: startRegister,
		methods: {
			action_create_payments: { on: 'records', params: [], run: ({ env, records }) => createPayments(env, records[0]) },
		},
	},
	{
		name: 'account.move.reversal',
		label: 'Account Move Reversal',
		transient: true,
		fields: {
			reason: char('Reason displayed on Credit Note'),
			date: date('Reversal date', { initial: (env) => env.now().slice(0, 10) }),
			journal_id: many2one('Journal', 'account.journal', { required: true }),
			move_ids: many2many('Move', 'account.move'),
			refund_method: selection(
				'Credit Method',
				[
					['refund', 'Partial Refund'],
					['cancel', 'Full Refund'],
					['modify', 'Full refund and new draft invoice'],
				],
				{ until: 16, required: true },
			),
		},
		display: () => 'account.move.reversal',
		complete: (env, vals) => {
			const ids = env.ctx['active_model'] === 'account.move' ? env.ctx['active_ids'] : [];
			vals['move_ids'] ??= [[6, 0, Array.isArray(ids) ? ids : []]];
			const moves = (Array.isArray(ids) ? ids : []).map((id) => env.rec('account.move', Number(id)));
			if (moves.some((each) => each.exists() && each.get('state') !== 'posted')) {
				throw userError('To reverse a journal entry, it has to be posted first.');
			}
		},
		methods: {
			refund_moves: { on: 'records', params: [], since: 17, run: ({ records }) => reverseAll(records) },
			reverse_moves: { on: 'records', params: ['is_modify='], until: 16, run: ({ records }) => reverseAll(records) },
		},
	},
	{
		name: 'sale.advance.payment.inv',
		label: 'Sales Advance Payment Invoice',
		transient: true,
		fields: {
			advance_payment_method: selection(
				'Create Invoice',
				[
					['delivered', 'Regular invoice'],
					['percentage', 'Down payment (percentage)'],
					['fixed', 'Down payment (fixed amount)'],
				],
				{ required: true, initial: () => 'delivered' },
			),
			sale_order_ids: many2many('Sale Order', 'sale.order'),
		},
		display: () => 'sale.advance.payment.inv',
		complete: (env, vals) => {
			const ids = env.ctx['active_model'] === 'sale.order' ? env.ctx['active_ids'] : undefined;
			if (Array.isArray(ids)) vals['sale_order_ids'] ??= [[6, 0, ids]];
			if (vals['advance_payment_method'] !== 'delivered') throw new Error('SANDBOX knows no down payments');
		},
		methods: {
			create_invoices: { on: 'records', params: [], run: ({ env, records }) => createInvoices(env, records[0]) },
		},
	},
];

function createInvoices(env: Env, wizard: Rec | undefined): unknown {
	const invoices = invoiceOrders(env, wizard?.many('sale_order_ids') ?? []);
	if (env.version === 16) return { type: 'ir.actions.act_window_close' };
	const [first] = invoices;
	return {
		name: 'Invoices',
		type: 'ir.actions.act_window',
		res_model: 'account.move',
		view_mode: 'form',
		context: { ...env.ctx, default_move_type: 'out_invoice' },
		...(invoices.length === 1 && first
			? { res_id: first.id }
			: { domain: [['id', 'in', invoices.map(({ id }) => id)]] }),
	};
}

function reverseAll(records: readonly Rec[]): unknown {
	const notes = records.flatMap((wizard) => wizard.many('move_ids').map((each) => reverse(wizard, each)));
	const [first] = notes;
	return {
		name: 'Reverse Moves',
		type: 'ir.actions.act_window',
		res_model: 'account.move',
		view_mode: 'form',
		...(first && { res_id: first.id }),
		context: { default_move_type: 'out_refund' },
	};
}

define(tax, ...plan, move, moveLine, payment, statementLine, ...windows);
