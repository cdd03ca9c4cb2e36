import { DATABASE, KEYS } from '../../nodes/Odoo/sandbox/seed';
import type { RunningSandbox } from '../../sandbox/serve';
import type { OdooUnderTest } from './odoo-company';

/** A running sandbox of Odoo, for the questions that a real one is asked as well. */
export function underTest(sandbox: RunningSandbox): OdooUnderTest {
	return {
		url: sandbox.url,
		database: DATABASE,
		apiKey: KEYS.admin,
		user: async (company, groups) => {
			const login = company.unique('bot');
			const { id } = (await sandbox.change('addUser', { login, groups, password: login })) as { id: number };
			return { uid: id, password: login };
		},
		close: () => sandbox.close(),
	};
}
