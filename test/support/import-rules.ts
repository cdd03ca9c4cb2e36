import { posix } from 'node:path';

/*
 * Who may import whom: a table read by a pure function, so that planted violations can prove it.
 */

export interface SourceFile {
	/** Relative to the project, with forward slashes. */
	readonly file: string;
	readonly text: string;
}

export interface Violation {
	readonly file: string;
	readonly what: string;
}

interface Import {
	/** A package's name, or a file of the project without its ending. */
	readonly of: string;
	readonly typeOnly: boolean;
	readonly dynamic: boolean;
}

interface Allowed {
	readonly of: RegExp;
	/** Only its types. */
	readonly types?: true;
	/** Only by `import()`. */
	readonly dynamic?: true;
}

interface Row {
	readonly files: RegExp;
	/** `own(X)` is the folder of the importing file's system. */
	readonly may: (own: string) => readonly Allowed[];
}

const all = (...patterns: RegExp[]): Allowed[] => patterns.map((of) => ({ of }));
const types = (...patterns: RegExp[]): Allowed[] => patterns.map((of) => ({ of, types: true }));
/** Files of a system by name, in its own folder or in the folder of one of its resources. */
const of = (own: string, names: string) => new RegExp(`^${own}/(\\w+/)?(${names})$`);

const CORE = /^core\//;
const TRANSPORT = /^transport\//;
const NODE_SHARED = /^nodes\/shared\//;
const SYSTEM_TYPES = /^nodes\/shared\/(system|trigger|poll)$/;

/** What the oracle of the histories knows: never what it is to judge. */
const ORACLE =
	/^test\/histories\/(oracle|parcels|shop-model|books-oracle|books-model|odoo-oracle|outlets-oracle|showroom-oracle|judgment|shipments|chronicle|history)$/;

