/*
 * One run of a workflow in a process of its own, so that what it needs of memory is nobody else's: the nodes one after
 * the other in n8n's engine, each with what the one before it put out. The parent serves the systems.
 */
import axios from 'axios';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import '../test/support/outside-jest';

import { loadPackage, runNode, skipWaits, type NodeRunInput } from '../test/support/engine';

export interface Step {
	readonly type: string;
	readonly parameters: IDataObject;
	readonly next?: NodeRunInput['next'];
}

export interface Order {
	readonly steps: readonly Step[];
	/** What comes into the first step; a start by hand when absent. */
	readonly items?: IDataObject[];
	readonly folder: string;
	readonly credentials: Readonly<Record<string, Record<string, ICredentialDataDecryptedObject>>>;
	/** Addresses of the systems, whose clocks go forward by what would have been waited. */
	readonly systems: readonly string[];
}

export interface Ran {
	readonly items: IDataObject[];
	readonly problems: IDataObject[];
	/** Of the last step. */
	readonly tookMs: number;
	/** Bytes, when everything was loaded and nothing had run; and the most there ever were. */
	readonly loaded: number;
	readonly peak: number;
}

async function run({ steps, items: given, folder, credentials, systems }: Order): Promise<Ran> {
	await loadPackage();
	const loaded = process.memoryUsage.rss();
	let waitedMs = 0;
	const resumeWaits = skipWaits((ms) => (waitedMs += ms));
	const beforeRequest = async () => {
		const advanceMs = waitedMs;
		waitedMs = 0;
		if (advanceMs === 0) return;
		for (const url of systems) await axios.post(`${url}/_sandbox/clock`, { advanceMs }, { proxy: false });
	};
	let items = given ?? [{}];
	let problems: IDataObject[] = [];
	let tookMs = 0;
	for (const step of steps) {
		if (items.length === 0) break;
		const begun = performance.now();
		const { outputs, error } = await runNode({
			...step,
			items,
			credentials: { ...credentials[step.type] },
			storageFolder: folder,
			onError: 'continueErrorOutput',
			beforeRequest,
		});
		if (error) throw new Error(`${step.type}: ${error.message}`);
		tookMs = performance.now() - begun;
		items = (outputs[0] ?? []).map(({ json }) => json);
		problems = [...problems, ...(outputs[1] ?? []).map(({ json }) => json)];
	}
	resumeWaits();
	return { items, problems, tookMs, loaded, peak: process.resourceUsage().maxRSS * 1024 };
}

process.once('message', (order: Order) => {
	run(order).then(
		(ran) => process.send?.({ ran }, () => process.exit()),
		(error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1)),
	);
});
