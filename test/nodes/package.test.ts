/** @jest-environment ./test/support/jest-environment.js */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
	IDataObject,
	INodeCredentialDescription,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import type * as LedgerModule from '../../ledger';
import type { Operation } from '../../nodes/shared/system';
import { jsonOf, openDesk } from '../support/desk';
import { builtModule, loadPackage, PACKAGE, ROOT } from '../support/engine';
import { besidePostgres, dropSchema, newSchema, withPostgres } from '../support/postgres';

/*
 * What is published: how n8n's loader takes it, what it weighs, what it holds and what it must not hold.
 */

interface Manifest {
	readonly dependencies?: object;
	readonly optionalDependencies?: object;
	readonly bundledDependencies?: readonly string[];
	readonly peerDependencies: Readonly<Record<string, string>>;
	readonly scripts: Readonly<Record<string, string>>;
	readonly n8n: { readonly nodes: string[]; readonly credentials: string[] };
}

const json = <T>(path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;
const manifest = json<Manifest>('package.json');

async function nodeTypes(): Promise<
	Array<{ name: string; description: INodeTypeDescription; folder: string; type: INodeType }>
> {
	const loader = await loadPackage();
	return Object.entries(loader.known.nodes).map(([name, { sourcePath }]) => {
		const type = loader.getNode(name).type as INodeType;
		const folder = sourcePath.replaceAll('\\', '/').split('/').slice(0, -1).join('/');
		return { name, type, description: type.description, folder };
	});
}

// ------------------------------------------------------------------ as n8n loads it

it('loads as the node types and credentials of the package', async () => {
	const loader = await loadPackage();
	expect(loader.types.nodes.map(({ name }) => `${loader.packageName}.${name}`).sort()).toEqual(
		[
			'file',
			'leNewBlack',
			'leNewBlackPollTrigger',
			'ledger',
			'odoo',
			'odooPollTrigger',
			'odooTrigger',
			'ogoship',
			'ogoshipPollTrigger',
			'ogoshipTrigger',
			'omniEngine',
			'omniEnginePollTrigger',
			'reconcile',
			'shopDesk',
			'shopDeskPollTrigger',
			'shopDeskTrigger',
			'shopify',
			'shopifyTrigger',
			'unleashed',
			'unleashedPollTrigger',
			'unleashedTrigger',
		].map((name) => `${PACKAGE}.${name}`),
	);
	expect(loader.types.credentials.map(({ name }) => name).sort()).toEqual([
		'commerceLedgerPostgresApi',
		'leNewBlackApi',
		'odooCommerceApi',
		'ogoshipApi',
		'omniengineApi',
		'shopdeskApi',
		'shopifyCommerceApi',
		'shopifyCommerceOAuth2Api',
		'unleashedApi',
	]);
});

it('has an icon for light and one for dark behind every node and credential', async () => {
	const loader = await loadPackage();
	const icons = [...loader.types.nodes, ...loader.types.credentials].map(({ name, iconUrl }) => ({ name, iconUrl }));
	for (const { name, iconUrl } of icons) {
		const { light, dark } = iconUrl as { light: string; dark: string };
		const [lightFile, darkFile] = [light, dark].map((url) => url.replace(`icons/${PACKAGE}/`, ''));
		expect([name, existsSync(join(ROOT, lightFile!)), existsSync(join(ROOT, darkFile!))]).toEqual([name, true, true]);
		expect(readFileSync(join(ROOT, lightFile!), 'utf8')).not.toBe(readFileSync(join(ROOT, darkFile!), 'utf8'));
	}
});

it('has an output schema for every read and write', async () => {
	const outputs = (await nodeTypes()).flatMap(({ type, folder }) => {
		const operations = (type.constructor as unknown as { outputs?: readonly Operation[] }).outputs ?? [];
		return (
			operations
				// What a call of the operator's own puts out, the service decides.
				.filter(({ does }) => does !== 'check' && does !== 'call')
				// As n8n looks for it: a node without resources has its operations side by side.
				.map(({ resource, operation }) => [folder, '__schema__/v1.0.0', resource, operation].filter(Boolean).join('/'))
				.map((path) => `${path}.json`)
		);
	});
	expect(outputs.length).toBeGreaterThanOrEqual(4);
	for (const file of outputs) {
		const path = file.startsWith(ROOT) ? file.slice(ROOT.length + 1) : file;
		expect(json<{ type: string; properties: object }>(path)).toMatchObject({
			type: 'object',
			properties: { kind: {}, origin: { properties: { system: {}, account: {}, id: {} } } },
		});
	}
});

/** A node's parameters, those inside collections too. */
function parameters(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const options = (property.options ?? []) as ReadonlyArray<INodeProperties & { values?: INodeProperties[] }>;
		if (property.type === 'collection') return [property, ...parameters(options)];
		if (property.type === 'fixedCollection')
			return [property, ...options.flatMap(({ values = [] }) => parameters(values))];
		return [property];
	});
}

