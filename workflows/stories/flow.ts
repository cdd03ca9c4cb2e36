import {
	Canvas,
	conditionsOf,
	isPolling,
	isTrue,
	problemsBranch,
	type OwnNode,
	type Parameters,
	type TemplateFile,
} from './canvas';

/*
 * The shape that most stories have: a sweep on a schedule and by hand, an event where the system has one, a retry, and
 * one node that writes.
 */

export interface Story {
	readonly file: string;
	/** n8n's id of the workflow: sixteen letters and digits. */
	readonly id: string;
	readonly name: string;
	/** One or two sentences: the first note begins with them, and the README's table shows them. */
	readonly does: string;
	/** What to do before the first run, step by step. */
	readonly before: readonly string[];
	readonly schedule: { readonly name: string; readonly rule: Readonly<Record<string, unknown>> };
	readonly sweep: OwnNode & { readonly name: string; readonly note: string };
	readonly write: OwnNode & { readonly name: string; readonly note: string };
	/** How one record is called in the list of problems. */
	readonly record: string;
	/** What of the records is written: an expression that is true for them. The others are left alone. */
	readonly only?: { readonly name: string; readonly is: string };
	/** A node that lets records pass to the write, and holds the others. */
	readonly check?: OwnNode & { readonly name: string };
	/** What is done besides once a record was written: for those of whose results the expression is true, step by step. */
	readonly after?: {
		readonly name: string;
		readonly is: string;
		readonly steps: ReadonlyArray<OwnNode & { readonly name: string }>;
	};
	/** What comes in at once; needs `read`, unless it makes the sweep begin. */
	readonly event?: OwnNode & { readonly name: string; readonly note: string; readonly begins?: 'sweep' };
	/** Reads again what an event or a retry names. */
	readonly read?: OwnNode & { readonly name: string; readonly note?: string };
	/** A form that takes problems up again; absent where every run does everything again. */
	readonly retry?: {
		readonly title: string;
		readonly about: string;
		readonly field: string;
		readonly placeholder: string;
		/** Which problems, as the ledger's filters have it. */
		readonly filters: Parameters;
	};
}

const SWITCHED_OFF =
	'Switched off: it needs an n8n that the internet reaches under https. Switch it on then, and publish again. The schedule alone misses nothing.';

const POLL_SWITCHED_OFF =
	'Switched off: each time it asks costs a call, also when nothing changed. The schedule alone misses nothing.';

const READ_AGAIN = '### Read again\nAs it stands now.';

/** Letters of a line of the first note, fewer than most lines hold: fonts differ. */
const LINE_LETTERS = 104;
const LINE_HEIGHT = 24;
/** The editor moves what stands off its grid. */
const GRID = 16;

/** The first note: what the template does and what is to be done before its first run. `bottom` is where it ends. */
export function howItWorks(
	canvas: Canvas,
	[left, bottom]: readonly [number, number],
	name: string,
	does: string,
	before: readonly string[],
): void {
	const lines = [does, ...before].reduce((sum, text) => sum + Math.ceil(text.length / LINE_LETTERS), 0);
	const height = GRID * Math.ceil((88 + LINE_HEIGHT * lines) / GRID);
	const steps = before.map((step, index) => `${index + 1}. ${step}`).join('\n');
	const text = `## ${name}\n\n${does}\n\n**Before the first run**\n${steps}`;
	canvas.note('How It Works', [left, bottom - height, 864, height], 4, text);
}

