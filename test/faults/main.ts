/*
 * npm run faults                        every write operation under every fault, with every ledger
 * npm run faults -- --json FILE         and the cells in a file
 * npm run faults -- --operation 'ogoship order/upsert' --fault crash --ledger SQLite
 *                                       a part of it; also --play and --answer, and --plays to see what each run said
 *
 * A figure is documents + problems: exactly one of either. Prints, last, how many cells held. What is played is what
 * dist/ would publish; the npm script builds it first.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { ensureNode } from '../../sandbox/n8n/runtime';

const { values } = parseArgs({
	options: {
		json: { type: 'string' },
		only: { type: 'string', multiple: true, default: [] },
		operation: { type: 'string' },
		fault: { type: 'string' },
		ledger: { type: 'string' },
		play: { type: 'string' },
		answer: { type: 'string' },
		plays: { type: 'boolean', default: false },
	},
});

/** `--only operation=…` is another way to say `--operation …`. */
const only = Object.fromEntries(values.only.map((each) => each.split('=', 2)));

async function play(): Promise<boolean> {
	const begun = Date.now();
	// Loaded here, because n8n wants its own process prepared first.
	await import('../support/outside-jest');
	const { unpackPackage } = await import('./operations');
	const { playMatrix } = await import('./matrix');
	const { FAULTS } = await import('./faults');
	const { detailsOf, failuresOf, promisesOf, tableOf } = await import('./report');
	const unpacked = unpackPackage();
	try {
		const matrix = await playMatrix(
			{ ...values, ...only },
			(operation, cells) => {
				console.log(`\n${tableOf(operation, FAULTS, cells)}`);
				if (!values.plays) return;
				for (const { fault, ledger, plays } of cells)
					for (const each of plays)
						console.log(`${fault}, ${ledger}, ${each.play}, ${each.answer}\n${detailsOf(each)}`);
			},
			console.log,
		);
		const { cells } = matrix;
		if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(matrix, null, '\t')}\n`);
		console.log(['', ...promisesOf(cells), ...failuresOf(cells)].join('\n'));
		const plays = cells.flatMap((cell) => cell.plays);
		const runs = plays.reduce((sum, { said }) => sum + said.length, 0);
		const minutes = ((Date.now() - begun) / 60_000).toFixed(1);
		const passed = cells.filter(({ ok }) => ok).length;
		console.log(`${plays.length} plays, ${runs} runs, ${minutes} min`);
		console.log(`${passed} passed, ${cells.length - passed} failed`);
		return passed === cells.length && passed > 0;
	} finally {
		unpacked.remove();
	}
}

/** On the Node that n8n needs, which is taken from npm where this machine's is older. */
async function main(): Promise<void> {
	const node = await ensureNode(console.log);
	if (node !== process.execPath) {
		const again = spawnSync(node, ['--import', 'tsx', __filename, ...process.argv.slice(2)], { stdio: 'inherit' });
		process.exitCode = again.status ?? 1;
		return;
	}
	process.exitCode = (await play()) ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
