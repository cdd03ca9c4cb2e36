import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';

import type { Operation } from '../../nodes/shared/system';
import { packPackage, ROOT } from '../../sandbox/bridge';
import { loadPackage, usePackage } from '../support/engine';
import type { Recipe } from './recipe';

/*
 * The write operations, counted from what is published: the tarball, unpacked and loaded as n8n loads it. One that has
 * no recipe cannot be forgotten: its cells fail.
 */

/** Packs the package and takes it from there in this process; answers its folder, and what removes it. */
export function unpackPackage(): { folder: string; remove: () => void } {
	// Inside the project, so that what n8n brings is found where npm has put it.
	mkdirSync(join(ROOT, '.report'), { recursive: true });
	const folder = mkdtempSync(join(ROOT, '.report', 'packed-'));
	execFileSync('tar', ['-xzf', packPackage(folder), '-C', folder]);
	usePackage(join(folder, 'package'));
	return { folder: join(folder, 'package'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface PackedOperation {
	/** `ogoship order/upsert` */
	readonly name: string;
	/** False for one that keeps nothing in a ledger and asks the target every time. */
	readonly remembers: boolean;
}

/** Every write operation of the package. */
export async function writeOperations(): Promise<PackedOperation[]> {
	const loader = await loadPackage();
	return Object.keys(loader.known.nodes).flatMap((name) => {
		const type = loader.getNode(name).type as INodeType;
		const { outputs = [] } = type.constructor as unknown as { outputs?: readonly Operation[] };
		return outputs
			.filter(({ does }) => does === 'write' || does === 'setLevels')
			.map((each) => ({
				name: `${name} ${each.resource}/${each.operation}`,
				remembers: !('remembers' in each && each.remembers === false),
			}));
	});
}

/** Every recipe, by its operation. */
export async function allRecipes(): Promise<Map<string, Recipe>> {
	const folder = join(__dirname, 'recipes');
	const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
	const modules = await Promise.all(
		files.map(async (file) => (await import(join(folder, file))) as { recipes: readonly Recipe[] }),
	);
	return new Map(modules.flatMap(({ recipes }) => recipes.map((recipe) => [recipe.operation, recipe] as const)));
}
