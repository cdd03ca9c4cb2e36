/*
 * One run of one node in a process of its own, which somebody else will kill: `child.ts FOLDER`, where the package lies.
 * Says n8n's folder once it has loaded, then runs what it is sent, and says how that ended in case it is not killed.
 */
import { n8nFolder } from '../support/outside-jest';

import { loadPackage, runNode, usePackage, type NodeRunInput } from '../support/engine';

async function main(): Promise<void> {
	usePackage(process.argv[2] ?? '');
	await loadPackage();
	process.once('message', (input) => {
		void runNode(input as NodeRunInput).then((answer) => process.send?.(answer));
	});
	process.send?.(n8nFolder);
}

void main();
