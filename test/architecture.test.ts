import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { forbiddenImports, importsOf, incompleteSystems, namedSystems, type SourceFile } from './support/import-rules';

/*
 * Arrows point from a system to the core, never back, and never from one system to another.
 */

const ROOT = resolve(__dirname, '..');
const FOLDERS = ['core', 'transport', 'ledger', 'nodes', 'credentials', 'test/histories'];

const FILES: readonly SourceFile[] = FOLDERS.flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.map((path) => ({
			file: path.slice(ROOT.length + 1).replaceAll('\\', '/'),
			text: readFileSync(path, 'utf8'),
		})),
);
const CODE = FILES.filter(({ file }) => file.endsWith('.ts'));
const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};
const IDS = CODE.filter(({ file }) => /^nodes\/\w+\/system\.ts$/.test(file) && !file.startsWith('nodes/shared/')).map(
	({ file }) => file.split('/')[1]!.toLowerCase(),
);

it('reads the sources it judges', () => {
	expect(CODE.length).toBeGreaterThan(50);
	expect(IDS).toEqual(expect.arrayContaining(['shopify', 'ogoship']));
	expect(CODE.flatMap(importsOf).length).toBeGreaterThan(150);
});

it('has no import that the rules forbid', () => {
	expect(forbiddenImports(CODE)).toEqual([]);
});

it('names no system outside the systems', () => {
	expect(namedSystems(CODE, IDS)).toEqual([]);
});

it('has every system whole and registered', () => {
	expect(incompleteSystems(FILES, n8n)).toEqual([]);
});

// ------------------------------------------------------------------ the checker itself

it.each([
	['core/model/order.ts', `import { createHash } from 'node:crypto';`],
	['core/sync/run.ts', `import type { INode } from 'n8n-workflow';`],
	['core/sync/run.ts', `import { judge } from '../../transport/retry';`],
	['core/sync/hash.ts', `import { readFileSync } from 'node:fs';`],
	['core/sync/plan.ts', `const { order } = await import('../../nodes/Shopify/wire');`],
	['core/problems.ts', `export * from '../nodes/shared/report';`],
	['transport/retry.ts', `import { sleep } from 'n8n-workflow';`],
	['transport/retry.ts', `import { problem } from '../core/problems';`],
	['transport/pace.ts', `import 'node:timers';`],
	['ledger/sqlite.ts', `import { problem } from '../core/problems';`],
	['ledger/index.ts', `import { ports } from '../core/ports';`],
	['ledger/index.ts', `import { Pool } from 'pg';`],
	['nodes/shared/run.ts', `import { shopify } from '../Shopify/system';`],
	['nodes/shared/sweep.ts', `const { openSqliteLedger } = await import('../../ledger');`],
	['nodes/shared/ledger.ts', `import { openSqliteLedger } from '../../ledger';`],
	['nodes/shared/execute.ts', `import axios from 'axios';`],
	['nodes/Shopify/wire.ts', `import { isDecimal } from '../../core/model/money';`],
	['nodes/Shopify/documents.ts', `import { z } from 'zod';`],
	['nodes/Shopify/search.ts', `import type { Order } from './wire';`],
	['nodes/Shopify/client.ts', `import { problem } from '../../core/problems';`],
	['nodes/Shopify/client.ts', `import { z } from 'zod';`],
	['nodes/Shopify/client.ts', `import { toOrder } from './mapping';`],
	['nodes/Ogoship/mapping.ts', `import { problem } from '../../core/problems';`],
	['nodes/Ogoship/mapping.ts', `import { OgoshipClient } from './client';`],
	['nodes/Ogoship/target.ts', `import { answerStep } from '../shared/execute';`],
	['nodes/Ogoship/system.ts', `import { httpFor } from '../shared/n8n-http';`],
	['nodes/Ogoship/system.ts', `import { SYSTEMS } from '../shared/system';`],
	['nodes/Ogoship/system.ts', `import { orderGid } from '../Shopify/mapping';`],
	['nodes/Ogoship/Ogoship.node.ts', `import { OgoshipClient } from './client';`],
	['nodes/Ogoship/Ogoship.node.ts', `import { problem } from '../../core/problems';`],
	['nodes/Ogoship/sandbox.ts', `import { toOrder } from './mapping';`],
	['nodes/Ogoship/sandbox.ts', `import { order } from './wire';`],
	['nodes/Ogoship/sandbox.ts', `import { shopifySchema } from '../../sandbox/shopify-schema';`],
	['nodes/Shopify/sandbox/state.ts', `import { DOCUMENTS } from '../documents';`],
	['nodes/Shopify/sandbox/state.ts', `import { serve } from '../../../sandbox/serve';`],
	['credentials/OgoshipApi.credentials.ts', `import { z } from 'zod';`],
	['credentials/OgoshipApi.credentials.ts', `import { openLedger } from '../nodes/shared/ledger';`],
	['nodes/Ogoship/helpers.ts', ''],
	['test/histories/oracle.ts', `import { stageOf } from '../../nodes/Ogoship/mapping';`],
	['test/histories/shop-model.ts', `import type { Order } from '../../core/model/order';`],
	['test/histories/parcels.ts', `import type { Ledger } from '../../ledger';`],
	['test/histories/oracle.ts', `import { World } from './world';`],
	['test/histories/books-oracle.ts', `import { stillBilled } from '../../nodes/Unleashed/refund/draft';`],
	['test/histories/odoo-oracle.ts', `import { billingOf } from '../../nodes/Odoo/refund/mapping';`],
	['test/histories/judgment.ts', `import { problem } from '../../core/problems';`],
	['test/histories/books-model.ts', `import { netOf } from '../../nodes/Unleashed/booking/mapping';`],
])('catches in %s: %s', (file, text) => {
	expect(forbiddenImports([{ file, text }])).toHaveLength(1);
});

