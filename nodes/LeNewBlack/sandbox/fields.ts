/*
 * The fields that each record takes and shows (facts, section 4: those of the vendor's PHP SDK). A field that is not among
 * them is refused with 422, so that a slip of the pen is seen; the vendor probably ignores it.
 */
import type { Faults } from './answers';
import type { PlainResource } from './state';
import { isGiven, isObject, isText, type Fields } from './values';

const numbered = (name: string, from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => `${name}_${from + index}`);

export interface Shape {
	/** The field by which the record is told from others. */
	readonly key: string;
	readonly required: readonly string[];
	readonly optional: readonly string[];
	/** Shown, never taken. */
	readonly readOnly?: readonly string[];
	/** In sentences. */
	readonly noun: string;
	/** Filters of its list besides `page`, by the field each compares. */
	readonly filters?: Readonly<Record<string, string>>;
}

const CATALOG: Omit<Shape, 'noun'> = {
	key: 'code',
	required: ['code', 'name', 'status'],
	optional: [
		...['line_name', 'season_name', 'privacy_level', 'enable_inventory', 'order_type', 'close_on'],
		...['delivery_start_on', 'delivery_end_on', 'payment_terms', ...numbered('extra', 1, 9)],
	],
	readOnly: ['publish_time', 'image_url'],
};

export const SHAPES: Readonly<Record<PlainResource, Shape>> = {
	retailers: {
		key: 'reference',
		noun: 'retailer',
		required: ['reference', 'name', 'price_list_code', 'store_address'],
		optional: [
			...['company', 'access_status', 'access_role_level', 'delivery_incoterm', 'discount_rate'],
			...['discount_special_rate', 'terms_of_delivery', 'terms_of_payment', 'contact_group', 'sales_group'],
			...['sales_admin_email', 'sales_rep_email', ...numbered('extra', 1, 9)],
			...['billing_address', 'delivery_addresses', 'buyers'],
		],
	},
	products: {
		key: 'model',
		noun: 'product',
		required: [
			...['model', 'name', 'category_name', 'collection_code', 'collection_name', 'sizing_name'],
			...['sizing_sizes', 'variants'],
		],
		optional: [
			...['sub_category_name', 'sub_sub_category_name', 'is_published', 'is_new', 'is_top'],
			...['order_min', 'order_max', 'order_multiple', ...numbered('extra', 1, 9)],
		],
		readOnly: ['rank_in_category', 'has_core_variant', 'popin_url'],
	},
	collections: {
		...CATALOG,
		noun: 'collection',
		filters: { name: 'name', code: 'code', status: 'status', season: 'season_name' },
	},
	sales_catalogs: { ...CATALOG, noun: 'sales catalog' },
	fabrics: {
		key: 'code',
		noun: 'fabric',
		required: ['code', 'name'],
		optional: ['material_code', 'color_code', 'color_name', 'external_name'],
		readOnly: ['id', 'material_name'],
	},
	sizings: {
		key: 'code',
		noun: 'sizing',
		required: ['code', 'name', 'size_1'],
		optional: [...numbered('size', 2, 20), 'description'],
		readOnly: ['id'],
	},
	sales_documents: {
		key: 'document_number',
		noun: 'sales document',
		required: ['document_number', 'name', 'category', 'type'],
		optional: [
			...['comment', 'issued_on', 'due_on', 'amount', 'amount_currency_code', 'shipper_ref', 'shipper_name'],
			...['file_remote_url', 'external_id'],
		],
		readOnly: ['file_local_url'],
	},
};

export const VARIANT: Omit<Shape, 'noun'> = {
	key: 'fabric_code',
	required: ['fabric_code', 'fabric_name', 'reference'],
	optional: [
		...['fabric_color_code', 'fabric_color_name', 'is_available', 'is_blocked', 'is_core', 'care_instruction'],
		...['composition', 'country_of_origin', 'customs_code', 'description', 'fabric_print', 'lining', 'dimensions'],
		...['weight', 'available_on', 'show_looks', 'showroom_availability', 'special_notice', 'video_url'],
		...['image_360_url', 'skus'],
	],
};

export const SKU: Omit<Shape, 'noun'> = {
	key: 'size_name',
	required: ['size_name'],
	optional: ['ean13', 'sku', 'extra_1', 'is_blocked', 'external_size_position'],
};

const ADDRESS: Omit<Shape, 'noun'> = {
	key: 'reference',
	required: ['country'],
	optional: [
		...['reference', 'company', 'contact_name', 'contact_email', 'tel', 'address_1', 'address_2', 'zipcode'],
		...['city', 'vat_number'],
	],
};

const BUYER: Omit<Shape, 'noun'> = {
	key: 'email',
	required: ['email'],
	optional: ['first_name', 'last_name', 'gender'],
};

type Found = Record<string, string[]>;

const note = (found: Found, field: string, words: string) => void (found[field] = [...(found[field] ?? []), words]);

/** What is wrong with a record's own fields; empty where nothing is. */
export function faultsOf(fields: Fields, shape: Omit<Shape, 'noun'>, at = ''): Faults {
	const found: Found = {};
	for (const name of shape.required)
		if (!isGiven(fields[name]) || fields[name] === '') note(found, `${at}${name}`, 'is required');
	const known = new Set([...shape.required, ...shape.optional]);
	for (const name of Object.keys(fields))
		if (!known.has(name)) note(found, `${at}${name}`, 'SANDBOX "lenewblack" DOES NOT KNOW this field');
	return found;
}

/** Faults of an address, of a list of them, and of buyers. */
export function addressFaults(address: unknown, at: string): Faults {
	if (!isGiven(address)) return {};
	if (!isObject(address)) return { [at]: ['must be an address'] };
	const faults = faultsOf(address, ADDRESS, `${at}.`);
	const { country } = address;
	if (!isText(country) || /^[A-Z]{2}$/.test(country)) return faults;
	return { ...faults, [`${at}.country`]: ['must be two letters'] };
}

export const buyerFaults = (buyer: unknown, at: string): Faults =>
	isObject(buyer) ? faultsOf(buyer, BUYER, `${at}.`) : { [at]: ['must be a buyer'] };