/** The template of a story. */
export function flow(story: Story): TemplateFile {
	const canvas = new Canvas(story.file, story.id, story.name);
	notes(canvas, story);
	const schedule = canvas.core(story.schedule.name, 'scheduleTrigger', 1.2, [-80, 0], { rule: story.schedule.rule });
	const byHand = canvas.core('Start by Hand', 'manualTrigger', 1, [-80, 176], {});
	const sweep = canvas.own(story.sweep.name, story.sweep, [240, 80]);
	const write = canvas.own(story.write.name, story.write, story.only || story.check ? [832, 80] : [720, 80]);
	const check = story.check ? canvas.own(story.check.name, story.check, [640, 80]) : undefined;
	if (check) canvas.connect(check, write);
	const toWrite = story.only ? onlyWay(canvas, story.only, write) : (check ?? write);
	const steps = story.after ? afterWay(canvas, story.after, write) : [];
	const results = canvas.core(
		'Results',
		'noOp',
		1,
		[RESULTS_LEFT + STEP * (steps.length > 0 ? steps.length + 1 : 0), -16],
		{},
	);
	const problems = problemsBranch(canvas, story.record, [1120, 448]);
	canvas.connect(schedule, sweep);
	canvas.connect(byHand, sweep);
	canvas.connect(sweep, toWrite);
	canvas.connect(steps.at(-1) ?? write, results);
	// A line that would have to go back is drawn around the node.
	const read = story.read
		? canvas.own(story.read.name, story.read, [story.only || story.check ? 512 : 560, 528])
		: undefined;
	if (read) canvas.connect(read, toWrite);
	if (story.event) {
		const event = canvas.own(story.event.name, story.event, [-80, 528]);
		canvas.connect(event, story.event.begins === 'sweep' ? sweep : (read ?? toWrite));
	}
	const takes = story.retry ? retryWay(canvas, story.retry) : undefined;
	if (takes) canvas.connect(takes, read ?? toWrite);
	for (const each of [sweep, write, check, read, takes, ...steps]) if (each) canvas.connect(each, problems, 1);
	return canvas.done();
}

/** Where what was written ends, and how far apart nodes stand that follow each other. */
const RESULTS_LEFT = 1120;
const STEP = 208;

/** A filter after the write, and the steps behind it; answers their names. */
function afterWay(canvas: Canvas, { name, is, steps }: NonNullable<Story['after']>, write: string): string[] {
	const conditions = conditionsOf(canvas, [isTrue(name, is)], 'and');
	const filter = canvas.core(name, 'filter', 2.2, [RESULTS_LEFT, -16], { conditions, options: {} });
	canvas.connect(write, filter);
	const names = steps.map((step, at) => canvas.own(step.name, step, [RESULTS_LEFT + STEP * (at + 1), -16]));
	for (const [at, each] of names.entries()) canvas.connect(names[at - 1] ?? filter, each);
	return names;
}

/** A filter before the write. */
function onlyWay(canvas: Canvas, { name, is }: NonNullable<Story['only']>, write: string): string {
	const conditions = conditionsOf(canvas, [isTrue(name, is)], 'and');
	const filter = canvas.core(name, 'filter', 2.2, [640, 80], { conditions, options: {} });
	canvas.connect(filter, write);
	return filter;
}

function notes(canvas: Canvas, { name, does, before, sweep, write, event, read, retry }: Story): void {
	howItWorks(canvas, [-160, -144], name, does, before);
	canvas.note('Sweep', [-160, -128, 720, 496], 7, sweep.note);
	canvas.note('Send Note', [592, -128, 400, 496], 7, write.note);
	const off = event && isPolling(event.type) ? POLL_SWITCHED_OFF : SWITCHED_OFF;
	if (event) canvas.note('Event Note', [-160, 384, 624, 352], 6, `${event.note}\n${off}`);
	if (read) canvas.note('Read Note', [480, 384, 512, 352], 7, read.note ?? READ_AGAIN);
	if (retry) canvas.note('Retry Note', [-160, 752, 624, 304], 5, `### Try again\n${retry.about}`);
}

function retryWay(canvas: Canvas, { title, about, field, placeholder, filters }: NonNullable<Story['retry']>): string {
	const form = canvas.core(
		'Retry',
		'formTrigger',
		2.2,
		[-80, 896],
		{
			formTitle: title,
			formDescription: about.replaceAll('*', ''),
			formFields: { values: [{ fieldLabel: field, placeholder, requiredField: false }] },
			options: {},
		},
		{ webhookId: canvas.webhookId('Retry') },
	);
	const parameters = { operation: 'retry', numbers: `={{ $json['${field}'] || '' }}`, limit: 500, filters };
	const take = canvas.own('Take Problems', { type: 'ledger', parameters }, [240, 896]);
	canvas.connect(form, take);
	return take;
}
