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
	withParameters,
	withTriggers,
	type Sandboxes,
} from './bridge';
import { compare, printTable, summarize, type Summary } from './demo-report';
import { DEMO, shipNext } from './demo-stories';
import type { DemoData } from './kit';
import { SANDBOX_LOGIN, type N8nApi } from './n8n/rest';

const FOLDER = join(ROOT, '.demo');
const STATE = join(FOLDER, 'state.json');
/** How often an order falls into the sandbox shop while the demo stays up. */
const ORDER_EVERY_MS = 20_000;

interface Kept {
	readonly data: DemoData;
	readonly ports: Readonly<Record<string, number>>;
	readonly saved: Readonly<Record<string, string>>;
	readonly workflows: Readonly<Record<string, string>>;
}

function keptState(keep: boolean): Kept | undefined {
	return keep && existsSync(STATE) ? (JSON.parse(readFileSync(STATE, 'utf8')) as Kept) : undefined;
}

async function standUp(kept: Kept | undefined): Promise<Sandboxes> {
	if (!kept) return await startSandboxes();
	const saved = Object.entries(kept.saved).map(([name, text]) => [name, Buffer.from(text, 'base64')] as const);
	return await startSandboxes({ data: kept.data, ports: kept.ports, saved: Object.fromEntries(saved) });
}

async function keepState({ data, running }: Sandboxes, workflows: Readonly<Record<string, string>>): Promise<void> {
	const saved: Record<string, string> = {};
	for (const each of running) saved[each.name] = (await each.save()).toString('base64');
	const ports = Object.fromEntries(running.map(({ name, port }) => [name, port]));
	writeFileSync(STATE, JSON.stringify({ data, ports, saved, workflows } satisfies Kept));
}

async function importTemplates(api: N8nApi, sandboxes: Sandboxes): Promise<Record<string, string>> {
	for (const { type, name, data } of credentialsFor(sandboxes)) await api.createCredential(type, name, { ...data });
	const workflows: Record<string, string> = {};
	for (const { story, settings } of DEMO)
		workflows[story] = (
			await api.importWorkflow(withTriggers(withParameters(template(story), settings(sandboxes.data))))
		).id;
	return workflows;
}

async function runOnce(
	api: N8nApi,
	workflows: Readonly<Record<string, string>>,
	sandboxes: Sandboxes,
	fresh: boolean,
): Promise<Summary> {
	const runs = [];
	for (const { story, before } of DEMO) {
		if (fresh) await before?.(sandboxes);
		runs.push({ story, execution: await api.run(workflows[story] ?? '', 'Start by Hand', { timeoutMs: 300_000 }) });
	}
	return summarize(runs, compare(sandboxes.of('shopify').state(), sandboxes.of('ogoship').state()));
}

async function stayUp(
	api: N8nApi,
	workflows: Readonly<Record<string, string>>,
	sandboxes: Sandboxes,
	url: string,
): Promise<void> {
	for (const id of Object.values(workflows)) await api.publish(id);
	console.log(`\n  Editor    ${url}\n  E-mail    ${SANDBOX_LOGIN.email}\n  Password  ${SANDBOX_LOGIN.password}\n`);
	console.log(
		`  An order falls into the shop every ${ORDER_EVERY_MS / 1000} seconds. Open a workflow and run "Start by Hand",`,
	);
	console.log(
		'  or wait: events come at once, and in the demo the sweeps come every minute. Ctrl-C ends the demo; --keep goes on from there.\n',
	);
	console.log('            shop / warehouse');
	let ended = false;
	const end = new AbortController();
	process.once('SIGINT', () => ((ended = true), end.abort()));
	process.once('SIGTERM', () => ((ended = true), end.abort()));
	while (!ended) {
		await wait(ORDER_EVERY_MS, undefined, { signal: end.signal }).catch(() => undefined);
		if (ended) return;
		await sandboxes.of('shopify').change('addOrder');
		await shipNext(sandboxes);
		const { orders, stock, shipments } = compare(sandboxes.of('shopify').state(), sandboxes.of('ogoship').state());
		const side = ({ counts: { shop, warehouse } }: { counts: { shop: number; warehouse: number } }) =>
			`${String(shop).padStart(4)} / ${String(warehouse).padEnd(4)}`;
		console.log(
			`  ${new Date().toISOString().slice(11, 19)}  orders ${side(orders)}  parcels ${side(shipments)}  stock levels equal ${side(stock)}`,
		);
	}
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
	const sandboxes = await standUp(kept);
	log('Starting n8n (the first time it is installed, which takes some minutes) …');
	const { server, api } = await startBridge({
		userFolder: join(FOLDER, 'n8n'),
		tarball,
		n8n: { readyTimeoutMs: 300_000 },
	});
	try {
		const workflows = kept?.workflows ?? (await importTemplates(api, sandboxes));
		if (values.once !== true) {
			await stayUp(api, workflows, sandboxes, server.url);
			await keepState(sandboxes, workflows);
			return 0;
		}
		const summary = await runOnce(api, workflows, sandboxes, !kept);
		await keepState(sandboxes, workflows);
		printTable(summary);
		if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 2)}\n`);
		const { orders, stock, shipments } = summary.equal;
		return summary.templates.every(({ ok }) => ok) && orders && stock && shipments ? 0 : 1;
	} finally {
		await server.stop();
		await sandboxes.close();
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
