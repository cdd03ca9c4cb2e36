/*
 * Runs races that its parent asks for, one at a time, until the parent lets go of it.
 */
import '../support/outside-jest';

import { usePackage } from '../support/engine';
import type { Task } from './field';
import { race } from './race';

const [, , folder] = process.argv;
if (folder !== undefined) usePackage(folder);

process.on('message', ({ seed, arm }: Task) => {
	race(seed, arm).then(
		(result) => process.send?.({ result }),
		(error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
	);
});
process.once('disconnect', () => process.exit());
