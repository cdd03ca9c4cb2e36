import type { IDataObject } from 'n8n-workflow';

import { text } from '../../core/model/entered';
import type { StockLevel } from '../../core/model/stock-level';
import type { HeldUnits, Ledger, Problem } from '../../core/ports';
import { problem } from '../../core/problems';
import { BRAKE_LIMITS } from '../../core/sync/brake';
import { levelKey } from '../../core/sync/keys';
import { runLevels, type LevelRules } from '../../core/sync/levels';
import type { Step } from '../../core/sync/plan';
import { parameterProblem, runProblem } from '../../core/sync/run';
import { byRoute, recordsOf } from './input';
import { openLedger } from './ledger';
import { answerStep } from './report';
import type { NodeRun } from './run';
import type { OperationContext, SetLevelsOperation, System } from './system';

/*
 * The execution of a stock level write: what the node's fields say, what the ledger remembers of the route, and one run
 * for each account the levels came from.
 */

const KIND = 'stockLevel';
/** A run over a whole catalogue takes minutes; the next one must not begin beside it. */
const LEASE_MS = 15 * 60_000;
const LAST_SKUS = 'stockLevel.skus';
const SEEN = 'stockLevel.previewed';
/** The place of a target that has only one. */
const ONE_PLACE = 'all';

type Figure = 'onHand' | 'available';
type Level = { readonly at: number; readonly level: StockLevel };

/** Sets the levels that came in, route by route. */
export async function setLevels(
	run: NodeRun,
	system: System,
	operation: SetLevelsOperation,
	work: OperationContext,
): Promise<void> {
	const figure = work.param<Figure>('figure', operation.figures[0]);
	const choice = work.param<string>('ledger', 'builtIn');
	const options = work.param<IDataObject>('levelOptions', {});
	const rules = rulesFrom(work, figure, options, operation.onePlace === true);
	if (choice === 'off' && figure === 'onHand' && !rules.onlyChannel)
		throw parameterProblem(
			'Units Already Reserved',
			'with the ledger off, nobody remembers which orders were forwarded',
		);
	const routes = byRoute(recordsOf(run, KIND, work), system, work.account);
	const ledger = await openLedger(run.context, choice);
	try {
		for (const [route, records] of routes) {
			const incoming = records.map(({ at, record }) => ({ at, level: record }));
			await setRoute(run, operation, work, { route, incoming, ledger, rules, figure, options });
		}
	} finally {
		await ledger?.close();
	}
}

interface Route {
	readonly route: string;
	readonly incoming: readonly Level[];
	readonly ledger: Ledger | undefined;
	readonly rules: LevelRules;
	readonly figure: Figure;
	readonly options: IDataObject;
}

async function setRoute(run: NodeRun, operation: SetLevelsOperation, work: OperationContext, at: Route): Promise<void> {
	const { route, incoming, ledger, rules, figure } = at;
	const holder = run.context.getExecutionId();
	const lease = `levels ${route}`;
	if (ledger && !(await ledger.lease(lease, holder, LEASE_MS))) {
		for (const { at: place, level } of incoming) {
			const reason = problem('IN_PROGRESS', { kind: KIND, order: level.sku ?? level.origin.id });
			answerStep(run, { at: place, step: 'outcome', outcome: 'skipped', reason }, work.account);
		}
		return;
	}
	try {
		const preview = await previews(work, at);
		const whole = at.options.scope !== 'some';
		const lastSkus = whole ? Number((await ledger?.noted(route, LAST_SKUS)) ?? Number.NaN) : Number.NaN;
		const report = (step: Step) => answerStep(run, step, work.account);
		const target = await operation.target(work, figure);
		const summed = operation.onePlace ? addedUp(incoming, rules, target.label) : { levels: incoming, added: [] };
		for (const { at: place, reason } of summed.added)
			report(
				preview
					? { at: place, step: 'preview', would: 'skip', reason, calls: 0 }
					: { at: place, step: 'outcome', outcome: 'skipped', reason },
			);
		const outcome = await runLevels({
			incoming: summed.levels,
			target,
			rules,
			mode: preview ? 'preview' : 'apply',
			lastSkus: Number.isNaN(lastSkus) ? undefined : lastSkus,
			held: await heldFor(ledger, route, incoming),
			keyOf: keysOf(run),
			checkCancelled: work.checkCancelled,
			report,
		});
		if (!preview && whole) await ledger?.note(route, LAST_SKUS, String(outcome.skus));
		if (outcome.closed.length > 0) await ledger?.release(reversed(route), 'order', outcome.closed);
	} finally {
		await ledger?.unlease(lease, holder);
	}
}

