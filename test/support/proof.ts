/*
 * A test says which requirement it shows, and this file checks that something real happened: an exchange that a
 * sandbox wrote into its own journal while a real n8n ran an execution of this very test, or a page that Chromium
 * loaded. Import it at the top of a test file; it starts anew before every test.
 */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import axios from 'axios';

import type { JournalEntry } from '../../sandbox/kit';
import type { Execution } from '../../sandbox/n8n/execution';
import { executionObservers } from '../../sandbox/n8n/rest';
import { readRequirements, REPORT, REQUIREMENTS, TREE, type Proof, type Requirement } from './requirements';

/** `ogoship.ordersCreate`, or the path of a page. */
export type Claim = { readonly request: string } | { readonly page: string };

/** A page as the browser loaded it. */
export interface PageLoad {
	readonly url: string;
	readonly status: number;
	/** ISO 8601. */
	readonly at: string;
}

/** What happened in one test. */
export interface Evidence {
	/** When the test began, milliseconds since 1970. */
	readonly begunMs: number;
	readonly executions: readonly Execution[];
	readonly journal: readonly JournalEntry[];
	readonly pages: readonly PageLoad[];
}

interface JournalSource {
	journal(): readonly JournalEntry[] | Promise<readonly JournalEntry[]>;
}

const N8N_USER_AGENT = /^n8n$|^Mozilla\/5\.0 \(compatible; n8n\//;

/**
 * Decides whether a claim is borne out: an accepted journal entry of that operation, sent by n8n, between the start and
 * the end of an execution that began in this test; or a page of that path, loaded with success. Resolves to the part of
 * the report line that names it. Throws an error that says what is missing.
 */
export function findProof(claim: Claim, evidence: Evidence): Pick<Proof, 'execution' | 'journal' | 'page'> {
	return 'page' in claim ? findPage(claim.page, evidence) : findExchange(claim.request, evidence);
}

function findExchange(
	request: string,
	{ begunMs, executions, journal }: Evidence,
): Pick<Proof, 'execution' | 'journal'> {
	const ours = executions.filter(({ startedAt }) => startedAt !== undefined && Date.parse(startedAt) >= begunMs);
	if (ours.length === 0) throw new Error(`${request}: no execution of a real n8n began and ended in this test`);
	const named = journal.filter(({ system, operation }) => `${system}.${operation}` === request);
	if (named.length === 0) throw new Error(`${request}: no sandbox of this test has such a request in its journal`);
	const accepted = named.filter((entry) => entry.accepted);
	if (accepted.length === 0) throw new Error(`${request}: the sandbox accepted none of ${named.length} requests`);
	const byN8n = accepted.filter(({ userAgent }) => N8N_USER_AGENT.test(userAgent));
	if (byN8n.length === 0) throw new Error(`${request}: sent by "${accepted[0]?.userAgent}", not by n8n`);
	for (const entry of byN8n) {
		const execution = ours.find((each) => isWithin(entry.realAt, each));
		if (!execution) continue;
		const { system, operation, seq, realAt, status } = entry;
		return { execution: execution.id, journal: { system, operation, seq, at: realAt, status } };
	}
	const times = ours.map(({ id, startedAt, stoppedAt }) => `${id} ${startedAt} to ${stoppedAt}`).join('; ');
	throw new Error(`${request}: received at ${byN8n[0]?.realAt}, within no execution of this test (${times})`);
}

function isWithin(at: string, { startedAt, stoppedAt }: Execution): boolean {
	if (startedAt === undefined || stoppedAt === undefined) return false;
	return Date.parse(at) >= Date.parse(startedAt) && Date.parse(at) <= Date.parse(stoppedAt);
}

function findPage(path: string, { begunMs, pages }: Evidence): Pick<Proof, 'page'> {
	const ours = pages.filter(({ at }) => Date.parse(at) >= begunMs);
	const found = ours.find(({ url, status }) => new URL(url).pathname === path && status === 200);
	if (found) return { page: { url: found.url, at: found.at } };
	const loaded = ours.map(({ url, status }) => `${new URL(url).pathname} ${status}`).join(', ');
	throw new Error(`${path}: not loaded in this test (${loaded || 'no page was'})`);
}

/** Throws unless the requirement is known and its row names this exchange, so that no easier one can stand for it. */
export function checkClaim(id: string, claim: Claim, known: ReadonlyMap<string, Requirement>): void {
	const wanted = 'page' in claim ? claim.page : claim.request;
	const requirement = known.get(id);
	if (!requirement) throw new Error(`${id} is not in ${REQUIREMENTS}`);
	if (!requirement.exchanges.includes(wanted)) {
		throw new Error(`${REQUIREMENTS} wants ${requirement.exchanges.join(' or ')} for ${id}, not ${wanted}`);
	}
}

// ------------------------------------------------------------------ this test's evidence

let begunMs = Date.now();
let executions: Execution[] = [];
let pages: PageLoad[] = [];
const sources = new Set<JournalSource>();

executionObservers.add((execution) => executions.push(execution));
if (typeof beforeEach === 'function') {
	beforeEach(() => {
		begunMs = Date.now();
		executions = [];
		pages = [];
	});
}

/** Has the journal of a sandbox read by proves(), for the rest of the test file. Returns the sandbox. */
export function watchJournal<S extends JournalSource>(sandbox: S): S {
	sources.add(sandbox);
	return sandbox;
}

/** The journal of a sandbox in another process, by its address. */
export function journalAt(url: string): JournalSource {
	return {
		journal: async () => (await axios.get<JournalEntry[]>(`${url}/_sandbox/journal`, { proxy: false })).data,
	};
}

/** Notes a page load; called by browser.ts. */
export function recordPageLoad(load: PageLoad): void {
	pages.push(load);
}

/**
 * Claims a requirement in a test: `await proves('G7', { request: 'ogoship.ordersCreate' })`. Fails the test unless the
 * evidence of this very test bears it out; else adds a line to the report.
 */
export async function proves(id: string, claim: Claim): Promise<void> {
	checkClaim(id, claim, readRequirements(readFileSync(join(TREE, REQUIREMENTS), 'utf8')));
	const journals = await Promise.all([...sources].map(async (source) => await source.journal()));
	const found = findProof(claim, { begunMs, executions, journal: journals.flat(), pages });
	const test = expect.getState().currentTestName;
	if (!test) throw new Error(`${id} was claimed outside a test`);
	writeProof(join(TREE, REPORT), { id, test, at: new Date().toISOString(), ...found });
}

/** Adds a line to a report. */
export function writeProof(path: string, proof: Proof): void {
	mkdirSync(dirname(path), { recursive: true });
	appendFileSync(path, `${JSON.stringify(proof)}\n`);
}
