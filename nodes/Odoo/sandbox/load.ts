/*
 * `load(fields, data)`: rows of texts, made or changed under external ids, all of them or none. `x/id` is a record by
 * external id, `x/.id` by database id, a bare relation by name; a row with values of lines alone adds to the record
 * above it. What is wrong is a message with its row, in an answer with 200; a column nobody knows is a 500.
 *
 * With `mode: update` in its context a load leaves alone what stands under an external id that was made with `noupdate`,
 * and answers with its id; nobody needs a right to it or may even see it.
 *
 * Seen on 19, on 17 and 18 for the parts the facts name, and on 16 with a single load; the two words of the context on 19,
 * and in the source of 17 and 18.
 */
import { requireRight } from './access';
import { cellValue, databaseId, idOf, Stranger, Unreadable } from './cells';
import type { Env, Rec } from './env';
import { MissingValue, OdooError, valueError } from './errors';
import { externalId, remember } from './external-ids';
import { create, write } from './records';
import { fieldsOf, modelOf, type Model, type Shown } from './schema';
import { isText, isTruthy, repr } from './values';

type Message = Readonly<Record<string, unknown>>;
type Path = readonly string[];

interface Line {
	readonly xmlid: string | undefined;
	readonly existing: number | undefined;
	readonly values: Record<string, unknown>;
}

interface Draft {
	readonly rows: { readonly from: number; readonly to: number };
	readonly xmlid: string | undefined;
	readonly databaseId: string | undefined;
	readonly values: Record<string, unknown>;
	readonly lines: ReadonlyArray<readonly [name: string, lines: readonly Line[]]>;
}

export function load(env: Env, model: Model, fields: unknown, data: unknown): unknown {
	const paths = (Array.isArray(fields) ? fields : []).map((each) => String(each).split('/'));
	for (const path of paths) requirePath(env, model, path);
	const rows = (Array.isArray(data) ? data : []).map((row) => (Array.isArray(row) ? row : []).map(textOfCell));
	if (env.state.contested.times > 0 && rows.length > 0) {
		env.state.contested.times -= 1;
		return { ids: false, messages: [lostRace()], nextrow: 0 };
	}
	const mark = env.undo.length;
	const messages: Message[] = [];
	const drafts = spans(env, model, paths, rows).map((span, record) => {
		const told = (message: Message) => messages.push({ rows: span, type: 'error', record, ...message });
		return draftOf({ env, model, told }, paths, rows, span);
	});
	const ids = drafts.map((draft, record) => {
		const before = env.undo.length;
		try {
			return store(env, model, draft).id;
		} catch (error) {
			env.rollBackTo(before);
			messages.push({ rows: draft.rows, record, type: 'error', ...wordsOf(error, model) });
			return 0;
		}
	});
	if (messages.length === 0) return { ids, messages, nextrow: 0 };
	env.rollBackTo(mark);
	return { ids: false, messages, nextrow: 0 };
}

/** What the others get when several workers load one external id at once (seen on 17 to 19). */
function lostRace(): Message {
	const message = 'could not serialize access due to concurrent update\n';
	return { rows: { from: 0, to: 0 }, record: 0, type: 'error', message };
}

function textOfCell(cell: unknown): string {
	return cell === null || cell === undefined || cell === false ? '' : String(cell);
}

/** What a database refused, without the words that stand before it elsewhere; a fault of the sandbox goes on. */
function wordsOf(error: unknown, model: Model): Message {
	if (error instanceof Stranger) return { message: error.message };
	if (error instanceof MissingValue) {
		const ours = error.of === model.name;
		return { message: error.words(ours ? undefined : 'Unknown'), ...(ours && { field: error.field }) };
	}
	if (error instanceof OdooError) return { message: error.message.replace(/^The operation cannot be completed: /, '') };
	throw error;
}

function requirePath(env: Env, model: Model, path: Path): void {
	let at: Model | undefined = model;
	for (const name of path) {
		if (name === 'id' || name === '.id') return;
		const shown: Shown | undefined = at && fieldsOf(at, env.version).get(name);
		if (shown === undefined) throw valueError(`Invalid field name ${repr(name)}`);
		at = shown.field.relation === undefined ? undefined : modelOf(shown.field.relation);
	}
}

const isLines = (env: Env, model: Model, [top = '']: Path) =>
	fieldsOf(model, env.version).get(top)?.field.type === 'one2many';

/** From which to which row a record goes: it ends before the next row that says more than lines. */
function spans(env: Env, model: Model, paths: readonly Path[], rows: readonly string[][]): Array<Draft['rows']> {
	const lines = paths.map((path) => isLines(env, model, path));
	const onlyLines = (row: readonly string[]) =>
		row.some((text, at) => text !== '' && lines[at]) && row.every((text, at) => text === '' || lines[at]);
	const firsts = rows.flatMap((row, at) => (at === 0 || !onlyLines(row) ? [at] : []));
	return firsts.map((from, at) => ({ from, to: (firsts[at + 1] ?? rows.length) - 1 }));
}

interface Reading {
	readonly env: Env;
	readonly model: Model;
	readonly told: (message: Message) => void;
}

