import { withoutPerson } from '../../../core/model/person';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { Called, CallOperation, OperationContext } from '../../shared/system';
import type { Call } from '../client';
import { client, concernsRun, LABEL, reading, rightMissing, text } from '../failures';
import { action } from '../wire';
import { idsIn, isRead, objectIn, refusalOf } from './mapping';

/*
 * A method of any model, for what no operation covers.
 */

const wrong = (name: string, reason: string) => runProblem(problem('SETUP_PARAMETER', { name, reason }));

/** The call of one item; SETUP_PARAMETER where it cannot be made. */
function callFrom(context: OperationContext): Call {
	const { allowDangerous, context: more } = context.param<Record<string, unknown>>('callOptions', {});
	const call = { model: text(context.param<unknown>('model', '')), method: text(context.param<unknown>('method', '')) };
	const refused = refusalOf(call, allowDangerous === true);
	if (refused) throw wrong(refused.setting, refused.reason);
	const ids = idsIn(text(context.param<unknown>('ids', '')));
	if ('reason' in ids) throw wrong('IDs', ids.reason);
	const args = objectIn(context.param<unknown>('arguments', '{}'));
	if ('reason' in args) throw wrong('Arguments', args.reason);
	const within = objectIn(more ?? '{}');
	if ('reason' in within) throw wrong('Context', within.reason);
	return {
		...call,
		...(ids.ids ? { ids: ids.ids } : {}),
		args: args.object,
		context: within.object,
		repeatable: isRead(call.method),
	};
}

async function made(context: OperationContext, preview: boolean): Promise<Called> {
	const call = callFrom(context);
	const { model, method, ids, args } = call;
	const about = { kind: 'answer', account: context.account, model, method };
	if (preview)
		return {
			answer: { ...about, outcome: 'preview', preview: { ids: ids ?? null, arguments: args, context: call.context } },
		};
	const answer = await reading(async () => await client(context).call(call));
	const record = { record: `the call of ${model} ${method}`, order: `${model} ${method}`, kind: 'call', target: LABEL };
	if ('noAnswer' in answer) {
		if (answer.noAnswer.sent) return { problem: problem('NO_ANSWER', record) };
		throw runProblem(problem('SETUP_SERVICE', { system: LABEL, status: answer.noAnswer.reason }));
	}
	if ('refused' in answer) {
		const { name, message, status } = answer.refused;
		const right = rightMissing(answer.refused, { ...record, model });
		const refused =
			right ?? concernsRun(answer.refused, model) ?? problem('REFUSED', { ...record, status: String(status) });
		return { problem: refused, vendorText: withoutPerson(`${name}: ${message}`, []) };
	}
	const asks = action.safeParse(answer.done);
	return {
		answer: {
			...about,
			outcome: 'answered',
			result: answer.done ?? null,
			// An action for Odoo's own pages often means that nothing was done yet.
			...(asks.success ? { asksFor: asks.data.res_model ?? asks.data.type } : {}),
		},
	};
}

const callMethod: CallOperation = {
	does: 'call',
	resource: 'method',
	resourceName: 'Method',
	operation: 'call',
	operationName: 'Call',
	action: 'Call a method of any model',
	description:
		'Call a method of any model of Odoo, for what no operation covers. Nothing is compared and nothing remembered: a call that is made twice does its work twice.',
	fields: [
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'res.partner',
			description: 'The technical name of the model',
		},
		{
			displayName: 'Method',
			name: 'method',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'search_read',
			description: 'The name of the method',
		},
		{
			displayName: 'IDs',
			name: 'ids',
			type: 'string',
			default: '',
			placeholder: '7, 9',
			description: 'The records it is called on, separated by commas; empty for a method of the model itself',
		},
		{
			displayName: 'Arguments',
			name: 'arguments',
			type: 'json',
			default: '{}',
			placeholder: '{"domain": [["is_company", "=", true]], "fields": ["name"], "limit": 10}',
			description: 'What the method is given, by the names it has in Odoo',
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
					description: 'Whether to allow calls that remove records, or that change users, rights or Odoo itself',
				},
				{
					displayName: 'Context',
					name: 'context',
					type: 'json',
					default: '{}',
					description: 'Further entries of Odoo’s context; language and company are there already',
				},
			],
		},
	],
	call: made,
};

export const callOperations = [callMethod] as const;
