/**
 * @jest-environment ./test/support/jest-environment.js
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { demoData } from '../../sandbox/demo-data';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { loadPackage, runNode, usePackage, type NodeRunAnswer } from '../support/engine';
import sandbox from '../support/eighth/nodes/Eighth/sandbox';
import { CREDENTIAL, filesIn, growPackage, NODE, type Grown } from '../support/eighth/package';
import { forbiddenImports, incompleteSystems, namedSystems } from '../support/import-rules';
import { jsonOf } from '../support/desk';
import { SCRATCH } from '../support/scratch';

/*
 * Another system is one folder, one credential and their lines in package.json: it is added to a copy of the project and
 * does there what every system does, without a change of anything that was there before. CONTRIBUTING tells the steps.
 */

let grown: Grown;
let eighth: RunningSandbox;
const DATA = demoData('2026-11-22T10:00:00.000Z');

beforeAll(async () => {
	grown = growPackage();
	usePackage(grown.folder);
	eighth = await serve(sandbox, { seed: DATA });
});
afterAll(async () => {
	await eighth.close();
	grown.remove();
});

const sourcesOf = (files: readonly string[]) =>
	files.map((file) => ({ file, text: readFileSync(join(grown.folder, file), 'utf8') }));

it('is one folder and one credential', () => {
	expect(grown.added.map((file) => file.replace(/^nodes\/Eighth\/.*/, 'nodes/Eighth'))).toEqual(
		expect.arrayContaining(['nodes/Eighth', 'credentials/EighthApi.credentials.ts']),
	);
	expect(grown.added.filter((file) => !/^nodes\/Eighth\/|^credentials\/EighthApi\./.test(file))).toEqual([]);
});

it('passes the rules of imports, whole and registered, and nothing else names it', () => {
	const files = sourcesOf(filesIn(grown.folder));
	const { n8n } = JSON.parse(readFileSync(join(grown.folder, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const code = files.filter(({ file }) => file.endsWith('.ts'));
	expect(forbiddenImports(code)).toEqual([]);
	expect(incompleteSystems(files, n8n)).toEqual([]);
	expect(namedSystems(code, ['eighth'])).toEqual([]);
	// What complains where its lines in package.json are forgotten.
	const without = {
		nodes: n8n.nodes.filter((file) => file !== NODE),
		credentials: n8n.credentials.filter((file) => file !== CREDENTIAL),
	};
	expect(incompleteSystems(files, without).map(({ what }) => what)).toEqual(
		Array.from({ length: 2 }, () => 'does not stand in package.json'),
	);
});

it('is loaded by n8n with its operations, and stays a bundle of its own', async () => {
	const { types } = await loadPackage();
	expect(types.nodes.find(({ name }) => name === 'eighth')?.displayName).toBe('Eighth');
	expect(types.credentials.map(({ name }) => name)).toContain('eighthApi');
	expect(readFileSync(join(grown.folder, NODE), 'utf8').length).toBeLessThan(20_000);
});

const storageFolder = mkdtempSync(join(SCRATCH, 'eighth-'));

async function run(parameters: Record<string, unknown>, items: object[] = [{}]): Promise<NodeRunAnswer> {
	const { type, data } = sandbox.credential(DATA, eighth.url);
	return await runNode({
		...{ type: 'eighth', parameters: parameters as never, items: items as never, storageFolder },
		...{ credentials: { [type]: { ...data } }, onError: 'continueErrorOutput' },
	});
}
const STOCK = { resource: 'stockLevel' };
const resultsOf = ({ outputs }: NodeRunAnswer) => jsonOf(outputs[0]).filter(({ kind }) => kind === 'result');

it('reads every page of its stock', async () => {
	const { outputs } = await run({ ...STOCK, operation: 'getAll', returnAll: true });
	expect(jsonOf(outputs[0]).map(({ sku }) => sku)).toEqual(DATA.products.map(({ sku }) => sku));
	const [first] = jsonOf(outputs[0]);
	expect(first).toMatchObject({ kind: 'stockLevel', origin: { system: 'eighth', account: 'e-1' } });
});

it('previews and sets stock through the ledger, and names each figure that is refused', async () => {
	const [mug, plate] = DATA.products;
	const level = (sku: string | undefined, available: number) => ({
		...{ kind: 'stockLevel', sku, available, location: null, observedAt: '2026-11-22T10:05:00.000Z' },
		origin: { system: 'elsewhere', account: 'main', id: sku, seenAt: '2026-11-22T10:05:00.000Z' },
	});
	const wishes = [level(mug?.sku, 7), level(plate?.sku, 10_000), level('NOBODY-HAS-IT', 3)];
	const set = { ...STOCK, operation: 'set', levelOptions: { firstRun: 'apply' } };
	const written = () => eighth.journal().filter(({ operation }) => operation === 'stockSet');

	const preview = await run({ ...set, previewOnly: true }, wishes);
	const would = resultsOf(preview).map(({ number, preview: shown }) => [number, (shown as { would: string }).would]);
	expect(Object.fromEntries(would)).toEqual({
		...{ [String(mug?.sku)]: 'update', [String(plate?.sku)]: 'update', 'NOBODY-HAS-IT': 'skip' },
	});
	expect(written()).toEqual([]);

	const applied = await run(set, wishes);
	const outcomes = resultsOf(applied).map(({ number, outcome }) => [number, outcome]);
	expect(Object.fromEntries(outcomes)).toEqual({ [String(mug?.sku)]: 'updated', 'NOBODY-HAS-IT': 'skipped' });
	expect(jsonOf(applied.outputs[1])).toMatchObject([
		{
			sku: plate?.sku,
			error: { code: 'LEVEL_REFUSED', message: expect.stringContaining('Eighth') as string },
		},
	]);
	expect((eighth.state() as Record<string, number>)[String(mug?.sku)]).toBe(7);
	expect(written()).toHaveLength(1);
});

it('says in plain words that its key is wrong', async () => {
	const { type, data } = sandbox.credential(DATA, eighth.url);
	const { outputs } = await runNode({
		...{ type: 'eighth', parameters: { resource: 'connection', operation: 'check' }, items: [{}], storageFolder },
		...{ credentials: { [type]: { ...data, apiKey: 'wrong' } }, onError: 'continueErrorOutput' },
	});
	expect(jsonOf(outputs[1])).toMatchObject([
		{ error: { code: 'SETUP_CREDENTIAL', message: expect.stringMatching(/^Eighth refused the sign-in/) as string } },
	]);
});
