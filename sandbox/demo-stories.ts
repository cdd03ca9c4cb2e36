/*
 * What happens in the demo: companies and brands, each with a shop and the systems behind it, all in one n8n.
 */
import type { Sandboxes } from './bridge';
import { BACK_OFFICE_STORIES, deliverNext } from './demo-back-office';
import { BOOKS_STORIES, dispatchNext } from './demo-books';
import { approvedBrand, automaticBrand, secondShop, thirdShop, wholesaleShop } from './demo-data';
import { APPROVED_STORIES, AUTOMATIC_STORIES, goOnApproved, goOnAutomatic } from './demo-omnichannel';
import { orderAndSend, SHOWROOM_STORIES } from './demo-showroom';
import type { DemoStory, Settings } from './demo-story';
import { shipNext, WAREHOUSE_STORIES } from './demo-warehouse';
import type { DemoData } from './kit';

export interface DemoSite {
	readonly name: 'warehouse' | 'books' | 'backOffice' | 'approved' | 'automatic' | 'showroom';
	/** The sandboxes it takes, the shop first. */
	readonly systems: readonly string[];
	readonly stories: readonly DemoStory[];
	/** Choices of its sandboxes, by name. */
	readonly options?: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** What the other company's shop and this one have in common is told apart by this. */
	readonly accounts: Readonly<Record<string, string>>;
	data(data: DemoData): DemoData;
	/** What people do while somebody watches. */
	goOn(sandboxes: Sandboxes): Promise<void>;
}

/** Orders fall into the order engine from the shop and from nowhere else. */
const LINKED = { omniEngine: { orders: 'none' } };

export const SITES: readonly DemoSite[] = [
	{
		name: 'warehouse',
		systems: ['shopify', 'ogoship'],
		stories: WAREHOUSE_STORIES,
		accounts: {},
		data: (data) => data,
		goOn: shipNext,
	},
	{
		name: 'books',
		systems: ['shopify', 'unleashed'],
		stories: BOOKS_STORIES,
		accounts: { shopifyCommerceApi: 'Shopify Commerce account 2' },
		data: secondShop,
		goOn: dispatchNext,
	},
	{
		name: 'backOffice',
		systems: ['shopify', 'odoo'],
		stories: BACK_OFFICE_STORIES,
		accounts: { shopifyCommerceApi: 'Shopify Commerce account 3' },
		data: thirdShop,
		goOn: deliverNext,
	},
	{
		name: 'approved',
		systems: ['shopify', 'omniEngine', 'shopDesk'],
		stories: APPROVED_STORIES,
		options: LINKED,
		accounts: { shopifyCommerceApi: 'Shopify Commerce account 4' },
		data: approvedBrand,
		goOn: goOnApproved,
	},
	{
		name: 'automatic',
		systems: ['shopify', 'omniEngine', 'shopDesk'],
		stories: AUTOMATIC_STORIES,
		options: LINKED,
		accounts: {
			shopifyCommerceApi: 'Shopify Commerce account 5',
			omniengineApi: 'OmniEngine account 2',
			shopdeskApi: 'ShopDesk account 2',
		},
		data: automaticBrand,
		goOn: goOnAutomatic,
	},
	{
		name: 'showroom',
		systems: ['shopify', 'leNewBlack'],
		stories: SHOWROOM_STORIES,
		accounts: { shopifyCommerceApi: 'Shopify Commerce account 6' },
		data: wholesaleShop,
		goOn: orderAndSend,
	},
];

/** Every part of the demo, with the company it belongs to, in the order in which they run. */
export const DEMO: ReadonlyArray<DemoStory & { readonly site: DemoSite }> = SITES.flatMap((site) =>
	site.stories.map((story) => ({ ...story, site })),
);

/** What an operator enters in each template before its first run. */
export function settingsOf(data: DemoData): Record<string, Settings> {
	return Object.fromEntries(DEMO.map(({ story, settings }) => [story, settings(data)]));
}
