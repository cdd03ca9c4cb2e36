import type { OrderReference, Shipment } from '../../../core/model/shipment';
import { translate } from '../../../core/sync/status';
import { orderGid, orderUrl } from '../order/mapping';
import type { Parcel } from './wire';

/*
 * Shopify's parcels in the package's own terms, and the names of carriers that Shopify knows.
 */

/**
 * What failed or went wrong at a fulfillment service is no shipment and no cancellation: it is reported as a word
 * nobody knows. https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentStatus
 */
const STATUS = { SUCCESS: 'shipped', CANCELLED: 'cancelled', OPEN: 'pending', PENDING: 'pending' } as const;

/** Parcels that stand: neither undone nor failed. */
export const isLive = ({ status }: Parcel) => Object.hasOwn(STATUS, status) && status !== 'CANCELLED';

/** A parcel as the canonical shipment; `lines` of the parcel are all of them. Times are UTC. */
export function toShipment(read: Parcel, account: string, seenAt: string): Shipment {
	const delivered = read.status === 'SUCCESS' && (read.deliveredAt || read.displayStatus === 'DELIVERED');
	const url = orderUrl(account, read.order);
	return {
		kind: 'shipment',
		origin: { system: 'shopify', account, id: read.id, number: read.name, url, seenAt },
		number: read.name,
		orders: [{ system: 'shopify', account, id: read.order.id, number: read.order.name }],
		status: delivered ? 'delivered' : translate(STATUS, read.status),
		carrier: read.trackingInfo.find(({ company }) => Boolean(company))?.company ?? null,
		tracking: read.trackingInfo.flatMap(({ number, url: link }) =>
			number?.trim() ? [{ number: number.trim(), url: link ?? null }] : [],
		),
		shippedAt: new Date(read.createdAt).toISOString(),
		updatedAt: new Date(read.updatedAt).toISOString(),
		lines: read.fulfillmentLineItems.nodes.map(({ quantity, lineItem }) => ({
			sku: lineItem.sku?.trim() || null,
			barcode: lineItem.variant?.barcode ?? null,
			title: lineItem.title ?? null,
			orderLineId: lineItem.id,
			quantity: quantity ?? 0,
		})),
		location: read.location ? { id: read.location.id, name: read.location.name ?? null } : null,
	};
}

// ------------------------------------------------------------------ which order

/** How the order of a shipment is looked for; `none`: it is another shop's, or nothing names it. */
export type OrderWanted = { readonly id: string } | { readonly name: string } | 'none';

/** An id counts where it is this shop's; the number of an order of another shop would find a stranger's here. */
export function orderWanted({ system, account, id, number }: OrderReference, shop: string): OrderWanted {
	const otherShop = system === 'shopify' && Boolean(account) && account !== shop;
	if (otherShop) return 'none';
	const own = system === 'shopify' || (!system && /^gid:/.test(id ?? ''));
	const gid = own ? orderGid((id ?? '').trim()) : undefined;
	if (gid !== undefined) return { id: gid };
	const name = plainName(number ?? '');
	return name === '' ? 'none' : { name };
}

