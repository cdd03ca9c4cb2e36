/*
 * Le New Black's Wholesale API v2, imitated (https://www.lenewblack.com/apis/wholesale/v2).
 *
 * Where the understanding comes from
 * - The collected facts of November 2026: paths, fields, pages, batches and errors as the vendor's own PHP SDK has them
 *   (github.com/lenewblack/lnb-php), where its Python and Java SDKs differ the PHP one; articles of its help centre
 *   (support.lenewblack.com) on statuses, imports, the Shopify integration and the move from v1 to v2. Facts only; nothing was
 *   tried on a real account.
 * - Documented: identity by the brand's own codes, one POST to create or update, /multi, what imports check, the meaning of
 *   statuses. Seen in the vendor's code: the token in the query, its absolute expiry, bare arrays with pagination headers,
 *   500 rows a page, lists that are not paginated, rows of a batch.
 *
 * Not known, with the answers behind an option (the first is the default)
 * - `expireOn`: the form of a token's expiry. `tokenPlace`: an account that wants the token in a header.
 * - `pageHeaders`: a list without pagination headers. `batchStyle`: how a row of a batch says that it failed.
 * - `errorBody`: the five variants that the SDKs defend against.
 * - `usedPurchaseOrder`: a second order under one purchase order reference.
 * - `statusMoves`: whether a closed or cancelled order can be moved. `dateFilter`: the form of times in filters.
 *
 * Inferred or assumed about one part alone stands at the head of its file in sandbox/. A field or parameter that the facts do
 * not name is refused with 422, so that a slip of the pen is seen.
 *
 * Left out: v1, prices by size, alternatives of variants, the archive of orders, `/inventory/data`, rights of sales
 * representatives, what an order takes from the stock.
 */
import type { DemoData, SandboxCredential, SandboxDefinition } from '../../sandbox/kit';

import { faultAnswer } from './sandbox/answers';
import { customerOf } from './sandbox/personal-data';
import { answerApi, BASE, routeOf } from './sandbox/routes';
import { CLIENT, seed } from './sandbox/seed';
import { forgetToken } from './sandbox/sign-in';
import * as staff from './sandbox/staff';
import type { State } from './sandbox/state';
import { view } from './sandbox/view';

const definition: SandboxDefinition<State> = {
	name: 'leNewBlack',
	options: {
		expireOn: ['datetime', 'iso', 'unix', 'seconds'],
		tokenPlace: ['query', 'header'],
		pageHeaders: ['yes', 'no'],
		batchStyle: ['status', 'success'],
		errorBody: ['nested', 'message', 'messages', 'text', 'fields'],
		usedPurchaseOrder: ['second', 'refused'],
		statusMoves: ['any', 'notBack'],
		dateFilter: ['iso', 'blank'],
		orders: ['seeded', 'none'],
		echoPersonalData: ['yes', 'no'],
	},
	seed,
	operationOf: (request) => routeOf(request)?.operation,
	answer: (request, _operation, context) => answerApi(request, context),
	fault: (kind, request, context) => {
		if (kind === 'expiredToken') forgetToken(request, context);
		return faultAnswer(kind, context);
	},
	customerOf,
	changes: { ...staff },
	credential,
	view,
};

export default definition;

function credential(_data: DemoData, url: string): SandboxCredential {
	return {
		type: 'leNewBlackApi',
		name: 'Le New Black account',
		data: { clientId: CLIENT.id, clientSecret: CLIENT.secret, apiAddress: `${url}${BASE}` },
	};
}