function draftOf(reading: Reading, paths: readonly Path[], rows: readonly string[][], span: Draft['rows']): Draft {
	const { env, model } = reading;
	const own = rows.slice(span.from, span.to + 1);
	const [first = []] = own;
	const { xmlid, databaseId: id, values } = valuesOf(reading, paths, first, '');
	const tops = [...new Set(paths.filter((path) => isLines(env, model, path)).map(([top = '']) => top))];
	const lines = tops.flatMap((top) => {
		const read = linesOf(reading, top, paths, own);
		return read ? [[top, read] as const] : [];
	});
	return { rows: span, xmlid, databaseId: id, values, lines };
}

/** The values of one row, lines left out; what cannot be read is told and left out as well. */
function valuesOf(
	{ env, model, told }: Reading,
	paths: readonly Path[],
	row: readonly string[],
	before: string,
): { xmlid: string | undefined; databaseId: string | undefined; values: Record<string, unknown> } {
	const fields = fieldsOf(model, env.version);
	const values: Record<string, unknown> = {};
	let [xmlid, id]: Array<string | undefined> = [];
	paths.forEach(([top = '', sub], at) => {
		const text = row[at] ?? '';
		if (top === 'id') xmlid = text || undefined;
		else if (top === '.id') id = text || undefined;
		const shown = fields.get(top);
		if (shown === undefined || top === 'id' || shown.field.type === 'one2many') return;
		const label = `${before}${shown.field.label}`;
		try {
			values[top] = cellValue({ env, shown, label, sub, text });
		} catch (error) {
			if (!(error instanceof Unreadable)) throw error;
			told({ field: top, message: error.message, ...error.more, field_name: shown.field.label });
		}
	});
	return { xmlid, databaseId: id, values };
}

/** The lines under a record; undefined when one of them cannot be read, which was told then. */
function linesOf(reading: Reading, top: string, paths: readonly Path[], rows: readonly string[][]): Line[] | undefined {
	const { env, model, told } = reading;
	const shown = fieldsOf(model, env.version).get(top);
	if (shown === undefined) return undefined;
	const { field } = shown;
	const of = modelOf(field.relation ?? '');
	const columns = paths.flatMap((path, at) => (path[0] === top ? [{ path: path.slice(1), at }] : []));
	const cells = rows.map((row) => columns.map(({ at }) => row[at] ?? ''));
	let isWhole = true;
	const inner: Reading = {
		env,
		model: of,
		told: (message) => {
			isWhole = false;
			told({ ...message, field: top, field_name: field.label });
		},
	};
	const filled = cells.filter((row) => row.some((text) => text !== ''));
	const lines = filled.map((row) => {
		const read = valuesOf(
			inner,
			columns.map(({ path }) => path),
			row,
			`${field.label}/`,
		);
		const { xmlid, values } = read;
		const existing = read.databaseId ? databaseId(env, of, read.databaseId) : xmlid && idOf(env, of, xmlid);
		return { xmlid, existing: existing || undefined, values };
	});
	return isWhole ? lines : undefined;
}

/** Makes or changes the record and its lines, and remembers the external ids of what is new. No lines at all clears them. */
function store(env: Env, model: Model, draft: Draft): Rec {
	const { xmlid, values, lines } = draft;
	const id = isText(draft.databaseId)
		? databaseId(env, model, draft.databaseId)
		: xmlid === undefined
			? undefined
			: idOf(env, model, xmlid);
	const commands = lines.map(([name, each]) => [name, each.length === 0 ? false : each.map(commandOf)]);
	const given = { ...values, ...Object.fromEntries(commands) };
	const last = (name: string) => env.state.lastIds.get(relationOf(env, model, name)) ?? 0;
	const before = new Map(lines.map(([name]) => [name, last(name)]));
	const existing = id === undefined ? undefined : env.rec(model.name, id);
	if (existing && isLeftAlone(env, xmlid)) return existing;
	requireRight(env, model, existing ? 'write' : 'create');
	if (existing) write([existing], given);
	const record = existing ?? create(env, model.name, given);
	if (xmlid !== undefined && id === undefined) remember(env, xmlid, record);
	for (const [name, each] of lines) {
		const of = relationOf(env, model, name);
		const made = (record.get(columnOf(env, model, name)) as number[]).filter((line) => line > (before.get(name) ?? 0));
		const fresh = each.filter((line) => line.existing === undefined);
		fresh.forEach((line, at) => {
			const lineId = made.sort((a, b) => a - b)[at];
			if (line.xmlid !== undefined && lineId !== undefined) remember(env, line.xmlid, env.rec(of, lineId));
		});
	}
	return record;
}

const isLeftAlone = (env: Env, xmlid: string | undefined) =>
	env.ctx['mode'] === 'update' && xmlid !== undefined && isTruthy(externalId(env, xmlid)?.get('noupdate'));

const commandOf = ({ existing, values }: Line) => (existing === undefined ? [0, 0, values] : [1, existing, values]);
const relationOf = (env: Env, model: Model, name: string) =>
	fieldsOf(model, env.version).get(name)?.field.relation ?? '';
const columnOf = (env: Env, model: Model, name: string) => fieldsOf(model, env.version).get(name)?.column ?? name;
