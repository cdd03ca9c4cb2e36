import { Canvas, problemsBranch, tellPeople, type OwnNode, type TemplateFile } from './canvas';
import { howItWorks } from './flow';
import { shopify } from './parts';

/*
 * A comparison once a day: each kind of record is read whole on both sides and laid side by side.
 */

type Parameters = OwnNode['parameters'];

/** One kind of record: how it is called, and how it is read and compared. */
export interface Compared {
	/** `Orders` */
	readonly of: string;
	readonly shopify: Parameters;
	readonly other: OwnNode;
	readonly reconcile: Parameters;
}

export interface ComparisonStory {
	readonly file: string;
	readonly id: string;
	readonly name: string;
	readonly does: string;
	readonly before: readonly string[];
	/** Of the side that is no shop, `OGOship`. */
	readonly other: string;
	readonly compared: readonly Compared[];
	/** What to do about a difference. */
	readonly cure: string;
	/** Subject of the mail. */
	readonly subject: string;
}

/** A list whose summary says that it is whole. */
export const whole = (resource: string, more: Parameters = {}): Parameters => ({
	resource,
	operation: 'getAll',
	returnAll: true,
	outputSummary: true,
	filters: {},
	...more,
});

const GROUP_HEIGHT = 432;

/** The template of a comparison, from its triggers to what it found. */
export function comparison(story: ComparisonStory): TemplateFile {
	const canvas = new Canvas(story.file, story.id, story.name);
	howItWorks(canvas, [-160, -144], story.name, story.does, story.before);
	const begin = begins(canvas, [-80, 368]);
	const problems = problemsBranch(canvas, 'Record', [1488, 912]);
	const [same, differences] = found(canvas, [1488, 64], story);
	for (const [index, each] of story.compared.entries()) {
		const compare = comparedPart(canvas, each, story.other, [448, index * GROUP_HEIGHT], { begin, problems });
		canvas.connect(compare, same, 0);
		for (const output of [1, 2, 3]) canvas.connect(compare, differences, output);
	}
	return canvas.done();
}

/** Once a day and by hand; resolves with the node from which both sides are read. */
export function begins(canvas: Canvas, [x, y]: readonly [number, number]): string {
	const begin = canvas.core('Read Both Sides', 'noOp', 1, [x + 320, y + 80], {});
	const rule = { interval: [{ field: 'days', triggerAtHour: 6 }] };
	canvas.connect(canvas.core('Every Morning', 'scheduleTrigger', 1.2, [x, y], { rule }), begin);
	canvas.connect(canvas.core('Start by Hand', 'manualTrigger', 1, [x, y + 176], {}), begin);
	return begin;
}

/** One kind of record, read on both sides and compared; answers the comparing node. */
export function comparedPart(
	canvas: Canvas,
	each: Compared,
	other: string,
	[x, top]: readonly [number, number],
	{ begin, problems }: { readonly begin: string; readonly problems: string },
): string {
	canvas.note(`${each.of} Note`, [x, top - 128, 832, 416], 7, `### ${each.of}`);
	const left = canvas.own(`${each.of} in Shopify`, shopify.node(each.shopify), [x + 80, top - 64]);
	const right = canvas.own(`${each.of} at ${other}`, each.other, [x + 80, top + 112]);
	const compare = canvas.own(`Compare ${each.of}`, { type: 'reconcile', parameters: each.reconcile }, [
		x + 512,
		top - 32,
	]);
	for (const [input, read] of [left, right].entries()) {
		canvas.connect(begin, read);
		canvas.connect(read, compare, 0, input);
		canvas.connect(read, problems, 1);
	}
	canvas.connect(compare, problems, 4);
	return compare;
}

/** Where a comparison ends: what is the same, and what differs, of which people are told. */
export function found(
	canvas: Canvas,
	[x, y]: readonly [number, number],
	{ cure, subject }: Pick<ComparisonStory, 'cure' | 'subject'>,
): [same: string, differences: string] {
	canvas.note(
		'Differences Note',
		[x - 80, y - 192, 864, 608],
		6,
		`### What was found\n**The Same**: nothing to do.\n\n**Differences**: ${cure}\n\n**Tell People of Differences** is switched off: choose a mail account and a recipient, then switch it on.`,
	);
	const field = (name: string, value: string) => ({
		id: canvas.partId(`difference ${name}`),
		name,
		type: 'string',
		value,
	});
	const words = "{ order: 'Order', stockLevel: 'Stock', shipment: 'Shipment', product: 'Product' }";
	const differences = canvas.core('Differences', 'set', 3.4, [x, y + 192], {
		assignments: {
			assignments: [
				field('What', `={{ (${words})[$json.of] ?? $json.of }}`),
				field('Record', '={{ $json.number ?? $json.key }}'),
				field('Difference', '={{ $json.message }}'),
				field('Link', "={{ $json.origin?.url ?? '' }}"),
			],
		},
		options: {},
	});
	const text = '={{ $json.Difference }}\n\n{{ $json.Link }}';
	canvas.connect(differences, tellPeople(canvas, [x + 288, y + 192], subject, text, 'Tell People of Differences'));
	return [canvas.core('The Same', 'noOp', 1, [x, y], {}), differences];
}
