/*
 * Automation rules that send webhooks (17 to 19; 16 has none, only actions of other kinds), made through the API by somebody with Settings rights.
 */
import { char, integer, many2many, many2one, one2many, selection } from '../fields';
import { active, define } from '../schema';

define(
	{
		name: 'base.automation',
		label: 'Automation Rule',
		order: 'id',
		since: 17,
		fields: {
			name: char('Automation Rule Name', { required: true, translated: true }),
			model_id: many2one('Model', 'ir.model', { required: true }),
			trigger: selection(
				'Trigger',
				[
					['on_create', 'On create'],
					['on_create_or_write', 'On create and edit'],
					['on_write', 'On update'],
					['on_unlink', 'On deletion'],
					['on_webhook', 'On webhook'],
				],
				{ required: true },
			),
			trigger_field_ids: many2many('Trigger Fields', 'ir.model.fields'),
			filter_pre_domain: char('Before Update Domain'),
			filter_domain: char('Apply on'),
			action_server_ids: one2many('Actions', 'ir.actions.server', 'base_automation_id'),
			active,
		},
		// Its actions go with it (seen on 19).
		unlinking: (rule) => rule.many('action_server_ids').forEach((action) => action.remove()),
	},
	{
		name: 'ir.actions.server',
		label: 'Server Action',
		order: 'sequence, name, id',
		fields: {
			name: char('Action Name', { required: true, translated: true }),
			sequence: integer('Sequence', { initial: () => 5 }),
			model_id: many2one('Model', 'ir.model', { required: true }),
			state: selection(
				'Type',
				[
					['object_write', 'Update Record'],
					['code', 'Execute Code'],
					['webhook', 'Send Webhook Notification'],
				],
				{ required: true, initial: () => 'object_write' },
			),
			webhook_url: char('Webhook URL', { since: 17 }),
			webhook_field_ids: many2many('Webhook Fields', 'ir.model.fields', { since: 17 }),
			base_automation_id: many2one('Automation Rule', 'base.automation', { since: 17 }),
		},
	},
);
