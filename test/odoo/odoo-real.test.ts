import { startOdoo } from '../support/odoo';
import { odooSuite } from '../contract/odoo-suite';

/*
 * The questions of test/contract/odoo-suite.ts, asked of a real Odoo 19, which is installed where it is missing.
 */

jest.setTimeout(120_000);

odooSuite(async () => {
	const { url, database, apiKey, stop } = await startOdoo();
	return {
		url,
		database,
		apiKey,
		user: async (company, groups) => {
			const login = company.unique('bot');
			const ids = ['base.group_user', ...groups].map(async (each) => {
				const [module, xml_id] = each.split('.');
				return (await company.ask<[string, number]>('ir.model.data', 'check_object_reference', { module, xml_id }))[1];
			});
			const group_ids = [[6, 0, await Promise.all(ids)]];
			const uid = await company.create('res.users', { name: login, login, password: login, group_ids });
			return { uid, password: login };
		},
		close: stop,
	};
});