/**
 * One level for all places of a product, where the target has one figure: what can be sold and what is on its way add up,
 * as of the oldest reading. Of two readings of one place the newer one counts.
 */
function addedUp(
	incoming: readonly Level[],
	{ matchBy }: LevelRules,
	label: string,
): {
	readonly levels: readonly Level[];
	readonly added: ReadonlyArray<{ readonly at: number; readonly reason: Problem }>;
} {
	const byKey = new Map<string, Map<string, Level>>();
	const rest: Level[] = [];
	const added: Array<{ at: number; reason: Problem }> = [];
	const older = ({ at, level }: Level) => {
		const params = { kind: KIND, order: level.sku ?? level.barcode ?? level.origin.id };
		return { at, reason: problem('TWICE_IN_RUN', params) };
	};
	for (const each of incoming) {
		const { sku, barcode, location } = each.level;
		const key = text(matchBy === 'barcode' ? barcode : sku) || text(barcode);
		const places = byKey.get(key) ?? new Map<string, Level>();
		const place = text(location?.id) || text(location?.name);
		const twice = places.get(place);
		// What has no key is answered by the run itself.
		if (key === '') rest.push(each);
		else if (twice && twice.level.observedAt > each.level.observedAt) added.push(older(each));
		else {
			if (twice) added.push(older(twice));
			byKey.set(key, places.set(place, each));
		}
	}
	const sums = [...byKey.values()].map((places): Level => {
		const [first, ...others] = [...places.values()] as [Level, ...Level[]];
		for (const { at, level } of others) {
			const params = { record: level.sku ?? level.barcode ?? '', location: location(level), target: label };
			added.push({ at, reason: problem('ADDED_UP', params) });
		}
		return others.length === 0 ? first : { at: first.at, level: sumOf([first, ...others].map(({ level }) => level)) };
	});
	return { levels: [...sums, ...rest], added };
}

const location = ({ location: place }: StockLevel) => text(place?.name) || text(place?.id);

/** A place that has sold more than it has takes nothing from the others. */
function sumOf(levels: readonly StockLevel[]): StockLevel {
	const [first] = levels as [StockLevel];
	const incoming = levels.flatMap((each) => (each.incoming == null ? [] : [each.incoming]));
	return {
		...first,
		location: null,
		available: levels.reduce((sum, { available }) => sum + Math.max(0, available), 0),
		...(incoming.length > 0 && { incoming: incoming.reduce((a, b) => a + b, 0) }),
		observedAt: levels.map(({ observedAt }) => observedAt).sort()[0]!,
	};
}

/** Preview Only, or the first run of a route: then the next one writes. */
async function previews(work: OperationContext, { route, ledger, options }: Route): Promise<boolean> {
	if (work.param('previewOnly', false)) return true;
	if (!ledger || options.firstRun === 'apply' || (await ledger.noted(route, SEEN)) !== undefined) return false;
	// A run over one product shows nobody what a whole one would do.
	if (options.scope !== 'some') await ledger.note(route, SEEN, work.now);
	work.hint(
		'This is the first run between these two accounts, so it only shows what it would write. The next run writes. First Run of a Route under Options changes that.',
	);
	return true;
}

/** Units the source keeps for orders of this shop, as far as that was known before the source was read. */
async function heldFor(ledger: Ledger | undefined, route: string, incoming: readonly Level[]): Promise<HeldUnits[]> {
	const readFrom = incoming.map(({ level }) => level.observedAt).sort()[0];
	if (!ledger || readFrom === undefined) return [];
	return await ledger.holds(reversed(route), 'order', readFrom);
}

