import { Canvas, isPolling, problemsBranch, type OwnNode, type Parameters, type TemplateFile } from './canvas';
import { howItWorks, type Story } from './flow';

/*
 * Several steps of one story, each with a sweep and a writing node of its own, one after the other in every run.
 */

/** What is read, and what is written of it. */
export interface Lane {
	readonly note: string;
	readonly sweep: OwnNode & { readonly name: string };
	readonly write: OwnNode & { readonly name: string };
	/** Whether what an event or a retry names is written here too. */
	readonly again: boolean;
}

export interface LanesStory extends Omit<Story, 'sweep' | 'write' | 'only' | 'retry'> {
	/** What stands beside the schedule. */
	readonly begin: string;
	readonly lanes: readonly Lane[];
	/**
	 * A form that takes problems up again; the kinds of problem are chosen in it where there are several. Absent where every
	 * run does everything again.
	 */
	readonly retry?: NonNullable<Story['retry']> & { readonly kinds?: readonly string[] };
}

const LANE_HEIGHT = 336;

/** The template of a story in steps. */
export function lanes(story: LanesStory): TemplateFile {
	const canvas = new Canvas(story.file, story.id, story.name);
	howItWorks(canvas, [-160, -160], story.name, story.does, story.before);
	const height = LANE_HEIGHT * story.lanes.length;
	canvas.note('Begin Note', [-160, -144, 304, height - 16], 7, story.begin);
	const schedule = canvas.core(story.schedule.name, 'scheduleTrigger', 1.2, [-80, 48], { rule: story.schedule.rule });
	const byHand = canvas.core('Start by Hand', 'manualTrigger', 1, [-80, 224], {});
	const results = canvas.core('Results', 'noOp', 1, [1168, -16], {});
	const problems = problemsBranch(canvas, story.record, [1168, 448]);
	const again: string[] = [];
	const mayFail: string[] = [];
	for (const [index, { note, sweep, write, again: isAgain }] of story.lanes.entries()) {
		const y = index * LANE_HEIGHT;
		canvas.note(`${write.name} Note`, [160, y - 144, 864, LANE_HEIGHT - 16], 7, note);
		const from = canvas.own(sweep.name, sweep, [240, y]);
		const to = canvas.own(write.name, write, [720, y]);
		for (const start of [schedule, byHand]) canvas.connect(start, from);
		canvas.connect(from, to);
		canvas.connect(to, results);
		mayFail.push(from, to);
		if (isAgain) again.push(to);
	}
	mayFail.push(...pieceByPiece(canvas, story, again, height));
	for (const each of mayFail) canvas.connect(each, problems, 1);
	return canvas.done();
}

/** What an event names and what a retry takes up, read again and written; answers the nodes that may have problems. */
function pieceByPiece(
	canvas: Canvas,
	{ event, read, retry }: LanesStory,
	again: readonly string[],
	top: number,
): string[] {
	if (!read) return [];
	canvas.note('Read Note', [160, top - 144, 864, LANE_HEIGHT - 16], 7, '### Read again\nAs it stands now.');
	const reads = canvas.own(read.name, read, [240, top]);
	for (const to of again) canvas.connect(reads, to);
	if (event) {
		const off = isPolling(event.type)
			? 'Switched off: each time it asks costs a call. The schedule alone misses nothing.'
			: 'Switched off: it needs an n8n that the internet reaches under https. The schedule alone misses nothing.';
		canvas.note('Event Note', [-160, top - 144, 304, LANE_HEIGHT + 32], 6, `${event.note}\n${off}`);
		canvas.connect(canvas.own(event.name, event, [-80, top + 48]), reads);
	}
	if (!retry) return [reads];
	const takes = retryWay(canvas, retry, top + LANE_HEIGHT + 112);
	canvas.connect(takes, reads);
	return [reads, takes];
}

function retryWay(canvas: Canvas, retry: NonNullable<LanesStory['retry']>, y: number): string {
	const { title, about, field, placeholder, filters, kinds } = retry;
	canvas.note('Retry Note', [-160, y - 144, 624, 304], 5, `### Try again\n${about}`);
	const options = kinds?.map((option) => ({ option }));
	const form = canvas.core(
		'Retry',
		'formTrigger',
		2.2,
		[-80, y],
		{
			formTitle: title,
			formDescription: about.replaceAll('*', ''),
			formFields: {
				values: [
					...(options
						? [{ fieldLabel: 'Step', fieldType: 'dropdown', fieldOptions: { values: options }, requiredField: true }]
						: []),
					{ fieldLabel: field, placeholder, requiredField: false },
				],
			},
			options: {},
		},
		{ webhookId: canvas.webhookId('Retry') },
	);
	const wanted: Parameters = kinds ? { ...filters, kind: '={{ $json.Step }}' } : filters;
	const parameters = { operation: 'retry', numbers: `={{ $json['${field}'] || '' }}`, limit: 500, filters: wanted };
	const take = canvas.own('Take Problems', { type: 'ledger', parameters }, [240, y]);
	canvas.connect(form, take);
	return take;
}
