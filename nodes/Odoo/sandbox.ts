/*
 * Odoo's external API imitated, 16 to 19: JSON-2 of 19 and JSON-RPC of all four, over a small company that sells, ships,
 * counts stock and invoices.
 *
 * Where the understanding comes from
 * - Observations of real Odoo 16, 17, 18 and 19 (Community), 16 on a patched build.
 * - https://www.odoo.com/documentation/19.0/developer/reference/external_api.html (JSON-2) and
 *   https://www.odoo.com/documentation/19.0/developer/reference/external_rpc_api.html (JSON-RPC)
 * - test/contract/odoo-suite.ts asks this sandbox and a real Odoo 19 the same questions, and takes the same answers.
 *
 * Inferred or assumed
 * - What 16 to 18 answer where only 19 was seen is taken to be the same, but for the differences that were seen.
 * - `in_payment` with Enterprise (option `edition`); faults (429, 502) have no shape of Odoo's own.
 * - Models that are not listed for the rights of a bot can be read by everybody and written by the administrator.
 * - What is assumed about one part alone stands at the head of its file in sandbox/.
 * A model, method or field that is not imitated is answered as one that a database lacks. A journal keeps no arguments of
 * JSON-RPC but what is no password.
 *
 * Left out: XML-RPC, the web session and its controllers, /doc, `db` but its list, prices in other units,
 * formula pricelists, down payments, matching of bank statements, taxes on taxes, cash rounding, several currencies with
 * rates, lots, packages, putaway, purchase, mail that is sent, followers, PDF, attachments of messages, incoming webhooks
 * (/web/hook), record rules beyond companies, time-based rules, fiscal positions of 19.
 */
import type { FaultKind, SandboxCredential, SandboxDefinition, SandboxResponse } from '../../sandbox/kit';

import { dueDeliveries, settleDelivery } from './sandbox/automation';
import { CHANGES } from './sandbox/changes';
import { errorBody, unauthorized } from './sandbox/errors';
import { journalled } from './sandbox/journal';
import { customerOf } from './sandbox/personal-data';
import { answer, operationOf } from './sandbox/routes';
import { DATABASE, KEYS, seed } from './sandbox/seed';
import type { State } from './sandbox/state';
import { view } from './sandbox/view';

const definition: SandboxDefinition<State> = {
	name: 'odoo',
	options: {
		version: ['19', '18', '17', '16'],
		rounding: ['globally', 'perLine'],
		databases: ['one', 'several'],
		databaseList: ['on', 'off'],
		edition: ['community', 'enterprise'],
		echoPersonalData: ['yes', 'no'],
	},
	journalled,
	seed,
	operationOf,
	answer: (request, _operation, context) => answer(request, context),
	fault,
	customerOf,
	changes: CHANGES,
	deliveries: dueDeliveries,
	delivered: settleDelivery,
	credential,
	view,
};

export default definition;

/** What a proxy in front of Odoo says is no JSON. A key ends for good by the change `endKey`. */
function fault(kind: FaultKind): SandboxResponse | undefined {
	const page = (status: number, words: string): SandboxResponse => ({
		status,
		headers: { 'content-type': 'text/html' },
		body: `<html><head><title>${status} ${words}</title></head><body><h1>${status} ${words}</h1></body></html>`,
		accepted: false,
	});
	switch (kind) {
		case 'expiredToken':
			return {
				status: 401,
				headers: { 'www-authenticate': 'Bearer ' },
				body: errorBody(unauthorized('Invalid apikey')),
				accepted: false,
			};
		case 'rateLimited':
		case 'rateLimitedRetryAfter':
			return page(429, 'Too Many Requests');
		case 'serverError':
			return page(500, 'Internal Server Error');
		case 'unavailable':
			return page(503, 'Service Unavailable');
		default:
			return undefined;
	}
}

function credential(_data: unknown, url: string): SandboxCredential {
	return {
		type: 'odooCommerceApi',
		name: 'Odoo Commerce account',
		data: { address: url, database: DATABASE, user: 'bridge', apiKey: KEYS.bot, protocol: 'detect', language: 'en_US' },
	};
}
