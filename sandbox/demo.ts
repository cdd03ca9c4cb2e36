/*
 * npm run demo                               the sandboxes and a real n8n, templates published, orders falling
 * npm run demo -- --once [--json FILE]       every template once; a table; exits non-zero if anything is missing
 *                 --keep                     goes on from where the last demo ended
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import {
	buildPackage,
	credentialsFor,
	packPackage,
	ROOT,
	startBridge,
	startSandboxes,
	template,
	withAccounts,
	withOwnAddresses,
	withParameters,
	withTriggers,
	type Sandboxes,
} from './bridge';
import { compareBackOffice } from './demo-back-office-report';
import { compareBooks } from './demo-books-report';
import { compareOmnichannel } from './demo-omnichannel-report';
import { compareShowroom } from './demo-showroom-report';
import { demoData } from './demo-data';
import {
	compare,
	isGreen,
	printTable,
	summarize,
	toldIn,
	keptBackIn,
	type Comparison,
	type SiteResult,
	type Summary,
} from './demo-report';
import { DEMO, SITES, type DemoSite } from './demo-stories';
import type { DemoData } from './kit';
import type { Execution } from './n8n/execution';
import { SANDBOX_LOGIN, type N8nApi } from './n8n/rest';

const FOLDER = join(ROOT, '.demo');
const STATE = join(FOLDER, 'state.json');
/** How often an order falls into the sandbox shop while the demo stays up. */
const ORDER_EVERY_MS = 20_000;

interface KeptSite {
	readonly data: DemoData;
	readonly ports: Readonly<Record<string, number>>;
	readonly saved: Readonly<Record<string, string>>;
}

interface Kept {
	readonly sites: Readonly<Record<string, KeptSite>>;
	readonly workflows: Readonly<Record<string, string>>;
	/** What people were told so far, by company. */
	readonly told: Readonly<Record<string, readonly string[]>>;
}

/** The sandboxes of a company. */
type Standing = Readonly<Record<DemoSite['name'], Sandboxes>>;

function keptState(keep: boolean): Kept | undefined {
	return keep && existsSync(STATE) ? (JSON.parse(readFileSync(STATE, 'utf8')) as Kept) : undefined;
}

async function standUp(kept: Kept | undefined): Promise<Standing> {
	const now = demoData(new Date().toISOString());
	const standing: Partial<Record<DemoSite['name'], Sandboxes>> = {};
	for (const { name, systems, options, data } of SITES) {
		const { saved = {}, ...known } = kept?.sites[name] ?? { data: data(now) };
		const buffers = Object.entries(saved).map(([system, text]) => [system, Buffer.from(text, 'base64')] as const);
		standing[name] = await startSandboxes({ only: systems, options, ...known, saved: Object.fromEntries(buffers) });
	}
	return standing as Standing;
}

async function keptSite({ data, running }: Sandboxes): Promise<KeptSite> {
	const saved: Record<string, string> = {};
	for (const each of running) saved[each.name] = (await each.save()).toString('base64');
	return { data, ports: Object.fromEntries(running.map(({ name, port }) => [name, port])), saved };
}

async function keepState(standing: Standing, rest: Pick<Kept, 'workflows' | 'told'>): Promise<void> {
	const sites: Record<string, KeptSite> = {};
	for (const { name } of SITES) sites[name] = await keptSite(standing[name]);
	writeFileSync(STATE, JSON.stringify({ sites, ...rest } satisfies Kept));
}

/** Two companies may have one template. */
const keyOf = ({ name }: DemoSite, story: string) => `${name} ${story}`;

async function importTemplates(api: N8nApi, standing: Standing): Promise<Record<string, string>> {
	for (const { name: site, accounts } of SITES)
		for (const { type, name, data } of credentialsFor(standing[site]))
			await api.createCredential(type, accounts[type] ?? name, { ...data });
	const workflows: Record<string, string> = {};
	for (const { story, settings, site } of DEMO) {
		const setUp = withParameters(template(story), settings(standing[site.name].data));
		const own = withOwnAddresses(withAccounts(setUp, site.accounts), site.name);
		workflows[keyOf(site, story)] = (await api.importWorkflow(withTriggers(own))).id;
	}
	return workflows;
}

/** Every template of a company once, with what its people do in between. */
async function runSite(
	site: DemoSite,
	sandboxes: Sandboxes,
	run: (story: string) => Promise<Execution>,
	fresh: boolean,
): Promise<SiteResult['runs']> {
	const runs: Array<SiteResult['runs'][number]> = [];
	for (const { story, before, once, after = [] } of site.stories) {
		if (once && !fresh) continue;
		if (fresh) await before?.(sandboxes);
		for (const each of [...after, story]) runs.push({ story: each, execution: await run(each) });
	}
	return runs;
}

const stateOf = (sandboxes: Sandboxes, system: string) => sandboxes.of(system).state();

type Once = Pick<Kept, 'told'> & { readonly summary: Summary };

async function runOnce(
	api: N8nApi,
	workflows: Kept['workflows'],
	standing: Standing,
	before: Kept['told'] | undefined,
): Promise<Once> {
	const run = async (key: string) => await api.run(workflows[key] ?? '', 'Start by Hand', { timeoutMs: 300_000 });
	const all = new Map<string, SiteResult['runs']>();
	for (const site of SITES)
		all.set(
			site.name,
			await runSite(site, standing[site.name], async (story) => await run(keyOf(site, story)), before === undefined),
		);
	const equal = comparisons(standing);
	const results = SITES.map(({ name, systems: [shop = '', other = '', third] }): SiteResult => {
		const [runs, toldBefore] = [all.get(name) ?? [], before?.[name] ?? []];
		// Where stock passes through a third system the shop keeps nothing back by itself.
		const keptBack = third
			? new Set<string>()
			: keptBackIn(stateOf(standing[name], shop), numbersAt(stateOf(standing[name], other)));
		return { runs, compared: { ...equal[name] }, keptBack, toldBefore };
	});
	const told = SITES.map(({ name }) => [name, [...(before?.[name] ?? []), ...toldIn(all.get(name) ?? [])]] as const);
	return { summary: summarize(results, equal), told: Object.fromEntries(told) };
}