/** An order's name without the "#" that shops put before it and warehouses leave out. */
export function plainName(name: string): string {
	return name.trim().replace(/^#/, '');
}

// ------------------------------------------------------------------ carriers

/**
 * The names of tracking companies that Shopify knows, exactly as it writes them: it builds the link and follows the
 * parcel only then. Those of one country are known to shops there.
 * https://shopify.dev/docs/api/admin-graphql/latest/objects/FulfillmentTrackingInfo#supported-tracking-companies
 */
export const CARRIERS: readonly string[] = (
	'4PX|AGS|Amazon|Amazon Logistics UK|An Post|Anjun Logistics|APC|Asendia USA|Australia Post|Bonshaw|BPost|' +
	'BPost International|Canada Post|Canpar|CDL Last Mile|China Post|Chronopost|Chukou1|Colissimo|Comingle|' +
	'Coordinadora|Correios|Correos|CTT|CTT Express|Cyprus Post|Delnext|Deutsche Post|DHL eCommerce|' +
	'DHL eCommerce Asia|DHL Express|DPD|DPD Local|DPD UK|DTD Express|DX|Eagle|Estes|Evri|FedEx|' +
	'First Global Logistics|First Line|FSC|Fulfilla|GLS|Guangdong Weisuyi Information Technology (WSE)|' +
	'Heppner Internationale Spedition GmbH & Co.|Iceland Post|IDEX|Israel Post|Japan Post (EN)|Japan Post (JA)|' +
	'La Poste Colissimo|La Poste Burkina Faso|Lasership|Latvia Post|Lietuvos Paštas|Logisters|Lone Star Overnight|' +
	'M3 Logistics|Meteor Space|Mondial Relay|New Zealand Post|NinjaVan|North Russia Supply Chain (Shenzhen) Co.|' +
	'OnTrac|Packeta|Pago Logistics|Ping An Da Tengfei Express|Pitney Bowes|Portal PostNord|Poste Italiane|PostNL|' +
	'PostNord DK|PostNord NO|PostNord SE|Purolator|Qxpress|Qyun Express|Royal Mail|Royal Shipments|Sagawa (EN)|' +
	'Sagawa (JA)|Sendle|SF Express|SFC Fulfillment|ShipBob|SHREE NANDAN COURIER|Singapore Post|' +
	'Southwest Air Cargo|StarTrack|Step Forward Freight|Swiss Post|TForce Final Mile|Tinghao|TNT|Toll IPEC|' +
	'United Delivery Service|UPS|USPS|Venipak|We Post|Whistl|Wizmo|WMYC|Xpedigo|XPO Logistics|Yamato (EN)|' +
	'Yamato (JA)|YiFan Express|YunExpress|' +
	// Australia, Austria, Bulgaria, Canada, China, Czechia
	'Aramex Australia|TNT Australia|Hunter Express|Couriers Please|Bonds|Allied Express|Direct Couriers|Northline|' +
	'GO Logistics|Österreichische Post|Speedy|Intelcom|BoxKnight|Loomis|WanbExpress|Zásilkovna|' +
	// Germany, Spain, France, United Kingdom, Greece, Ireland
	'Deutsche Post (DE)|Deutsche Post (EN)|DHL|Swiship|Hermes|SEUR|Colis Privé|Parcelforce|Yodel|DHL Parcel|' +
	'Tuffnells|ACS Courier|Fastway|DPD Ireland|' +
	// India, Italy, Japan
	'DTDC|India Post|Delhivery|Gati KWE|Professional Couriers|XpressBees|Ecom Express|Ekart|Shadowfax|Bluedart|BRT|' +
	'GLS Italy|エコ配|西濃運輸|西濃スーパーエキスプレス|福山通運|日本通運|名鉄運輸|第一貨物|' +
	// Norway, Poland, Turkey, United States, South Africa
	'Bring|Inpost|PTT|Yurtiçi Kargo|Aras Kargo|Sürat Kargo|Alliance Air Freight|Pilot Freight|LSO|Old Dominion|' +
	'Pandion|R+L Carriers|Skynet'
).split('|');

/** A name by its letters and digits alone: "dhl-express" is "DHL Express", "Osterreichische Post" is too. */
export function foldedCarrier(name: string): string {
	return [...name.normalize('NFKD').toLowerCase()].filter((character) => /[\p{L}\p{N}]/u.test(character)).join('');
}

const BY_FOLDED: ReadonlyMap<string, string> = new Map(CARRIERS.map((name) => [foldedCarrier(name), name]));

/** What the operator calls a carrier in Shopify. */
export interface CarrierName {
	readonly carrier: string;
	readonly company: string;
}

/**
 * The company Shopify is told: the operator's own row first, then a name Shopify knows, else the name as it is, which
 * Shopify takes as a text. Undefined where no carrier is named.
 */
export function companyOf(carrier: string | null | undefined, rows: readonly CarrierName[]): string | undefined {
	const name = (carrier ?? '').trim();
	if (name === '') return undefined;
	const folded = foldedCarrier(name);
	const alike = (each: CarrierName) => folded !== '' && foldedCarrier(each.carrier) === folded;
	const row = rows.find((each) => each.carrier.trim() === name) ?? rows.find(alike);
	return row?.company.trim() || BY_FOLDED.get(folded) || name;
}
