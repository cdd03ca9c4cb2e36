import { uuidV5 } from '../../core/sync/hash';

/*
 * A template as n8n exports it, put together from the parts that every story shares. The files of workflows/ are
 * printed from here (`npx tsx docs/print.ts`), so that twenty templates are one hand's.
 */

const NAMESPACE = '5d1f7a50-7d0e-5a1b-9c53-0c9f4f1f2a11';
const PACKAGE = 'n8n-nodes-commerce-bridge.';

export type Parameters = Readonly<Record<string, unknown>>;

export interface TemplateNode {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly typeVersion: number;
	readonly position: readonly [number, number];
	readonly parameters: Parameters;
	readonly credentials?: Readonly<Record<string, { readonly id: null; readonly name: string }>>;
	readonly onError?: 'continueErrorOutput';
	readonly webhookId?: string;
	readonly disabled?: true;
}

interface Edge {
	readonly node: string;
	readonly type: 'main';
	readonly index: number;
}

export interface TemplateFile {
	readonly id: string;
	readonly name: string;
	readonly active: false;
	readonly nodes: readonly TemplateNode[];
	readonly connections: Readonly<Record<string, { readonly main: ReadonlyArray<readonly Edge[]> }>>;
	readonly settings: Parameters;
	readonly pinData: Parameters;
}

/** A node of this package: which system's, with which parameters. */
export interface OwnNode {
	/** `shopify`, `ogoshipTrigger`, `ledger`, … */
	readonly type: string;
	readonly parameters: Parameters;
	/** n8n's name of the credential type, and the name n8n gives it by default. */
	readonly credential?: readonly [type: string, name: string];
}

type Place = readonly [number, number];

/** A canvas that is filled node by node. Ids follow from the file's name and the node's, so they never change. */
export class Canvas {
	private readonly nodes: TemplateNode[] = [];

	private readonly edges = new Map<string, Edge[][]>();

	constructor(
		private readonly file: string,
		private readonly id: string,
		private readonly name: string,
	) {}

	private add(name: string, type: string, typeVersion: number, position: Place, rest: Partial<TemplateNode>): string {
		const id = uuidV5(NAMESPACE, `${this.file}/${name}`);
		this.nodes.push({ id, name, type, typeVersion, position, parameters: {}, ...rest });
		return name;
	}

	/** A sticky note: [x, y, width, height], and one of n8n's colours. What stands in it must fit: n8n cuts the rest off. */
	note(
		name: string,
		[x, y, width, height]: readonly [number, number, number, number],
		color: number,
		content: string,
	): void {
		this.add(name, 'n8n-nodes-base.stickyNote', 1, [x, y], { parameters: { content, width, height, color } });
	}

	core(
		name: string,
		type: string,
		typeVersion: number,
		position: Place,
		parameters: Parameters,
		rest: Partial<TemplateNode> = {},
	): string {
		return this.add(name, `n8n-nodes-base.${type}`, typeVersion, position, { parameters, ...rest });
	}

	/** A node of ours; its problems leave on its error output. A trigger has none, and ships switched off. */
	own(name: string, { type, parameters, credential }: OwnNode, position: Place): string {
		return this.add(name, `${PACKAGE}${type}`, 1, position, {
			parameters,
			...(credential && { credentials: { [credential[0]]: { id: null, name: credential[1] } } }),
			...this.startOf(type, name),
		});
	}

	private startOf(type: string, name: string): Partial<TemplateNode> {
		if (!type.endsWith('Trigger')) return { onError: 'continueErrorOutput' };
		return isPolling(type) ? { disabled: true } : { webhookId: this.webhookId(name), disabled: true };
	}

	webhookId(name: string): string {
		return uuidV5(NAMESPACE, `${this.file}/${name}/webhook`);
	}

	/** An id inside a node's parameters. */
	partId(name: string): string {
		return uuidV5(NAMESPACE, `${this.file}/${name}/part`);
	}