it.each([
	['transport/retry.ts', `import type { Problem } from '../core/ports';`],
	['nodes/shared/ledger.ts', `const { openSqliteLedger } = await import('../../ledger');`],
	['nodes/Shopify/client.ts', `import type { z } from 'zod';`],
	['nodes/Ogoship/sandbox.ts', `import { type OgoOrder } from './wire';`],
	['ledger/index.ts', `async function load(): Promise<typeof import('node:sqlite')> {}`],
	['core/sync/run.ts', `// import { judge } from '../../transport/retry';\n/* import 'n8n-workflow' */`],
])('lets pass in %s: %s', (file, text) => {
	expect(forbiddenImports([{ file, text }])).toEqual([]);
});

it.each([
	['core/sync/gate.ts', `if (order.origin.system === 'shopify') return;`, 1],
	['ledger/schema.ts', 'const target = `ogoship:${id}`;', 1],
	['nodes/shared/sweep.ts', `const next = "Shopify";`, 1],
	['nodes/shared/sweep.ts', `placeholder: 'shopify:example.myshopify.com',`, 0],
	['nodes/shared/sweep.ts', `const NOT_A_SYSTEM = new Set(['ledger']);`, 0],
	['nodes/Shopify/system.ts', `id: 'shopify',`, 0],
])('finds a system named in %s: %s', (file, text, count) => {
	expect(namedSystems([{ file, text }], IDS)).toHaveLength(count);
});

it.each([
	['a missing file', (files: SourceFile[]) => files.filter(({ file }) => file !== 'nodes/Ogoship/wire.ts')],
	['a missing sandbox', (files: SourceFile[]) => files.filter(({ file }) => file !== 'nodes/Shopify/sandbox.ts')],
	['a missing icon', (files: SourceFile[]) => files.filter(({ file }) => file !== 'nodes/Ogoship/ogoship.dark.svg')],
	[
		'one icon for light and dark',
		(files: SourceFile[]) => {
			const light = files.find(({ file }) => file === 'nodes/Ogoship/ogoship.svg')!;
			return files.map((each) =>
				each.file === 'nodes/Ogoship/ogoship.dark.svg' ? { ...each, text: light.text } : each,
			);
		},
	],
	[
		'an unregistered node',
		(files: SourceFile[]) => [...files, { file: 'nodes/Ogoship/OgoshipOther.node.ts', text: '' }],
	],
	[
		'an unregistered credential',
		(files: SourceFile[]) => [...files, { file: 'credentials/A.credentials.ts', text: '' }],
	],
])('finds %s', (_, plant) => {
	expect(incompleteSystems(plant([...FILES]), n8n)).toHaveLength(1);
});

it('finds a credential that is missing, and the place where it is still registered', () => {
	const files = FILES.filter(({ file }) => file !== 'credentials/OgoshipApi.credentials.ts');
	expect(incompleteSystems(files, n8n)).toHaveLength(2);
});
