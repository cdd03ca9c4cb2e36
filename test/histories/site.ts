import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import odooSandbox from '../../nodes/Odoo/sandbox';
import { odoo } from '../../nodes/Odoo/system';
import leNewBlackSandbox from '../../nodes/LeNewBlack/sandbox';
import { leNewBlack } from '../../nodes/LeNewBlack/system';
import omniengineSandbox from '../../nodes/OmniEngine/sandbox';
import { omniengine } from '../../nodes/OmniEngine/system';
import ogoshipSandbox from '../../nodes/Ogoship/sandbox';
import shopdeskSandbox from '../../nodes/ShopDesk/sandbox';
import shopifySandbox from '../../nodes/Shopify/sandbox';
import unleashedSandbox from '../../nodes/Unleashed/sandbox';
import { demoData } from '../../sandbox/demo-data';
import type { System as SystemOfNode } from '../../nodes/shared/system';
import type { DemoData, JournalEntry, SandboxDefinition } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { LEDGERS, type FreshLedger } from '../faults/ledgers';
import { SCRATCH } from '../support/scratch';
import type { WorldClock } from './clock';
import { GIFT_CARD, GOODWILL, type History, type Office, type System as SystemName } from './history';
import { BrandLink } from './link';

/*
 * Where a history happens: the sandboxes of the shop and of its back office, n8n's folder, and one time for all of them.
 */

/** When every history begins. */
const BEGIN = Date.parse('2026-11-22T10:00:00Z');
/** What one exchange takes by the history's clock. */
const EXCHANGE_MS = 40;
/** Before the route began, which is three days earlier. */
const EARLY_MINUTES = 4 * 24 * 60;

export interface Site {
	readonly shop: RunningSandbox;
	/** The warehouse, the books, the Odoo, OmniEngine, or the showroom. */
	readonly office: RunningSandbox;
	readonly of: (system: SystemName) => RunningSandbox;
	/** All of them, the shop first. */
	readonly sandboxes: readonly RunningSandbox[];
	readonly seed: DemoData;
	/** How routes name the Odoo, the brand at OmniEngine, or the one with a showroom. */
	account(): string;
	/** What the vendors have done among themselves by now. */
	settle(): Promise<void>;
	/** n8n's folder; the built-in ledger lies below it. */
	readonly folder: string;
	/** By credential type, kept and changed as n8n keeps them. */
	readonly credentials: Record<string, ICredentialDataDecryptedObject>;
	readonly ledger: FreshLedger;
	now(): number;
	pass(ms: number): void;
	/** Tells the ledger of the time that passed; done before it is asked again. */
	age(): Promise<void>;
	/** The exchanges of all sandboxes since a moment, each in its own order. */
	journal(since?: number): JournalEntry[];
	/** Ends the sandboxes; whoever waits for an answer of theirs gets none. */
	close(): Promise<void>;
	/** Takes n8n's folder and the ledger away, when nobody writes there any more. */
	clear(): Promise<void>;
}

function rowOf(name: string): (typeof LEDGERS)[number] {
	const found = LEDGERS.find((row) => row.name === name);
	if (!found) throw new Error(`There is no ledger ${name}`);
	return found;
}

const LEDGER_ROWS = { builtIn: rowOf('SQLite'), postgres: rowOf('PostgreSQL') } as const;

export async function openSite(history: History, clock: WorldClock): Promise<Site> {
	clock.begin(BEGIN, history.seed);
	const seed = seedOf(history);
	const open = async <S>(definition: SandboxDefinition<S>, system: SystemName) =>
		await serve(ticking(definition, clock), { seed, options: history.options[system] });
	const shop = await open(shopifySandbox, 'shopify');
	const office = await openOffice(history, open);
	const more = history.office === 'outlets' ? [await open(shopdeskSandbox, 'shopDesk')] : [];
	const sandboxes = [shop, office, ...more];
	const of = (system: SystemName) => sandboxes.find(({ name }) => name === system) ?? office;
	const link = history.brand && new BrandLink({ shop, engine: office, desk: of('shopDesk'), seed }, history.brand);
	// What changes in the very moment of the beginning would count as having been passed on.
	if (link) clock.advance(EXCHANGE_MS);
	const folder = mkdtempSync(join(SCRATCH, 'history-'));
	const ledger = await LEDGER_ROWS[history.ledger].fresh(folder);
	let unagedMs = 0;
	return {
		shop,
		office,
		of,
		sandboxes,
		seed,
		account() {
			const systems: Partial<Record<Office, SystemOfNode>> = { odoo, outlets: omniengine, showroom: leNewBlack };
			const named = systems[history.office]?.account(office.credential().data);
			return named && 'id' in named ? named.id : '';
		},
		settle: async () => await link?.settle(),
		folder,
		credentials: {
			...Object.fromEntries(
				sandboxes.map((sandbox) => {
					const { type, data } = sandbox.credential();
					const { contract } = history.options[sandbox.name as SystemName] ?? {};
					return [type, { ...data, ...(contract === undefined ? {} : { contract }) }];
				}),
			),
			...ledger.credentials,
		},
		ledger,
		now: () => clock.now(),
		pass(ms) {
			clock.advance(ms);
			unagedMs += ms;
		},
		async age() {
			const ms = unagedMs;
			unagedMs = 0;
			if (ms > 0) await ledger.age(ms);
		},
		journal: (since = 0) =>
			sandboxes.flatMap((sandbox) => sandbox.journal().filter(({ at }) => Date.parse(at) >= since)),
		close: async () => void (await Promise.all(sandboxes.map(async (sandbox) => await sandbox.close()))),
		async clear() {
			await ledger.remove?.();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

type Open = <S>(definition: SandboxDefinition<S>, system: SystemName) => Promise<RunningSandbox>;

async function openOffice({ office }: History, open: Open): Promise<RunningSandbox> {
	if (office === 'warehouse') return await open(ogoshipSandbox, 'ogoship');
	if (office === 'outlets') return await open(omniengineSandbox, 'omniEngine');
	if (office === 'showroom') return await open(leNewBlackSandbox, 'leNewBlack');
	return office === 'books' ? await openBooks(open) : await open(odooSandbox, 'odoo');
}

/** The books, with a product for what is no goods: gift cards, and money for the trouble. */
async function openBooks(open: Open): Promise<RunningSandbox> {
	const books = await open(unleashedSandbox, 'unleashed');
	for (const sku of [GIFT_CARD, GOODWILL]) {
		await books.change('addProduct', { sku });
		await books.change('changeProduct', { sku, NeverDiminishing: true });
	}
	return books;
}

function seedOf({ early }: History): DemoData {
	const orders = early.map(({ order, lines, sentByOther }): DemoData['orders'][number] => ({
		number: order,
		plant: sentByOther ? 'beforeStartAlreadyThere' : 'beforeStart',
		placedMinutesAgo: EARLY_MINUTES,
		lines,
		shipping: { title: 'Home delivery', code: 'home_fi', price: '5.00' },
		person: order % 50,
	}));
	return { ...demoData(new Date(BEGIN).toISOString()), orders };
}

/** A sandbox in which every exchange takes a moment. */
function ticking<S>(definition: SandboxDefinition<S>, clock: WorldClock): SandboxDefinition<S> {
	return {
		...definition,
		answer(request, operation, context) {
			clock.advance(EXCHANGE_MS);
			return definition.answer(request, operation, context);
		},
	};
}
