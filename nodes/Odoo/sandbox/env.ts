/*
 * One call's view of the database: who asks, in which company and language, and what must be undone if the call fails.
 * Inside, nothing is checked for rights; what a caller may do is checked where the call comes in.
 */
import { emptyOf, type Field, type Version } from './fields';
import { modelOf, type Model } from './schema';
import type { Context, Row } from './state';
import { datetimeOf } from './values';

export type CallContext = Readonly<Record<string, unknown>>;

/** A record, by its model and id. Two with the same model and id are the same record. */
export class Rec {
	constructor(
		readonly env: Env,
		readonly model: Model,
		readonly id: number,
	) {}

	exists(): boolean {
		return this.env.table(this.model.name).has(this.id);
	}

	/** What a column holds or comes to. A many2one is an id or false, a one2many or many2many a list of ids. */
	get(column: string): unknown {
		const field = this.model.fields[column];
		if (field === undefined) throw new Error(`${this.model.name} has no ${column}`);
		if (field.compute) return field.compute(this);
		if (field.type === 'one2many') return this.env.idsBehind(field, this.id);
		return this.stored(column, field);
	}

	/** What was stored, for the language and company of the call where that matters. */
	private stored(column: string, field: Field): unknown {
		const row = this.env.table(this.model.name).get(this.id);
		const value = row?.[this.env.storedName(column, field)] ?? row?.[column];
		return value === undefined || (field.companyDependent && !row?.[this.env.storedName(column, field)])
			? emptyOf(field.type)
			: value;
	}

	num(column: string): number {
		return Number(this.get(column)) || 0;
	}

	text(column: string): string {
		const value = this.get(column);
		return typeof value === 'string' ? value : '';
	}

	is(column: string): boolean {
		return this.get(column) === true;
	}

	one(column: string): Rec | undefined {
		const id = this.get(column);
		const relation = this.model.fields[column]?.relation;
		return typeof id === 'number' && relation !== undefined ? this.env.rec(relation, id) : undefined;
	}

	many(column: string): Rec[] {
		const relation = this.model.fields[column]?.relation ?? '';
		return (this.get(column) as number[]).map((id) => this.env.rec(relation, id));
	}

	/** Stores columns as they are. */
	set(values: Readonly<Record<string, unknown>>): this {
		const { env, model } = this;
		const table = env.table(model.name);
		const before = table.get(this.id);
		if (before === undefined) throw new Error(`${model.name} ${this.id} is gone`);
		const stored = Object.entries(values).map(([column, value]) => {
			const field = model.fields[column];
			if (field === undefined) throw new Error(`${model.name} has no ${column}`);
			return [env.storedName(column, field), value] as const;
		});
		const written = { __writtenMs: env.clock.now(), write_uid: env.uid };
		table.set(this.id, { ...before, ...Object.fromEntries(stored), ...written });
		env.undo.push(() => void table.set(this.id, before));
		return this;
	}

	/** Only the moment of the last change moves: something stored was computed anew. */
	touch(): void {
		this.set({});
	}

	writtenMs(): number {
		return Number(this.env.table(this.model.name).get(this.id)?.['__writtenMs'] ?? 0);
	}

	display(): string {
		const { display } = this.model;
		return display ? display(this) : this.text('name') || `${this.model.name},${this.id}`;
	}

	remove(): void {
		const table = this.env.table(this.model.name);
		const before = table.get(this.id);
		if (before === undefined) return;
		table.delete(this.id);
		this.env.undo.push(() => void table.set(this.id, before));
	}
}

export class Env {
	readonly undo: Array<() => void>;

	constructor(
		readonly context: Context,
		readonly uid: number,
		/** The call's own context: lang, tz, allowed_company_ids and the rest. */
		readonly ctx: CallContext = {},
		undo: Array<() => void> = [],
	) {
		this.undo = undo;
	}

	/** The same call with more in its context. */
	with(more: CallContext): Env {
		return new Env(this.context, this.uid, { ...this.ctx, ...more }, this.undo);
	}

	get state() {
		return this.context.state;
	}

	get clock() {
		return this.context.clock;
	}

	get version(): Version {
		return Number(this.context.options['version']) as Version;
	}

	get user(): Rec {
		return this.rec('res.users', this.uid);
	}

	/** The first of the companies the call names, else the user's own. */
	get company(): Rec {
		const allowed = this.ctx['allowed_company_ids'];
		const first = Array.isArray(allowed) && typeof allowed[0] === 'number' ? allowed[0] : this.user.num('company_id');
		return this.rec('res.company', first);
	}

	now(): string {
		return datetimeOf(this.clock.now());
	}

	table(model: string): Map<number, Row> {
		const { tables } = this.state;
		const found = tables.get(model);
		if (found) return found;
		const made = new Map<number, Row>();
		tables.set(model, made);
		return made;
	}

	rec(model: string, id: number): Rec {
		return new Rec(this, modelOf(model), id);
	}

	/** Every record of a model, oldest first. */
	all(model: string): Rec[] {
		const known = modelOf(model);
		return [...this.table(model).keys()].map((id) => new Rec(this, known, id));
	}

	find(model: string, fits: (record: Rec) => boolean): Rec | undefined {
		return this.all(model).find(fits);
	}

	/** The ids on the other side of a one2many, in the order of their model. */
	idsBehind({ relation = '', inverse = '' }: Field, id: number): number[] {
		const behind = [...this.table(relation).values()].filter((row) => row[inverse] === id);
		if (!modelOf(relation).order?.startsWith('sequence')) return behind.map((row) => row.id);
		return behind.sort((a, b) => Number(a['sequence'] ?? 0) - Number(b['sequence'] ?? 0)).map((row) => row.id);
	}

	/** Under which name a value is kept. */
	storedName(column: string, field: Field): string {
		if (field.companyDependent) return `${column}@${this.company.id}`;
		const { lang } = this.ctx;
		return field.translated && typeof lang === 'string' && lang !== 'en_US' ? `${column}@${lang}` : column;
	}

	/** A new record with these columns and nothing else. */
	insert(model: string, values: Readonly<Record<string, unknown>>): Rec {
		const id = (this.state.lastIds.get(model) ?? 0) + 1;
		this.state.lastIds.set(model, id);
		const table = this.table(model);
		table.set(id, { id, create_date: this.now(), create_uid: this.uid });
		this.undo.push(() => void table.delete(id));
		return this.rec(model, id).set(values);
	}

	/** The next number of a sequence. It is never given back. */
	draw(sequence: string): number {
		const next = (this.state.sequences.get(sequence) ?? 0) + 1;
		this.state.sequences.set(sequence, next);
		return next;
	}

	/** As a database does when a transaction fails. */
	rollBack(): void {
		while (this.undo.length > 0) this.undo.pop()?.();
	}

	/** Everything done since, undone: a savepoint. */
	rollBackTo(mark: number): void {
		while (this.undo.length > mark) this.undo.pop()?.();
	}
}
