/*
 * What happens in the demo: three companies, each with a shop and a system behind it, all in one n8n.
 */
import type { Sandboxes } from './bridge';
import { BACK_OFFICE_STORIES, deliverNext } from './demo-back-office';
import { BOOKS_STORIES, dispatchNext } from './demo-books';
import { secondShop, thirdShop } from './demo-data';
import type { DemoStory, Settings } from './demo-story';
import { shipNext, WAREHOUSE_STORIES } from './demo-warehouse';
import type { DemoData } from './kit';

export interface DemoSite {
	readonly name: 'warehouse' | 'books' | 'backOffice';
	/** The sandboxes it takes, the shop first. */
	readonly systems: readonly string[];
	readonly stories: readonly DemoStory[];
	/** What the other company's shop and this one have in common is told apart by this. */
	readonly accounts: Readonly<Record<string, string>>;
	data(data: DemoData): DemoData;
	/** What people do while somebody watches. */
	goOn(sandboxes: Sandboxes): Promise<void>;
}

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
];

/** Every part of the demo, with the company it belongs to, in the order in which they run. */
export const DEMO: ReadonlyArray<DemoStory & { readonly site: DemoSite }> = SITES.flatMap((site) =>
	site.stories.map((story) => ({ ...story, site })),
);

/** What an operator enters in each template before its first run. */
export function settingsOf(data: DemoData): Record<string, Settings> {
	return Object.fromEntries(DEMO.map(({ story, settings }) => [story, settings(data)]));
}
