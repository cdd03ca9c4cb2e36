/*
 * Notes and to-dos on a record: `message_post` and `activity_schedule` (seen on 19). What is followed and mailed is left out.
 */
import type { Method } from '../schema';
import { escapeHtml } from '../values';

export const THREAD: Readonly<Record<string, Method>> = {
	message_post: {
		on: 'records',
		params: ['body=', 'subject=', 'message_type=', 'subtype_xmlid=', 'body_is_html='],
		run: ({ env, records, args }) => {
			const text = String(args['body'] ?? '');
			const body = `<p>${args['body_is_html'] === true ? text : escapeHtml(text)}</p>`;
			const made = records.map((record) =>
				env.insert('mail.message', { model: record.model.name, res_id: record.id, body }),
			);
			return made.map(({ id }) => id);
		},
	},
	activity_schedule: {
		on: 'records',
		params: ['act_type_xmlid=', 'date_deadline=', 'summary=', 'note=', 'user_id='],
		run: ({ env, records, args }) =>
			records.map((record) => {
				const { summary = false, note = false, user_id = env.uid } = args;
				const deadline = args['date_deadline'] ?? env.now().slice(0, 10);
				const about = { res_model: record.model.name, res_id: record.id };
				return env.insert('mail.activity', { ...about, summary, note, user_id, date_deadline: deadline }).id;
			}),
	},
};
