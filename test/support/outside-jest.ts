/*
 * What jest's environment gives the tests that drive n8n's engine, for a process without jest. To be imported before
 * `test/support/engine`.
 */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';

const requireOutside = createRequire(__filename);
const { prepareForN8n } = requireOutside('./engine-process.js') as { prepareForN8n(): string };

/** n8n's own folder, which goes with the process unless that is killed. */
export const n8nFolder = prepareForN8n();
process.once('exit', () => rmSync(n8nFolder, { recursive: true, force: true }));
Object.assign(globalThis, { requireOutside, outside: globalThis });