/** The way the orders take: from the shop to the source of the stock. */
function reversed(route: string): string {
	const [from = '', to = ''] = route.split('>');
	return `${to}>${from}`;
}

function keysOf({ context }: NodeRun): (batch: number, body: unknown) => string {
	const executionId = context.getExecutionId();
	const nodeName = context.getNode().name;
	const runIndex = Number(context.evaluateExpression('{{ $runIndex }}', 0));
	return (batch, body) => levelKey({ executionId, nodeName, runIndex, batch, body });
}

function rulesFrom(work: OperationContext, figure: Figure, options: IDataObject, onePlace: boolean): LevelRules {
	const matchBy = work.param<string>('matchBy', 'sku');
	const number = (name: string, otherwise: number) => (typeof options[name] === 'number' ? options[name] : otherwise);
	if (options.applyAnyway === true) work.hint('Apply Anyway is on, so the brake does not hold. Switch it off again.');
	return {
		figure,
		onlyChannel: figure === 'onHand' && work.param<string>('reservedFrom', 'ledger') === 'source',
		buffer: Math.max(0, Math.trunc(number('buffer', 0))),
		matchBy: matchBy === 'barcode' || matchBy === 'skuThenBarcode' ? matchBy : 'sku',
		skuMap: skusFrom(options),
		locationOf: onePlace ? () => ONE_PLACE : locationsFrom(work),
		missing: options.missing === 'problem' ? 'problem' : 'skip',
		limits: {
			toZero: number('toZero', BRAKE_LIMITS.toZero),
			changed: number('changed', BRAKE_LIMITS.changed),
			present: number('present', BRAKE_LIMITS.present),
		},
		applyAnyway: options.applyAnyway === true,
	};
}

/** The place of each level; one-to-one, because two places of the source would overwrite each other in one here. */
function locationsFrom(work: OperationContext): (level: StockLevel) => string | undefined {
	const rows = work.param<{ place?: Array<{ source?: unknown; target?: unknown }> }>('locationMap', {}).place ?? [];
	const otherwise = text(work.param<unknown>('location', ''));
	const map = new Map<string, string>();
	const taken = new Map<string, string>();
	for (const { source, target } of rows) {
		const from = text(source);
		const to = text(target);
		if (from === '' || to === '') throw mapProblem('a row is not filled in');
		if (map.has(from.toLowerCase())) throw mapProblem(`"${from}" stands in it twice`);
		const other = taken.get(to);
		if (other !== undefined) throw mapProblem(`"${other}" and "${from}" both lead to the same location`);
		map.set(from.toLowerCase(), to);
		taken.set(to, from);
	}
	if (otherwise === '' && map.size === 0)
		throw parameterProblem('Location', 'no location is chosen and the location map is empty');
	let without: string | undefined;
	return (level) => {
		const row = map.get(text(level.location?.id).toLowerCase()) ?? map.get(text(level.location?.name).toLowerCase());
		if (row !== undefined || otherwise === '') return row;
		const place = location(level);
		without ??= place;
		if (without !== place)
			throw mapProblem(`"${without}" and "${place}" have no row of their own and would overwrite each other`);
		return otherwise;
	};
}

/** SKUs that are others here; each on one row, or nobody knows which is meant. */
function skusFrom(options: IDataObject): Map<string, string> {
	const rows = (options.skuMap as { sku?: Array<{ source?: unknown; target?: unknown }> } | undefined)?.sku ?? [];
	const map = new Map<string, string>();
	for (const { source, target } of rows) {
		const [from, to] = [text(source), text(target)];
		if (from === '' || to === '') throw parameterProblem('SKU Map', 'a row is not filled in');
		if (map.has(from)) throw parameterProblem('SKU Map', `"${from}" stands in it twice`);
		map.set(from, to);
	}
	return map;
}

function mapProblem(reason: string): Error {
	return runProblem(problem('SETUP_LOCATION_MAP', { reason }));
}
