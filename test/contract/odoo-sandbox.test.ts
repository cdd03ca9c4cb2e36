import odoo from '../../nodes/Odoo/sandbox';
import { DATABASE, KEYS } from '../../nodes/Odoo/sandbox/seed';
import { demoData } from '../../sandbox/demo-data';
import { serve } from '../../sandbox/serve';
import { odooSuite } from './odoo-suite';

odooSuite(async () => {
	// Its errors are compared with a real one's, word for word.
	const options = { echoPersonalData: 'no' };
	const sandbox = await serve(odoo, { seed: demoData(new Date().toISOString()), options });
	return { url: sandbox.url, database: DATABASE, apiKey: KEYS.admin, close: () => sandbox.close() };
});
