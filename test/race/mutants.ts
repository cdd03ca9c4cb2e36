/*
 * The built package with one safeguard of the stock run taken out, to see that the race notices. The product knows
 * nothing of it: the change is made in a copy of what was built.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../sandbox/bridge';
import type { ArmName } from './arms';

interface Edit {
	/** Below dist/; core.js when absent. */
	readonly file?: string;
	/** What stands there once, spaces at the beginning of a line left aside. */
	readonly from: string | RegExp;
	readonly to: string;
}

export interface Mutant {
	readonly what: string;
	/** Where it can do harm. */
	readonly arm: ArmName;
	readonly edits: readonly Edit[];
}

/** The number behind a name is the bundler's. */
const READ_THEN_RESERVED =
	/(const findings = wishes\.length > 0 \? await target\d*\.read\(wishes\) : \[\];)\n(await this\.readReserved\(this\.input\.held\);)/;
const NO_RAISE_GUARD: Edit = {
	from: 'return Date.parse(level.observedAt) + aheadMs > Date.parse(current.changedAt);',
	to: 'return true;',
};

export const MUTANTS = {
	reservedFirst: {
		what: 'the reserved units are read before the levels',
		arm: 'onHandLedger',
		edits: [{ from: READ_THEN_RESERVED, to: '$2\n$1' }],
	},
	raisesAlways: {
		what: 'a level is raised by a reading older than its last change',
		arm: 'onHand',
		edits: [NO_RAISE_GUARD],
	},
	raisesAlwaysTwoShops: {
		what: 'the same, where the ledger says what is reserved',
		arm: 'onHandLedger',
		edits: [NO_RAISE_GUARD],
	},
	keepsWanted: {
		what: 'what is wanted is not computed again when a level had moved',
		arm: 'onHandLedger',
		edits: [
			{
				from: 'return { ...plan, current: levels[index], wanted: this.wantedOf(plan.level, levels[index]) ?? plan.wanted };',
				to: 'return { ...plan, current: levels[index] };',
			},
		],
	},
	comparesNothing: {
		what: 'a level is set whatever stands there by now',
		arm: 'onHandLedger',
		edits: [{ file: 'nodes/Shopify/system.js', from: 'changeFromQuantity: from', to: 'changeFromQuantity: null' }],
	},
	reservesTooEarly: {
		what: 'units count as reserved that were not yet when the warehouse was read',
		arm: 'onHandLedger',
		edits: [
			{
				from: 'return await ledger.holds(reversed(route), "order", readFrom);',
				to: 'return await ledger.holds(reversed(route), "order", "2999-01-01T00:00:00.000Z");',
			},
		],
	},
} as const satisfies Record<string, Mutant>;

export type MutantName = keyof typeof MUTANTS;

/** Copies the built package and changes it; answers its folder, and what removes it. */
export function mutate(name: MutantName): { readonly folder: string; readonly remove: () => void } {
	// Inside the project, so that what n8n brings is found where npm has put it.
	mkdirSync(join(ROOT, '.report'), { recursive: true });
	const folder = mkdtempSync(join(ROOT, '.report', `${name}-`));
	for (const part of ['dist', 'package.json']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
	for (const edit of MUTANTS[name].edits) change(join(folder, 'dist'), edit);
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A mutant that changes nothing would prove nothing. */
function change(dist: string, { file = 'core.js', from, to }: Edit): void {
	const path = join(dist, file);
	const text = readFileSync(path, 'utf8').replace(/^ +/gm, '');
	const times =
		typeof from === 'string' ? text.split(from).length - 1 : [...text.matchAll(new RegExp(from, 'g'))].length;
	if (times !== 1) throw new Error(`${file} does not hold this once: ${String(from)}`);
	writeFileSync(path, text.replace(from, to));
}