/** The first row that fits a file is its rule. */
const ROWS: readonly Row[] = [
	{ files: /^core\/sync\/hash\.ts$/, may: () => all(CORE, /^zod$/, /^big\.js$/, /^node:crypto$/) },
	{ files: /^core\//, may: () => all(CORE, /^zod$/, /^big\.js$/) },
	{ files: /^transport\//, may: () => [...all(TRANSPORT), ...types(CORE)] },
	{
		files: /^ledger\/(pools|postgres)\.ts$/,
		may: () => [...all(/^ledger\//, /^pg$/), ...types(/^core\/ports$/)],
	},
	{
		files: /^ledger\//,
		may: () => [...all(/^ledger(\/|$)/, /^node:(sqlite|crypto|fs|path)$/), ...types(/^core\/ports$/)],
	},
	{
		files: /^nodes\/shared\/ledger\.ts$/,
		may: () => [...all(CORE, TRANSPORT, NODE_SHARED, /^n8n-workflow$/, /^zod$/), { of: /^ledger$/, dynamic: true }],
	},
	{ files: /^nodes\/shared\//, may: () => all(CORE, TRANSPORT, NODE_SHARED, /^n8n-workflow$/, /^zod$/, /^luxon$/) },
	{
		files: /^nodes\/\w+\/sandbox(\.ts$|\/)/,
		may: (own) => [
			...all(
				/^sandbox\/(kit|demo-data)$/,
				new RegExp(`^${own}/sandbox(/|$)`),
				/^graphql$/,
				/^big\.js$/,
				/^node:crypto$/,
			),
			...(own === 'nodes/Shopify' ? all(/^sandbox\/shopify-schema$/) : []),
			...types(of(own, 'wire')),
		],
	},
	{ files: /^nodes\/\w+\/(\w+\/)?wire\.ts$/, may: (own) => all(/^zod$/, of(own, 'wire')) },
	{ files: /^nodes\/\w+\/search\.ts$/, may: () => [] },
	{ files: /^nodes\/\w+\/sign\.ts$/, may: () => all(/^node:crypto$/) },
	{ files: /^nodes\/\w+\/(\w+\/)?(documents|fragments)\.ts$/, may: (own) => all(of(own, 'documents|fragments')) },
	{
		files: /^nodes\/\w+\/(\w+\/)?client\.ts$/,
		may: (own) => [...all(TRANSPORT, of(own, 'client|documents|search|wire')), ...types(/^zod$/)],
	},
	{
		files: /^nodes\/\w+\/(\w+\/)?(mapping|draft)\.ts$/,
		may: (own) => [...all(/^core\/(model|sync)\//, of(own, 'mapping|draft|wire')), ...types(/^core\/ports$/)],
	},
	{
		files: /^nodes\/\w+\/(\w+\/)?target\.ts$/,
		may: (own) => [...all(CORE, of(own, 'client|draft|failures|mapping|search|target|wire')), ...types(SYSTEM_TYPES)],
	},
	{
		files: /^nodes\/\w+\/((\w+\/)?(operations|failures|trigger)|system)\.ts$/,
		may: (own) => [
			...all(CORE, of(own, 'client|documents|draft|failures|mapping|operations|search|target|wire|sign|system')),
			...types(SYSTEM_TYPES),
		],
	},
	{
		files: /^nodes\/\w+\/\w+\.node\.ts$/,
		may: (own) => all(NODE_SHARED, of(own, 'system|trigger'), /^n8n-workflow$/),
	},
	{
		files:
			/^test\/histories\/(oracle|parcels|shop-model|books-oracle|books-model|odoo-oracle|outlets-oracle|showroom-oracle|judgment|shipments|chronicle|history)\.ts$/,
		may: () => [...all(ORACLE), ...types(/^sandbox\/kit$/)],
	},
	{
		files: /^credentials\//,
		may: () => all(/^n8n-workflow$/, /^node:crypto$/, /^nodes\/\w+\/sign$/, /^nodes\/shared\/address$/),
	},
];

const STATIC = /\b(import|export)\s+(type\s+)?(?:([\w*{][^;'"]*?)\s+from\s+)?['"]([^'"\n]+)['"]/g;
const DYNAMIC = /\b(?:import|require)\s*\(\s*['"]([^'"\n]+)['"]\s*\)/g;

/** What a file imports. A type in `typeof import('x')` counts as a type. */
export function importsOf({ file, text }: SourceFile): Import[] {
	const code = withoutComments(text);
	const target = (name: string) => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name);
	const fixed = [...code.matchAll(STATIC)].map(([, , type, names, name = '']) => ({
		of: target(name),
		typeOnly: type !== undefined || onlyTypes(names),
		dynamic: false,
	}));
	const called = [...code.matchAll(DYNAMIC)].map((found) => ({
		of: target(found[1] ?? ''),
		typeOnly: /typeof\s+$/.test(code.slice(0, found.index)),
		dynamic: true,
	}));
	return [...fixed, ...called];
}

/** `{ type A, type B }` */
function onlyTypes(names: string | undefined): boolean {
	const inner = /^\{(.*)\}$/s.exec(names?.trim() ?? '')?.[1];
	return (
		inner !== undefined &&
		inner
			.split(',')
			.map((name) => name.trim())
			.filter(Boolean)
			.every((name) => name.startsWith('type '))
	);
}

function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Every import that its file's row does not allow. */
export function forbiddenImports(files: readonly SourceFile[]): Violation[] {
	return files.flatMap((source) => {
		const row = ROWS.find(({ files: pattern }) => pattern.test(source.file));
		if (!row) return /^(core|transport|ledger|nodes|credentials)\//.test(source.file) ? [noRow(source)] : [];
		const may = row.may(posix.join(...source.file.split('/').slice(0, 2)));
		return importsOf(source)
			.filter((each) => !may.some((allowed) => allows(allowed, each)))
			.map((each) => ({ file: source.file, what: `imports ${each.of}${each.typeOnly ? ' (types)' : ''}` }));
	});
}

const noRow = ({ file }: SourceFile): Violation => ({ file, what: 'has no rule: its name is none of the known ones' });

function allows(allowed: Allowed, each: Import): boolean {
	if (!allowed.of.test(each.of)) return false;
	if (allowed.types && !each.typeOnly) return false;
	return !allowed.dynamic || each.dynamic || each.typeOnly;
}

/** String literals that are a system's id, outside the folder of a system. `sites` are the ids to look for. */
export function namedSystems(files: readonly SourceFile[], ids: readonly string[]): Violation[] {
	return files
		.filter(({ file }) => /^(core|transport|ledger)\/|^nodes\/shared\//.test(file))
		.flatMap(({ file, text }) =>
			[...withoutDescriptions(withoutComments(text)).matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/g)]
				.map((found) => (found[1] ?? found[2] ?? found[3] ?? '').toLowerCase())
				.filter((literal) => ids.some((id) => literal === id || literal.startsWith(`${id}:`)))
				.map((literal) => ({ file, what: `names the system "${literal}"` })),
		);
}

/** Examples shown to the operator name systems; code does not. */
function withoutDescriptions(text: string): string {
	return text.replace(/\b(description|placeholder|hint):\s*('[^'\n]*'|"[^"\n]*")/g, '$1: 0');
}

/** The files every system has, and where it must be registered. */
export function incompleteSystems(
	files: readonly SourceFile[],
	n8n: { readonly nodes: readonly string[]; readonly credentials: readonly string[] },
): Violation[] {
	const names = new Set(files.map(({ file }) => file));
	const systems = files.filter(({ file }) => /^nodes\/\w+\/system\.ts$/.test(file) && !NODE_SHARED.test(file));
	const missing = systems.flatMap(({ file, text }) => {
		const folder = posix.dirname(file);
		const node = posix.basename(folder);
		const id = node.toLowerCase();
		const credential = /credential: '(\w+)'/.exec(text)?.[1] ?? 'none named';
		const wanted = [
			...['wire.ts', 'client.ts', 'sandbox.ts', `${node}.node.ts`, `${node}.node.json`],
			...[`${id}.svg`, `${id}.dark.svg`],
		].map((name) => `${folder}/${name}`);
		const class_ = credential.charAt(0).toUpperCase() + credential.slice(1);
		const light = files.find((each) => each.file === `${folder}/${id}.svg`)?.text;
		const dark = files.find((each) => each.file === `${folder}/${id}.dark.svg`)?.text;
		return [
			...[...wanted, `credentials/${class_}.credentials.ts`]
				.filter((name) => !names.has(name))
				.map((name) => ({ file, what: `has no ${name}` })),
			...([...names].some((name) => new RegExp(`^${folder}/(\\w+/)?mapping\\.ts$`).test(name))
				? []
				: [{ file, what: `has no ${folder}/mapping.ts` }]),
			...(light !== undefined && light === dark ? [{ file, what: 'has the same icon for light and dark' }] : []),
		];
	});
	const registered = new Set([...n8n.nodes, ...n8n.credentials]);
	const built = (file: string) => `dist/${file.replace(/\.ts$/, '.js')}`;
	const entries = [...names].filter((file) => /\.(node|credentials)\.ts$/.test(file));
	return [
		...missing,
		...entries
			.filter((file) => !registered.has(built(file)))
			.map((file) => ({ file, what: 'does not stand in package.json' })),
		...[...registered]
			.filter((file) => !entries.some((entry) => built(entry) === file))
			.map((file) => ({ file, what: 'stands in package.json and does not exist' })),
	];
}
