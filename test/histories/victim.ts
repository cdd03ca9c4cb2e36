import { clock } from './boot';

import { loadPackage, skipWaits } from '../support/engine';
import { runCall, type FromVictim, type ToVictim } from './worker';

/*
 * A process with n8n's engine that runs one node after the other for a history, until it is killed.
 */

const say = (message: FromVictim) => process.send?.(message);

process.on('message', ({ call, nowMs, seed }: ToVictim) => {
	clock.begin(nowMs, seed);
	runCall(call).then(
		(answer) => say({ answer }),
		(error: unknown) => say({ failed: String(error) }),
	);
});
process.once('disconnect', () => process.exit());

skipWaits((passedMs) => {
	clock.advance(passedMs);
	say({ passedMs });
});
loadPackage().then(
	() => say({ ready: true }),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
