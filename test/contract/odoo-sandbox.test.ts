import odoo from '../../nodes/Odoo/sandbox';
import { demoData } from '../../sandbox/demo-data';
import { serve } from '../../sandbox/serve';
import { underTest } from './odoo-sandbox-company';
import { odooSuite } from './odoo-suite';

/*
 * The questions of odoo-suite.ts, asked of the sandbox. Its errors are compared with a real one's, word for word.
 */

odooSuite(async () => {
	const options = { echoPersonalData: 'no' };
	return underTest(await serve(odoo, { seed: demoData(new Date().toISOString()), options }));
});
