import { Canvas, conditionsOf, isTrue, problemsBranch, type OwnNode, type TemplateFile } from './canvas';
import { begins, comparedPart, found, type Compared } from './comparison';
import { howItWorks } from './flow';
import { shopify } from './parts';

/*
 * Where the products of a shop and of another system do not say the same, listed once a day and whichever of the two
 * decides; and a form that takes over what people name, in the direction they choose.
 */

type Parameters = OwnNode['parameters'];

export interface DriftStory {
	readonly file: string;
	readonly id: string;
	readonly name: string;
	readonly does: string;
	readonly before: readonly string[];
	/** Of the side that is no shop, `Unleashed`. */
	readonly other: string;
	readonly node: (parameters: Parameters) => OwnNode;
	readonly products: Omit<Compared, 'of'>;
	readonly intoShopify: Parameters;
	readonly intoOther: Parameters;
}

/** The template: the comparison on top, the form and both directions below it. */
export function productDrift(story: DriftStory): TemplateFile {
	const canvas = new Canvas(story.file, story.id, story.name);
	howItWorks(canvas, [-160, -144], story.name, story.does, story.before);
	const begin = begins(canvas, [-80, -64]);
	const problems = problemsBranch(canvas, 'Product', [1488, 880]);
	const cure =
		'a product on one side only, or with another name, barcode or price. **Align** takes it over; or change it by hand where it is wrong.';
	const [same, differences] = found(canvas, [1488, 64], { cure, subject: 'Products differ' });
	const compare = comparedPart(canvas, { ...story.products, of: 'Products' }, story.other, [448, 0], {
		begin,
		problems,
	});
	canvas.connect(compare, same, 0);
	const { which, ends } = aligned(canvas, story, begin);
	for (const output of [1, 2, 3]) for (const to of [differences, which]) canvas.connect(compare, to, output);
	for (const each of ends) canvas.connect(each, problems, 1);
	return canvas.done();
}

interface Aligned {
	/** Takes what differs; lets through what was asked for. */
	readonly which: string;
	/** Nodes that may have problems. */
	readonly ends: readonly string[];
}

/** The form, and the way of what it asks for: read where it is right, written where it is not. */
function aligned(canvas: Canvas, story: DriftStory, begin: string): Aligned {
	const into = [`From ${story.other} into Shopify`, `From Shopify into ${story.other}`] as const;
	canvas.note(
		'Align Note',
		[-160, 320, 576, 448],
		5,
		'### Align\nAfter you looked at **Differences**: run **Align**, choose the direction, name the SKUs. Without a SKU everything that differs is taken over.\n\nA product that only one side has is made on the other.',
	);
	canvas.note('Direction Note', [448, 320, 832, 704], 7, `### One direction\nOnly after **Align**.`);
	canvas.connect(alignForm(canvas, into), begin);
	const which = canvas.core('Which Way?', 'switch', 3.2, [528, 640], {
		rules: { values: into.map((direction, at) => directionRule(canvas, direction, at === 0 ? '1' : '0')) },
		options: {},
	});
	const one = (system: string, side: string, node: (parameters: Parameters) => OwnNode, y: number) =>
		canvas.own(
			`Read in ${system}`,
			node({ resource: 'product', operation: 'get', idFrom: 'id', id: `={{ $json.sides['${side}'].id }}` }),
			[816, y],
		);
	const reads = [one(story.other, '1', story.node, 512), one('Shopify', '0', shopify.node, 784)];
	const writes = [
		canvas.own('Send to Shopify', shopify.node(story.intoShopify), [1072, 512]),
		canvas.own(`Send to ${story.other}`, story.node(story.intoOther), [1072, 784]),
	];
	for (const [at, read] of reads.entries()) {
		canvas.connect(which, read, at);
		canvas.connect(read, writes[at] ?? '');
	}
	return { which, ends: [...reads, ...writes] };
}

function alignForm(canvas: Canvas, directions: readonly string[]): string {
	return canvas.core(
		'Align',
		'formTrigger',
		2.2,
		[-80, 592],
		{
			formTitle: 'Align products',
			formDescription: 'What differs is taken over in the direction you choose.',
			formFields: {
				values: [
					{
						fieldLabel: 'Direction',
						fieldType: 'dropdown',
						fieldOptions: { values: directions.map((option) => ({ option })) },
						requiredField: true,
					},
					{ fieldLabel: 'SKUs', placeholder: 'MUG-BLUE, MUG-GREEN (empty: all that differ)', requiredField: false },
				],
			},
			options: {},
		},
		{ webhookId: canvas.webhookId('Align') },
	);
}

/** Lets a difference through that was asked for in this direction and that the side it comes from has. */
function directionRule(canvas: Canvas, direction: string, side: string): Parameters {
	const form = "$('Align')";
	const asked = `${form}.isExecuted && ${form}.first().json.Direction === '${direction}'`;
	const skus = `(${form}.first().json.SKUs || '').split(',').map((sku) => sku.trim()).filter(Boolean)`;
	const named = `(${skus}.length === 0 || ${skus}.includes($json.number))`;
	return {
		conditions: conditionsOf(
			canvas,
			[isTrue(direction, `={{ ${asked} && Boolean($json.sides['${side}']) && ${named} }}`)],
			'and',
		),
		renameOutput: true,
		outputKey: direction,
	};
}
