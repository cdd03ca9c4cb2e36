import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { SCRATCH } from '../support/scratch';
import { installClock } from './clock';

/*
 * Must be imported before anything that loads n8n: its clock, its settings, and what the engine's helper expects of
 * jest's environment, since histories are played in processes of their own.
 */

export const clock = installClock();

/** One for a process and those it starts, which may be killed before they could clean up. */
const n8nFolder = process.env.HISTORIES_N8N_FOLDER ?? mkdtempSync(join(SCRATCH, 'histories-n8n-'));
if (process.env.HISTORIES_N8N_FOLDER === undefined)
	process.once('exit', () => rmSync(n8nFolder, { recursive: true, force: true }));
process.env.HISTORIES_N8N_FOLDER = n8nFolder;
const requireOutside = createRequire(__filename);
const { prepareForN8n } = requireOutside('../support/engine-process.js') as { prepareForN8n(folder: string): string };
prepareForN8n(n8nFolder);
Object.assign(globalThis, { requireOutside, outside: globalThis });
