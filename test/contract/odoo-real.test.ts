import { odooMissing, startOdoo } from '../support/odoo';
import { odooSuite } from './odoo-suite';

/*
 * The questions of odoo-suite.ts, asked of a real Odoo 19. It is installed where it is missing (a minute and a half).
 */

jest.setTimeout(120_000);

const missing = odooMissing();
if (missing === undefined) {
	odooSuite(async () => {
		const { url, database, apiKey, stop } = await startOdoo();
		return { url, database, apiKey, close: stop };
	});
} else {
	(process.env.CI ? it : it.skip)(`the questions to Odoo, asked of a real one: ${missing}`, () => {
		throw new Error(missing);
	});
}