it('describes every choice, every collection’s entry and every operation', async () => {
	const bare: string[] = [];
	for (const { name, description } of await nodeTypes()) {
		for (const property of parameters(description.properties)) {
			const at = `${name}: ${property.displayName}`;
			const options = (property.options ?? []) as INodePropertyOptions[];
			if (property.name === 'operation')
				bare.push(...options.filter((each) => !each.description || !each.action).map((each) => `${at} ${each.name}`));
			else if (['resource', 'fields'].includes(property.name) || ['notice', 'collection'].includes(property.type))
				continue;
			else if (!property.description) bare.push(at);
		}
	}
	expect(bare).toEqual([]);
});

it('asks of every credential only what it says, hides secrets, and never shows the session token', async () => {
	const loader = await loadPackage();
	for (const name of Object.keys(loader.known.credentials)) {
		const { properties, extends: parents = [], preAuthentication } = loader.getCredential(name).type;
		const secrets = properties.filter((each) => /secret|password|(token|key)$/i.test(each.name));
		expect(secrets.filter(({ typeOptions }) => typeOptions?.password !== true)).toEqual([]);
		// n8n itself keeps an OAuth2 token, and shows it nowhere; a database is not asked with a token.
		if (parents.includes('oAuth2Api') || !preAuthentication) continue;
		expect(properties.find((each) => each.name === 'sessionToken')).toMatchObject({
			type: 'hidden',
			typeOptions: { expirable: true },
		});
	}
});

it.each(['ogoship', 'shopify', 'unleashed', 'leNewBlack'])('previews by default as an AI tool: %s', async (system) => {
	const { description } = (await nodeTypes()).find(({ name }) => name === system)!;
	const previews = description.properties.filter(({ name }) => name === 'previewOnly');
	const shown = previews.map(({ default: value, displayOptions }) => [value, displayOptions?.show?.['@tool'] ?? null]);
	const [byHand, asTool] = [shown.filter(([, tool]) => tool === null), shown.filter(([, tool]) => tool !== null)];
	expect(byHand.length).toBeGreaterThan(1);
	expect(byHand).toEqual(byHand.map(() => [false, null]));
	expect(asTool).toEqual(byHand.map(() => [true, [true]]));
});

// ------------------------------------------------------------------ what is published

it('depends on nothing but n8n, and runs nothing when it is installed', () => {
	expect([manifest.dependencies, manifest.optionalDependencies, manifest.bundledDependencies]).toEqual([
		undefined,
		undefined,
		undefined,
	]);
	expect(Object.keys(manifest.peerDependencies)).toEqual(['n8n-workflow']);
	const atInstall = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'];
	expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([]);
});

it('packs what is built and the templates, below one megabyte', () => {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: ROOT,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	) as Array<{ size: number; files: Array<{ path: string }> }>;
	expect(packed!.size).toBeLessThan(1_000_000);
	const paths = packed!.files.map(({ path }) => path);
	expect(paths).toEqual(expect.arrayContaining(['dist/core.js', 'dist/ledger.js', ...manifest.n8n.nodes]));
	const strange = paths.filter(
		(path) =>
			!/^(package\.json|README\.md|LICENSE|CHANGELOG\.md|workflows\/[\w-]+\.json|dist\/.+\.(js|json|svg|png))$/.test(
				path,
			),
	);
	expect(strange).toEqual([]);
	// One of the templates makes a test order.
	const code = paths.filter((path) => !path.startsWith('workflows/'));
	expect(code.filter((path) => /sandbox|test|\.ts$|\.map$|demo/i.test(path))).toEqual([]);
});

