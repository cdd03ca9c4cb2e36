/*
 * Links between sales documents and orders, invoices (read only: made in the back office), and selections. The allowed
 * values of a link's `action` are not public: `add` and `remove` are assumed.
 */
import { done, notFound, page, removed, type Faults } from './answers';
import { isFaulty, type Answer, type Save } from './call';
import { faultsOf } from './fields';
import { instant, isGiven, type Fields } from './values';

export const listLinks: Answer = ({ context }) => done(context.state.links);

export const saveLink: Save = (fields, { state }) => {
	const faults: Faults = {
		...faultsOf(fields, {
			key: 'document_number',
			required: ['action', 'document_number', 'order_reference'],
			optional: [],
		}),
		...(['add', 'remove'].includes(String(fields['action'])) ? {} : { action: ['unknown action'] }),
		...(state.plain.sales_documents.has(String(fields['document_number']))
			? {}
			: { document_number: ['unknown sales document'] }),
		...(state.orders.some(({ reference }) => reference === String(fields['order_reference']))
			? {}
			: { order_reference: ['unknown order'] }),
	};
	if (isFaulty(faults)) return { faults };
	const link = {
		document_number: String(fields['document_number']),
		order_reference: String(fields['order_reference']),
	};
	const others = state.links.filter(
		(each) => each.document_number !== link.document_number || each.order_reference !== link.order_reference,
	);
	state.links = fields['action'] === 'add' ? [...others, link] : others;
	return { result: link };
};

export const listInvoices: Answer = ({ context, query }) => page(context.state.invoices, query['page'], context);

export const readInvoice: Answer = ({ context, keys: [number = ''] }) => {
	const invoice = context.state.invoices.find((each) => each['reference_number'] === number);
	return invoice ? done(invoice) : notFound('invoice', number, context);
};

export const listSelections: Answer = ({ context, query }) => page(context.state.selections, query['page'], context);

export const readSelection: Answer = ({ context, keys: [id = ''] }) => {
	const selection = context.state.selections.find((each) => String(each.id) === id);
	return selection ? done(selection) : notFound('selection', id, context);
};

export const saveSelection: Save = (fields, { state, clock, nextId }) => {
	const faults: Faults = {
		...faultsOf(fields, {
			key: 'selection_id',
			required: ['retailer_reference'],
			// Spelled so in the vendor's SDK.
			optional: ['items', 'selection_id', 'buyer_email', 'selection_refrence'],
		}),
		...(state.plain.retailers.has(String(fields['retailer_reference']))
			? {}
			: { retailer_reference: ['unknown retailer'] }),
	};
	if (isFaulty(faults)) return { faults };
	const id = isGiven(fields['selection_id']) ? Number(fields['selection_id']) : 900 + nextId('selection');
	const items = (Array.isArray(fields['items']) ? (fields['items'] as Fields[]) : []).map(
		({ collection_code, model, variant }) => ({
			origin_collection_code: collection_code,
			product_model: model,
			fabric_code: variant,
		}),
	);
	const now = instant(clock.now());
	const selection = {
		...{ id, create_time: now, update_time: now, retailer_reference: fields['retailer_reference'] },
		...{ buyer_email: fields['buyer_email'] ?? null, status: 'open', items },
	};
	state.selections = [...state.selections.filter((each) => each.id !== id), selection];
	return { result: selection };
};

export const removeSelection: Answer = ({ context, keys: [id = ''] }) => {
	const { state } = context;
	if (!state.selections.some((each) => String(each.id) === id)) return notFound('selection', id, context);
	state.selections = state.selections.filter((each) => String(each.id) !== id);
	return removed({ selection: id });
};