	connect(from: string, to: string, output = 0, input = 0): void {
		const outputs = this.edges.get(from) ?? [];
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, type: 'main', index: input });
		this.edges.set(from, outputs);
	}

	done(): TemplateFile {
		return {
			id: this.id,
			name: this.name,
			active: false,
			nodes: this.nodes,
			connections: Object.fromEntries([...this.edges].map(([name, main]) => [name, { main }])),
			settings: {
				executionOrder: 'v1',
				saveDataErrorExecution: 'all',
				saveDataSuccessExecution: 'all',
				callerPolicy: 'workflowsFromSameOwner',
			},
			pinData: {},
		};
	}
}

/** Whether a trigger asks instead of being told. */
export const isPolling = (type: string) => type.endsWith('PollTrigger');

/** One condition of If, Filter or Switch. `name` tells it from the others of its template. */
export interface Condition {
	readonly name: string;
	readonly left: string;
	readonly right?: string;
	readonly operator: Parameters;
}

/** A value that is true. */
export const isTrue = (name: string, left: string): Condition => ({
	name,
	left,
	operator: { type: 'boolean', operation: 'true', singleValue: true },
});

/** Conditions as n8n's If, Filter and Switch keep them. */
export function conditionsOf(canvas: Canvas, conditions: readonly Condition[], combinator: 'and' | 'or'): Parameters {
	return {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
		conditions: conditions.map(({ name, left, right = '', operator }) => ({
			id: canvas.partId(name),
			leftValue: left,
			rightValue: right,
			operator,
		})),
		combinator,
	};
}

/** Where the problems end: in red for a mistake in the set-up, else as rows that people are told of. */
export function problemsBranch(canvas: Canvas, record: string, [x, y]: Place): string {
	canvas.note(
		'Problems Note',
		[x - 80, y - 304, 864, 608],
		3,
		'### Problems\nEach record that could not go through comes here: what happened, and what to do. What the ledger remembers comes again only when its reason changes.\n\nA mistake in the set-up ends the run in red, so that it is seen in the list of executions.\n\n**Tell People** is switched off: choose a mail account and a recipient, then switch it on.',
	);
	const code = (right: string, operation: string): Condition => ({
		name: right,
		left: '={{ $json.error.code }}',
		right,
		operator: { type: 'string', operation },
	});
	const mistake = canvas.core('Set-Up Mistake?', 'if', 2.2, [x, y], {
		conditions: conditionsOf(canvas, [code('SETUP_', 'startsWith'), code('INTERNAL', 'equals')], 'or'),
		options: { ignoreCase: false },
	});
	const field = (name: string, value: string) => ({ id: canvas.partId(name), name, type: 'string', value });
	const problems = canvas.core('Problems', 'set', 3.4, [x + 288, y + 96], {
		assignments: {
			assignments: [
				field(record, "={{ $json.number ?? $json.sku ?? '' }}"),
				field('Problem', '={{ $json.error.message }}'),
				field('What to Do', '={{ $json.error.description }}'),
				field('Link', "={{ $json.origin?.url ?? '' }}"),
				field('Code', '={{ $json.error.code }}'),
			],
		},
		options: {},
	});
	const tell = tellPeople(
		canvas,
		[x + 576, y + 96],
		'={{ $json.Problem }}',
		"={{ $json.Problem }}\n\n{{ $json['What to Do'] }}\n\n{{ $json.Link }}",
	);
	const red = canvas.core('End in Red', 'stopAndError', 1, [x + 288, y - 96], {
		errorMessage: '={{ $json.error.message }} {{ $json.error.description }}',
	});
	canvas.connect(mistake, red, 0);
	canvas.connect(mistake, problems, 1);
	canvas.connect(problems, tell);
	return mistake;
}

/** A mail that is not sent until somebody chose an account: a foreign credential never stands in the way. */
export function tellPeople(
	canvas: Canvas,
	position: Place,
	subject: string,
	text: string,
	name = 'Tell People',
): string {
	const parameters = {
		fromEmail: 'n8n@example.com',
		toEmail: 'orders@example.com',
		subject,
		emailFormat: 'text',
		text,
		options: {},
	};
	return canvas.core(name, 'emailSend', 2.1, position, parameters, { disabled: true });
}