const BUILT = readdirSync(join(ROOT, 'dist'), { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
	.map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));

const FORBIDDEN =
	/axios|\beval\s*\(|\bnew Function\b|\bFunction\s*\(\s*['"`]|child_process|node:(http|https|net|vm)\b|(?<![.\w]|async )fetch\(/;

/** What may be required at run time, besides the package's own files. */
const REQUIRED = /^(n8n-workflow|luxon|node:(crypto|fs|path|sqlite)|\.{1,2}\/.+)$/;

/** What PostgreSQL's driver requires besides, in the ledger alone. */
const DRIVER = /^(crypto|dns|events|net|tls|util|util\/types)$/;

it.each(BUILT)('%s holds no client of its own, and no code made at run time', (file) => {
	const text = readFileSync(join(ROOT, file), 'utf8');
	expect(text.match(FORBIDDEN)).toBeNull();
	const required = [...text.matchAll(/\b(?:require|import)\(["']([^"']+)["']\)/g)].map(([, name]) => name!);
	const strange = required.filter((name) => !REQUIRED.test(name));
	expect(strange.filter((name) => file !== 'dist/ledger.js' || !DRIVER.test(name))).toEqual([]);
});

it('holds what is shared once: no node or credential brings zod or the model along', () => {
	for (const file of BUILT.filter((each) => /nodes|credentials/.test(each)))
		expect([file, /ZodFirstPartyTypeKind|CATALOGUE/.test(readFileSync(join(ROOT, file), 'utf8'))]).toEqual([
			file,
			false,
		]);
});

it('opens one ledger file however many nodes are at work, and lets go of it', async () => {
	const { openHandles } = builtModule<typeof LedgerModule>('ledger.js');
	const desk = await openDesk();
	let most = 0;
	const watch = setInterval(() => (most = Math.max(most, openHandles())), 1);
	try {
		const orders = await desk.orders(1005, 1006, 1007);
		const sweep = { resource: 'order', operation: 'getAll', skipSettled: true, settledFor: 'ogoship', limit: 5 };
		const [sent, problems, swept] = await Promise.all([
			desk.send(orders),
			desk.ledger({ operation: 'getProblems' }),
			desk.shopify(sweep),
		]);
		expect(sent.results).toHaveLength(3);
		expect([jsonOf(problems.outputs[0]), swept.status]).toEqual([[], 'success']);
		expect(most).toBe(1);
		expect(openHandles()).toBe(0);
	} finally {
		clearInterval(watch);
		await desk.close();
	}
});

withPostgres('connections to PostgreSQL', () => {
	it('takes two connections at most however many nodes are at work', async () => {
		const settings = newSchema();
		const desk = await openDesk({ postgres: settings });
		const ours = `SELECT 1 FROM pg_stat_activity WHERE application_name = '${PACKAGE} ${process.pid}'`;
		const counts: number[] = [];
		let atWork = true;
		const watch = (async () => {
			while (atWork) counts.push((await besidePostgres(ours)).length);
		})();
		try {
			const sweep = { resource: 'order', operation: 'getAll', skipSettled: true, settledFor: 'ogoship', limit: 5 };
			const orders = await Promise.all([desk.orders(1005), desk.orders(1006), desk.orders(1007)]);
			const answers = await Promise.all([
				...orders.map(async (each) => (await desk.send(each)).status),
				...orders.map(async () => (await desk.ledger({ operation: 'getProblems' })).status),
				desk.shopify(sweep).then(({ status }) => status),
			]);
			expect(answers).toEqual(answers.map(() => 'success'));
			atWork = false;
			await watch;
			expect(Math.max(...counts)).toBeGreaterThan(0);
			expect(Math.max(...counts)).toBeLessThanOrEqual(2);
		} finally {
			atWork = false;
			await watch;
			await desk.close();
			await dropSchema(settings);
		}
	});
});

// ------------------------------------------------------------------ templates

interface TemplateNode {
	readonly name: string;
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: IDataObject;
	readonly credentials?: Readonly<Record<string, { id: unknown; name: string }>>;
	readonly retryOnFail?: boolean;
	readonly alwaysOutputData?: boolean;
}

interface Template {
	readonly nodes: readonly TemplateNode[];
	readonly active?: boolean;
	readonly connections: Readonly<Record<string, Record<string, Array<Array<{ node: string }> | null>>>>;
}

const TEMPLATES = readdirSync(join(ROOT, 'workflows')).filter((file) => file.endsWith('.json'));

describe.each(TEMPLATES)('%s', (file) => {
	const template = json<Template>(`workflows/${file}`);
	const ours = template.nodes.filter(({ type }) => type.startsWith(`${PACKAGE}.`));

	it('is inactive, and its connections join nodes that exist', () => {
		expect(template.active).not.toBe(true);
		const names = template.nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const joined = Object.entries(template.connections).flatMap(([from, ends]) => [
			from,
			...Object.values(ends)
				.flat(2)
				.flatMap((end) => (end ? [end.node] : [])),
		]);
		expect(joined.filter((name) => !names.includes(name))).toEqual([]);
	});

	it('uses node types, versions, parameters and choices that exist', async () => {
		expect(ours.length).toBeGreaterThan(0);
		const types = new Map((await nodeTypes()).map((each) => [`${PACKAGE}.${each.name}`, each.description]));
		for (const { name, type, typeVersion, parameters: given } of ours) {
			const description = types.get(type);
			expect([name, [description?.version].flat()]).toEqual([name, [typeVersion]]);
			expect([name, strangers(given, description!.properties)]).toEqual([name, []]);
		}
	});

	it('names each credential by n8n’s default name and carries no id', async () => {
		const loader = await loadPackage();
		for (const { type, credentials = {}, parameters: given } of ours) {
			const { credentials: all = [], properties } = (loader.getNode(type.split('.')[1]!).type as INodeType).description;
			const wanted = all.filter((each) => isShown(each, given, properties));
			expect(Object.keys(credentials)).toEqual(wanted.map(({ name }) => name));
		}
		for (const [type, { id, name }] of template.nodes.flatMap(({ credentials = {} }) => Object.entries(credentials))) {
			expect(id).toBeNull();
			if (type in loader.known.credentials)
				expect(name).toBe(`${loader.getCredential(type).type.displayName.replace(/ API$/, '')} account`);
		}
	});

	it('leaves Retry On Fail and Always Output Data off', () => {
		expect(ours.filter(({ retryOnFail, alwaysOutputData }) => retryOnFail || alwaysOutputData)).toEqual([]);
	});
});

/** Whether a node with these parameters asks for a credential. */
function isShown(
	{ displayOptions }: INodeCredentialDescription,
	given: IDataObject,
	properties: readonly INodeProperties[],
): boolean {
	return Object.entries(displayOptions?.show ?? {}).every(([parameter, values]) => {
		const chosen = given[parameter] ?? properties.find(({ name }) => name === parameter)?.default;
		return (values as unknown[]).includes(chosen);
	});
}

/** Parameters, entries of collections and chosen values that a node does not have. */
function strangers(given: IDataObject, properties: readonly INodeProperties[]): string[] {
	return Object.entries(given).flatMap(([name, value]) => {
		const named = properties.filter((each) => each.name === name);
		if (named.length === 0) return [name];
		const options = named.flatMap((each) => (each.options ?? []) as unknown[]);
		if (named[0]!.type === 'collection') return strangers((value ?? {}) as IDataObject, options as INodeProperties[]);
		if (named[0]!.type !== 'options' || String(value).startsWith('=')) return [];
		// What a picker offers is known to the account alone.
		if (named[0]!.typeOptions?.loadOptionsMethod !== undefined) return [];
		const choices = (options as INodePropertyOptions[]).map((each) => each.value);
		return choices.includes(value as string) ? [] : [`${name}: ${String(value)}`];
	});
}

it('finds a parameter, an entry and a choice that do not exist', async () => {
	const { description } = (await nodeTypes()).find(({ name }) => name === 'shopify')!;
	const given = { resource: 'order', operation: 'vanish', retrunAll: true, filters: { tagz: 'a', tags: 'b' } };
	expect(strangers(given, description.properties)).toEqual(['operation: vanish', 'retrunAll', 'tagz']);
});