function comparisons({ warehouse, books, backOffice, approved, automatic, showroom }: Standing) {
	const linked = (brand: Sandboxes, places: readonly string[]) =>
		compareOmnichannel(stateOf(brand, 'shopify'), stateOf(brand, 'omniEngine'), stateOf(brand, 'shopDesk'), places);
	return {
		approved: linked(approved, ['310']),
		automatic: linked(automatic, ['310', '311']),
		showroom: compareShowroom(stateOf(showroom, 'shopify'), stateOf(showroom, 'leNewBlack')),
		warehouse: compare(stateOf(warehouse, 'shopify'), stateOf(warehouse, 'ogoship')),
		books: compareBooks(stateOf(books, 'shopify'), stateOf(books, 'unleashed')),
		backOffice: compareBackOffice(stateOf(backOffice, 'shopify'), stateOf(backOffice, 'odoo')),
	};
}

/** An order of a warehouse, of books or of a back office. */
interface OtherOrder {
	readonly reference?: string;
	readonly orderNumber?: string;
	readonly name?: string;
	/** Of a back office alone. */
	readonly state?: string;
}

/** What the orders are called for which goods are kept there: none are for a quotation. */
function numbersAt(state: unknown): ReadonlySet<string> {
	const { orders } = state as { orders: readonly OtherOrder[] };
	const standing = orders.filter((order) => order.state !== 'draft');
	return new Set(standing.map(({ reference, orderNumber, name }) => reference ?? orderNumber ?? name ?? ''));
}

async function stayUp(api: N8nApi, workflows: Kept['workflows'], standing: Standing, url: string): Promise<void> {
	// What makes something new whenever it runs is for people to start.
	for (const { story, site, once } of DEMO) if (!once) await api.publish(workflows[keyOf(site, story)] ?? '');
	console.log(`\n  Editor    ${url}\n  E-mail    ${SANDBOX_LOGIN.email}\n  Password  ${SANDBOX_LOGIN.password}\n`);
	console.log(
		`  An order falls into each shop every ${ORDER_EVERY_MS / 1000} seconds. Open a workflow and run "Start by Hand",`,
	);
	console.log(
		'  or wait: events come at once, and in the demo the sweeps come every minute. Ctrl-C ends the demo; --keep goes on from there.\n',
	);
	let ended = false;
	const end = new AbortController();
	process.once('SIGINT', () => ((ended = true), end.abort()));
	process.once('SIGTERM', () => ((ended = true), end.abort()));
	while (!ended) {
		await wait(ORDER_EVERY_MS, undefined, { signal: end.signal }).catch(() => undefined);
		if (ended) return;
		for (const { name, goOn } of SITES) {
			await standing[name].of('shopify').change('addOrder');
			await goOn(standing[name]);
		}
		const { warehouse, books, backOffice, approved, automatic, showroom } = comparisons(standing);
		for (const [name, each] of [
			['OGOship', warehouse],
			['Unleashed', books],
			['Odoo', backOffice],
			['OE/SD A', approved],
			['OE/SD B', automatic],
			['LNB', showroom],
		] as const)
			console.log(`  ${new Date().toISOString().slice(11, 19)}  shop / ${name.padEnd(9)}  ${sidesOf(each)}`);
	}
}

function sidesOf({ orders, stock, shipments }: Readonly<Record<'orders' | 'stock' | 'shipments', Comparison>>): string {
	const side = ({ counts: { shop, other } }: Comparison) => `${String(shop).padStart(4)} / ${String(other).padEnd(4)}`;
	return `orders ${side(orders)}  parcels ${side(shipments)}  stock levels equal ${side(stock)}`;
}

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: { once: { type: 'boolean' }, keep: { type: 'boolean' }, json: { type: 'string' } },
	});
	const log = (line: string) => console.log(`  ${line}`);
	buildPackage();
	const kept = keptState(values.keep === true);
	if (!kept) rmSync(FOLDER, { recursive: true, force: true });
	mkdirSync(FOLDER, { recursive: true });
	const tarball = packPackage(FOLDER);
	const standing = await standUp(kept);
	log('Starting n8n (the first time it is installed, which takes some minutes) …');
	const { server, api } = await startBridge({
		userFolder: join(FOLDER, 'n8n'),
		tarball,
		n8n: { readyTimeoutMs: 300_000 },
	});
	try {
		const workflows = kept?.workflows ?? (await importTemplates(api, standing));
		if (values.once !== true) {
			await stayUp(api, workflows, standing, server.url);
			await keepState(standing, { workflows, told: kept?.told ?? {} });
			return 0;
		}
		const { summary, told } = await runOnce(api, workflows, standing, kept?.told);
		await keepState(standing, { workflows, told });
		printTable(summary);
		if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`);
		return isGreen(summary) ? 0 : 1;
	} finally {
		await server.stop();
		for (const each of Object.values(standing)) await each.close();
	}
}

if (require.main === module) {
	main().then(
		(code) => process.exit(code),
		(error: unknown) => {
			console.error(error instanceof Error ? error.message : error);
			process.exit(1);
		},
	);
}
