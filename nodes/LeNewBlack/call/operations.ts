import { withoutPerson } from '../../../core/model/person';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { Called, CallOperation, OperationContext } from '../../shared/system';
import { LABEL, refusalOfRun, text } from '../failures';
import { wordsOf } from '../wire';
import { objectIn, queryIn, refusalOf } from './mapping';

/*
 * Any call of the API, for what no operation covers.
 */

const wrong = (name: string, reason: string) => runProblem(problem('SETUP_PARAMETER', { name, reason }));

interface Call {
	readonly method: 'GET' | 'POST' | 'DELETE';
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly body?: Readonly<Record<string, unknown>>;
}

function callFrom(context: OperationContext): Call {
	const { allowDangerous } = context.param<Record<string, unknown>>('callOptions', {});
	const given = text(context.param<unknown>('method', 'GET'));
	const method = given === 'POST' || given === 'DELETE' ? given : 'GET';
	const path = text(context.param<unknown>('path', ''));
	const refused = refusalOf({ method, path }, allowDangerous === true);
	if (refused) throw wrong(refused.setting, refused.reason);
	const asked = objectIn(context.param<unknown>('query', '{}'));
	if ('reason' in asked) throw wrong('Query', asked.reason);
	const query = queryIn(asked.object);
	if (!query) throw wrong('Query', 'it holds something else than plain values, or a token');
	if (method !== 'POST') return { method, path, query };
	const body = objectIn(context.param<unknown>('body', '{}'));
	if ('reason' in body) throw wrong('Body', body.reason);
	return { method, path, query, body: body.object };
}

async function made(context: OperationContext, preview: boolean): Promise<Called> {
	const call = callFrom(context);
	const { method, path, query, body } = call;
	const about = { kind: 'answer', account: context.account, method, path };
	if (preview) return { answer: { ...about, outcome: 'preview', preview: { query, body: body ?? null } } };
	const answer = await context.http.send({ ...call, repeatable: method === 'GET' });
	const params = { order: `${method} ${path}`, kind: 'call', target: LABEL };
	if ('noAnswer' in answer) {
		if (answer.sent) return { problem: problem('NO_ANSWER', params) };
		throw runProblem(problem('SETUP_SERVICE', { system: LABEL, status: answer.reason }));
	}
	if (answer.status >= 500 && method !== 'GET') return { problem: problem('NO_ANSWER', params) };
	if (answer.status < 200 || answer.status >= 300) {
		const refused = refusalOfRun(answer.status) ?? problem('REFUSED', { ...params, status: String(answer.status) });
		return { problem: refused, vendorText: withoutPerson(wordsOf(answer.body) ?? '', []) };
	}
	// Whatever is answered well is JSON or nothing (facts, section 2); a text is what is left of an answer.
	if (typeof answer.body === 'string' && answer.body !== '') {
		if (method !== 'GET') return { problem: problem('NO_ANSWER', params) };
		throw runProblem(problem('SETUP_SERVICE', { system: LABEL, status: 'an answer that cannot be read' }));
	}
	return { answer: { ...about, outcome: 'answered', status: answer.status, result: answer.body ?? null } };
}

const customCall: CallOperation = {
	does: 'call',
	resource: 'api',
	resourceName: 'Custom API Call',
	operation: 'call',
	operationName: 'Call',
	action: 'Make a custom API call',
	description:
		'Make any call of the API, for what no operation covers. Nothing is compared and nothing remembered: a call that is made twice does its work twice.',
	fields: [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			default: 'GET',
			options: [
				{ name: 'DELETE', value: 'DELETE' },
				{ name: 'GET', value: 'GET' },
				{ name: 'POST', value: 'POST' },
			],
			description: 'Le New Black creates and updates by POST alone',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: '/fabrics',
			description: 'Below the API address of the credential',
		},
		{
			displayName: 'Query',
			name: 'query',
			type: 'json',
			default: '{}',
			placeholder: '{"page": 1}',
			description: 'What stands behind the question mark, as names with values; the token is added by itself',
		},
		{
			displayName: 'Body',
			name: 'body',
			type: 'json',
			default: '{}',
			displayOptions: { show: { method: ['POST'] } },
			description: 'What is sent, as JSON',
		},
		{
			displayName: 'Options',
			name: 'callOptions',
			type: 'collection',
			default: {},
			placeholder: 'Add Option',
			options: [
				{
					displayName: 'Allow Dangerous Calls',
					name: 'allowDangerous',
					type: 'boolean',
					default: false,
					description: 'Whether to allow calls that remove records',
				},
			],
		},
	],
	call: made,
};

export const callOperations = [customCall] as const;
