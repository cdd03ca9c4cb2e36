import type { Company } from './odoo-company';

/** Both protocols, their errors, domains and values. */
export function describeCalls(company: () => Company): void {
	const refusal = (model: string, method: string, body = {}) => company().refusal(model, method, body);
	const KEY_ERROR = { name: 'werkzeug.exceptions.Unauthorized' };

	describe('JSON-2', () => {
		it('tells its version to anybody', async () => {
			for (const path of ['/web/version', '/json/version']) {
				const { status, data } = await company().http.get(path);
				expect({ status, data }).toEqual({
					status: 200,
					data: { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' },
				});
			}
		});

		it('knows a key in any spelling of bearer, and says who it is', async () => {
			for (const word of ['bearer', 'Bearer', 'BEARER']) {
				const headers = { Authorization: `${word} ${company().odoo.apiKey}` };
				const { data } = await company().http.post('/json/2/res.users/context_get', {}, { headers });
				expect(data).toEqual({ lang: 'en_US', tz: false, uid: 2 });
			}
		});

		it('refuses a wrong key, a password and no key with 401', async () => {
			for (const key of ['wrong', 'admin']) {
				const { status, data, headers } = await company().call('res.users', 'context_get', {}, key);
				expect({ status, data, challenge: headers['www-authenticate'] }).toMatchObject({
					status: 401,
					data: { ...KEY_ERROR, message: 'Invalid apikey', arguments: ['Invalid apikey', 401], context: {} },
					challenge: expect.stringMatching(/^Bearer/),
				});
			}
			const { status, data } = await company().http.post('/json/2/res.users/context_get', {});
			expect({ status, data }).toMatchObject({
				status: 401,
				data: { ...KEY_ERROR, message: expect.stringMatching(/^User not/) },
			});
		});

		it('answers a page for a database that is not there, and takes its own', async () => {
			const ask = (database: string) => {
				const headers = { Authorization: `bearer ${company().odoo.apiKey}`, 'X-Odoo-Database': database };
				return company().http.post('/json/2/res.users/context_get', {}, { headers });
			};
			const { status, data, headers } = await ask('erp');
			expect({ status, type: headers['content-type'] }).toEqual({
				status: 404,
				type: expect.stringMatching(/^text\/html/),
			});
			expect(data).toContain('No database is selected');
			expect((await ask(company().odoo.database)).status).toBe(200);
		});

		it('answers a page for a body that does not call itself JSON', async () => {
			const headers = { Authorization: `bearer ${company().odoo.apiKey}`, 'Content-Type': 'text/plain' };
			const answer = await company().http.post('/json/2/res.users/context_get', '{}', { headers });
			expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
				status: 415,
				type: expect.stringMatching(/^text\/html/),
			});
		});

		it.each([
			['a body that breaks off', '{"domain": ', 400, /could not parse the body as json/],
			['an array in place of an object', '[1]', 422, /missing a required argument: 'domain'/],
			['no body', '', 422, /missing a required argument: 'domain'/],
		])('says what is wrong with %s', async (_what, body, status, message) => {
			const headers = { Authorization: `bearer ${company().odoo.apiKey}`, 'Content-Type': 'application/json' };
			const answer = await company().http.post('/json/2/res.partner/search', Buffer.from(body), { headers });
			expect({ status: answer.status, message: answer.data.message }).toEqual({
				status,
				message: expect.stringMatching(message),
			});
		});

		it('answers 404 for a GET, a path of another shape, a model and a method nobody has', async () => {
			const headers = { Authorization: `bearer ${company().odoo.apiKey}` };
			const shape = 'Did you mean POST /json/2/<model>/<method>?';
			const got = await company().http.get('/json/2/res.partner/search', { headers });
			const short = await company().http.post('/json/2/res.partner', {}, { headers });
			expect([got, short].map(({ status, data }) => [status, data.name, data.message])).toEqual([
				[404, 'werkzeug.exceptions.NotFound', shape],
				[404, 'werkzeug.exceptions.NotFound', shape],
			]);
			expect(await refusal('no.model', 'search')).toMatchObject({
				status: 404,
				message: "the model 'no.model' does not exist",
			});
			expect(await refusal('res.partner', 'nothing')).toMatchObject({
				status: 404,
				message: "The method 'res.partner.nothing' does not exist",
			});
		});

		it.each([
			['search', {}, "missing a required argument: 'domain'"],
			['search', { args: [[]] }, "missing a required argument: 'domain'"],
			['search', { domain: [], foo: 1 }, "got an unexpected keyword argument 'foo'"],
			['search', { domain: [], ids: [1] }, 'cannot call res.partner.search with ids'],
			['name_search', { name: 'x', args: [] }, "got an unexpected keyword argument 'args'"],
		])('refuses %s with %j before anything happens', async (method, body, message) => {
			expect(await refusal('res.partner', method, body)).toEqual({
				status: 422,
				name: 'werkzeug.exceptions.UnprocessableEntity',
				message,
			});
		});

		it('runs a record method on nothing when no ids are given', async () => {
			expect(await company().ask('res.partner', 'write', { vals: { name: 'x' } })).toBe(true);
			expect(await company().ask('res.partner', 'unlink', { ids: null })).toBe(true);
			expect(await company().ask('sale.order', 'action_confirm')).toBe(true);
			expect(await company().ask('stock.picking', 'button_validate')).toBe(true);
			expect(await company().ask('account.move', 'action_post')).toBe(false);
		});

		it('finds nothing for ids that are texts, and takes one number for a list', async () => {
			const id = await company().partner();
			const read = (ids: unknown) => company().ask('res.partner', 'read', { ids, fields: ['name'] });
			expect(await read([String(id)])).toEqual([]);
			expect(await read(String(id))).toEqual([]);
			expect(await read(id)).toEqual([{ id, name: expect.any(String) }]);
			expect(await read([id, 999_999])).toHaveLength(1);
		});

		it('always answers a list of ids to a create, also of nothing', async () => {
			const create = (vals_list: unknown) => company().ask('res.partner', 'create', { vals_list });
			expect(await create({ name: 'One' })).toEqual([expect.any(Number)]);
			expect(await create([{ name: 'One' }, { name: 'Two' }])).toHaveLength(2);
			expect(await create([])).toEqual([]);
		});

		it('answers null where a method returns nothing', async () => {
			const id = await company().partner();
			const { status, data } = await company().call('res.partner', 'action_archive', { ids: [id] });
			expect({ status, data }).toEqual({ status: 200, data: null });
		});

		it('keeps private methods private', async () => {
			for (const method of ['_read', 'browse', 'exists', 'sudo', 'search_fetch', 'ensure_one']) {
				expect(await refusal('res.partner', method, { ids: [1] })).toEqual({
					status: 403,
					name: 'odoo.exceptions.AccessError',
					message: `Private methods (such as 'res.partner.${method}') cannot be called remotely.`,
				});
			}
		});

		it('names a record that is missing, for a change but not for a read', async () => {
			const missing = {
				status: 404,
				name: 'odoo.exceptions.MissingError',
				message: 'Record does not exist or has been deleted.\n(Record: res.partner(999999,), User: 2)',
			};
			expect(await refusal('res.partner', 'write', { ids: [999_999], vals: { name: 'x' } })).toEqual(missing);
			expect(await refusal('res.partner', 'unlink', { ids: [999_999] })).toEqual(missing);
			expect(await company().ask('res.partner', 'read', { ids: [999_999], fields: ['name'] })).toEqual([]);
		});

		it('makes all records of a create or none', async () => {
			const name = company().unique('Both ');
			expect(await refusal('res.partner', 'create', { vals_list: [{ name }, { email: 'x@example.com' }] })).toEqual({
				status: 422,
				name: 'odoo.exceptions.ValidationError',
				message: 'The operation cannot be completed: Contacts require a name',
			});
			expect(await company().find('res.partner', [['name', '=', name]], ['id'])).toEqual([]);
		});

		it.each<[string, string, object, string, RegExp]>([
			[
				'create',
				'res.partner',
				{ vals_list: [{ name: 'x', nofield: 1 }] },
				'ValueError',
				/^Invalid field 'nofield' in 'res.partner'/,
			],
			[
				'read',
				'res.partner',
				{ ids: [1], fields: ['nofield'] },
				'ValueError',
				/^Invalid field 'nofield' on 'res.partner'/,
			],
			['search_read', 'res.partner', { domain: [], fields: ['nofield'] }, 'ValueError', /^Invalid field 'nofield'/],
			[
				'search',
				'res.partner',
				{ domain: [['nofield', '=', 1]] },
				'ValueError',
				/^Invalid field res.partner.nofield in condition/,
			],
			[
				'search',
				'res.partner',
				{ domain: [['country_id.nofield', '=', 1]] },
				'ValueError',
				/^Invalid field res.country.nofield/,
			],
			[
				'search',
				'res.partner',
				{ domain: [['name.x', '=', 1]] },
				'ValueError',
				/^Invalid field property 'x' on res.partner.name/,
			],
			['search', 'res.partner', { domain: [], order: 'nofield' }, 'ValueError', /^Invalid field 'nofield' on model/],
			['search', 'res.partner', { domain: 'x' }, 'TypeError', /^Domain\(\) invalid argument type for domain: 'x'/],
			['search', 'res.partner', { domain: null }, 'TypeError', /^Domain\(\) invalid argument type for domain: None/],
			['search', 'res.partner', { domain: [['name']] }, 'ValueError', /^Domain\(\) invalid item in domain: \['name'\]/],
			['search', 'res.partner', { domain: ['x'] }, 'ValueError', /^Domain\(\) invalid item in domain: 'x'/],
			['search', 'res.partner', { domain: [1] }, 'ValueError', /^Domain\(\) invalid item in domain: 1/],
			['search', 'res.partner', { domain: ['&', ['name', '=', 'x']] }, 'ValueError', /^Domain\(\) malformed domain/],
			['search', 'res.partner', { domain: ['!'] }, 'ValueError', /^Domain\(\) malformed domain/],
			['search', 'res.partner', { domain: [['name', 'foo', 'x']] }, 'ValueError', /^Invalid operator in condition/],
			[
				'create',
				'res.partner',
				{ vals_list: [{ name: 'x', type: 'nope' }] },
				'ValueError',
				/^Wrong value for res.partner.type: 'nope'/,
			],
			[
				'create',
				'res.partner',
				{ vals_list: [{ name: 'x', child_ids: [{ name: 'y' }] }] },
				'TypeError',
				/^unhashable type: 'dict'/,
			],
			[
				'create',
				'res.partner',
				{ vals_list: [{ name: 'x', child_ids: 'y' }] },
				'ValueError',
				/^Wrong value for res.partner.child_ids: y/,
			],
			['create', 'res.partner', { vals_list: 'x' }, 'AttributeError', /^'str' object has no attribute 'get'/],
			[
				'create',
				'product.product',
				{ vals_list: [{ name: 'x', list_price: 'abc' }] },
				'ValueError',
				/^could not convert string to float: 'abc'/,
			],
			[
				'create',
				'product.product',
				{ vals_list: [{ name: 'x', list_price: [1] }] },
				'TypeError',
				/^float\(\) argument must be a string or a real number, not 'list'/,
			],
			['search', 'res.partner', { domain: [], context: 'x' }, 'ValueError', /^dictionary update sequence/],
		])('puts a fault of the caller in %s of %s %j behind a 500', async (method, model, body, kind, message) => {
			expect(await refusal(model, method, body)).toEqual({
				status: 500,
				name: `builtins.${kind}`,
				message: expect.stringMatching(message),
			});
		});

		it.each([
			['limit', 'x', 'InvalidTextRepresentation'],
			['limit', -1, 'InvalidRowCountInLimitClause'],
			['offset', -1, 'InvalidRowCountInResultOffsetClause'],
		])('hands on what the database says to %s %j', async (name, value, kind) => {
			expect(await refusal('res.partner', 'search', { domain: [], [name]: value })).toMatchObject({
				status: 500,
				name: `psycopg2.errors.${kind}`,
			});
		});

		it.each([
			[
				'an order that is none',
				'search',
				{ domain: [], order: 'name; drop table x' },
				422,
				'UserError',
				/^Invalid "order" specified/,
			],
			[
				'a language that is off',
				'search',
				{ domain: [], context: { lang: 'xx_XX' } },
				422,
				'UserError',
				/^Invalid language code: xx_XX/,
			],
			[
				'a company of others',
				'search',
				{ domain: [], context: { allowed_company_ids: [999] } },
				403,
				'AccessError',
				/^Access to unauthorized/,
			],
			[
				'a country that is not there',
				'create',
				{ vals_list: [{ name: 'x', country_id: 99_999 }] },
				422,
				'ValidationError',
				/troublemaker is: 'Contact' \(res.partner\)[^]*'Country' \(country_id\)/,
			],
		])('refuses %s', async (_what, method, body, status, kind, message) => {
			expect(await refusal('res.partner', method, body)).toEqual({
				status,
				name: `odoo.exceptions.${kind}`,
				message: expect.stringMatching(message),
			});
		});
	});

	describe('JSON-RPC', () => {
		const common = async (method: string, args: unknown[]) => (await company().rpc('common', method, args)).data;

		it('tells its version, and who signs in', async () => {
			const { database, apiKey } = company().odoo;
			expect(await common('version', [])).toEqual({
				jsonrpc: '2.0',
				id: 1,
				result: {
					server_version: '19.0',
					server_version_info: [19, 0, 0, 'final', 0, ''],
					server_serie: '19.0',
					protocol_version: 1,
				},
			});
			expect(await common('authenticate', [database, 'admin', 'admin', {}])).toMatchObject({ result: 2 });
			expect(await common('login', [database, 'admin', apiKey])).toMatchObject({ result: 2 });
			expect(await common('authenticate', [database, 'admin', 'wrong', {}])).toMatchObject({ result: false });
			expect(await common('authenticate', [database, 'nobody', 'admin', {}])).toMatchObject({ result: false });
		});

		it('answers with the id it was asked with', async () => {
			expect((await company().rpc('common', 'version', [], 'abc')).data).toMatchObject({ id: 'abc' });
		});

		it('answers one id for one object, and a list for a list', async () => {
			expect(await company().execute('res.partner', 'create', [{ name: 'One' }])).toMatchObject({
				result: expect.any(Number),
			});
			expect(await company().execute('res.partner', 'create', [[{ name: 'One' }]])).toMatchObject({
				result: [expect.any(Number)],
			});
		});

		it('has neither result nor error where a method returns nothing', async () => {
			const id = await company().partner();
			expect(await company().execute('res.partner', 'action_archive', [[id]])).toEqual({ jsonrpc: '2.0', id: 1 });
		});

		it('takes positions, names and both', async () => {
			const id = await company().partner();
			const { name } = await company().read('res.partner', id, ['name']);
			const want = { result: [{ id, name }] };
			expect(await company().execute('res.partner', 'search_read', [[['id', '=', id]], ['name']])).toMatchObject(want);
			expect(
				await company().execute('res.partner', 'search_read', [], { domain: [['id', '=', id]], fields: ['name'] }),
			).toMatchObject(want);
			expect(
				await company().execute('res.partner', 'search_read', [[['id', '=', id]]], { fields: ['name'], limit: 1 }),
			).toMatchObject(want);
			const { database, apiKey } = company().odoo;
			const bare = await company().rpc('object', 'execute', [
				database,
				2,
				apiKey,
				'res.partner',
				'read',
				[id],
				['name'],
			]);
			expect(bare.data).toMatchObject(want);
		});

		it.each<[string, unknown[], Record<string, unknown>, string, RegExp]>([
			['write', [[999_999], { name: 'x' }], {}, 'odoo.exceptions.MissingError', /res.partner\(999999,\)/],
			['nothing', [], {}, 'builtins.AttributeError', /^The method 'res.partner.nothing' does not exist/],
			['_read', [[1]], {}, 'odoo.exceptions.AccessError', /^Private methods/],
			['search', [], {}, 'builtins.TypeError', /missing 1 required positional argument: 'domain'/],
			['search', [[]], { foo: 1 }, 'builtins.TypeError', /unexpected keyword argument 'foo'/],
			['search', [[], 0, 1, 'id', 'more'], {}, 'builtins.TypeError', /positional arguments/],
			['read', [], {}, 'builtins.IndexError', /^list index out of range/],
			['search', [[['nofield', '=', 1]]], {}, 'builtins.ValueError', /^Invalid field res.partner.nofield/],
			['search', [[]], { context: { lang: 'xx_XX' } }, 'odoo.exceptions.UserError', /^Invalid language code/],
		])('answers 200 with the error of %s %j %j in the envelope', async (method, args, named, name, message) => {
			const { error } = (await company().execute('res.partner', method, args, named)) as unknown as { error: object };
			expect(error).toEqual({
				code: 0,
				message: 'Odoo Server Error',
				data: {
					name,
					message: expect.stringMatching(message),
					arguments: [expect.stringMatching(message)],
					context: {},
					debug: expect.stringContaining('Traceback'),
				},
			});
		});

		it('says what is wrong with model, user, password and database', async () => {
			const { database, apiKey } = company().odoo;
			const call = async (args: unknown[]) => (await company().rpc('object', 'execute_kw', args)).data.error.data;
			expect(await call([database, 2, apiKey, 'no.model', 'search', [[]]])).toMatchObject({
				name: 'odoo.exceptions.UserError',
				message: "Object no.model doesn't exist",
			});
			expect(await call([database, 2, 'wrong', 'res.users', 'context_get', []])).toMatchObject({
				name: 'odoo.exceptions.AccessDenied',
				message: 'Access Denied',
			});
			expect(await call([database, 999, apiKey, 'res.users', 'context_get', []])).toMatchObject({
				name: 'odoo.exceptions.MissingError',
				message: expect.stringContaining('res.users(999,)'),
			});
			expect(await call(['nodb', 2, apiKey, 'res.users', 'context_get', []])).toMatchObject({
				name: 'psycopg2.OperationalError',
				message: expect.stringContaining('FATAL:  database "nodb" does not exist'),
			});
			expect(await call([database, 2, apiKey, 'res.partner'])).toMatchObject({ name: 'builtins.ValueError' });
		});

		it('refuses what is no JSON and what is no envelope in plain words', async () => {
			const headers = { 'Content-Type': 'application/json' };
			const post = async (body: string, type = headers) => {
				const { status, data } = await company().http.post('/jsonrpc', Buffer.from(body), { headers: type });
				return { status, data };
			};
			expect(await post('{"bad')).toEqual({ status: 400, data: 'Invalid JSON data' });
			expect(await post('')).toEqual({ status: 400, data: 'Invalid JSON data' });
			expect(await post('[]')).toEqual({ status: 400, data: 'Invalid JSON-RPC data' });
			expect((await post('{}', { 'Content-Type': 'text/plain' })).status).toBe(415);
		});

		it('lists its databases', async () => {
			expect((await company().rpc('db', 'list', [])).data.result).toContain(company().odoo.database);
		});
	});

	describe('domains', () => {
		let ids: number[];
		let tag: string;

		beforeAll(async () => {
			tag = company().unique('dom');
			const [country] = await company().find('res.country', [['code', '=', 'US']], ['id']);
			const parent = await company().partner({
				name: `${tag} Alpha`,
				email: 'Alpha@Example.com',
				is_company: true,
				country_id: country?.id,
			});
			const child = await company().partner({ name: `${tag} Beta`, parent_id: parent, type: 'delivery', ref: '7' });
			const third = await company().partner({ name: `${tag} Gamma`, active: false });
			ids = [parent, child, third];
		});

		/** Which of the three a domain finds, by their places. */
		const found = async (domain: unknown[], context: object = {}) => {
			const own = ['&', ['id', 'in', ids], ...domain];
			const all = await company().ask<number[]>('res.partner', 'search', { domain: own, order: 'id', context });
			return all.map((id) => ids.indexOf(id));
		};

		it.each<[unknown[], number[]]>([
			[[['name', 'ilike', 'ALPHA']], [0]],
			[[['name', 'like', 'ALPHA']], []],
			[[['name', '=ilike', '%alpha']], [0]],
			[[['name', '=like', '%Alpha']], [0]],
			[[['name', 'not ilike', 'alpha']], [1]],
			[[['email', '=ilike', 'alpha@example.com']], [0]],
			[[['email_normalized', '=', 'alpha@example.com']], [0]],
			[[['email', '=', '']], [1]],
			[[['email', '=', false]], [1]],
			[[['email', '!=', false]], [0]],
			[[['email', '!=', 'Alpha@Example.com']], [1]],
			[[['ref', '=', 7]], [1]],
			[[['ref', 'in', ['7', '8']]], [1]],
			[[['ref', 'not in', ['7']]], [0]],
			[
				['|', ['ref', '=', '7'], ['is_company', '=', true]],
				[0, 1],
			],
			[['!', ['is_company', '=', true]], [1]],
			[['&', ['is_company', '=', true], ['ref', '=', '7']], []],
			[[['country_id.code', '=', 'US']], [0]],
			[[['country_id', '=', 'United States']], [0]],
			[[['country_id', 'ilike', 'united st']], [0]],
			[[['country_id', '=', false]], [1]],
			[[['country_id', '!=', false]], [0]],
			[[['country_id', 'any', [['code', '=', 'US']]]], [0]],
			[[['parent_id.is_company', '=', true]], [1]],
			[[['child_ids', '=', false]], [1]],
			[[['child_ids', '!=', false]], [0]],
			[[['child_ids.type', '=', 'delivery']], [0]],
			[[['active', '=', false]], [2]],
			// A text that says false is false.
			[[['active', '=', 'false']], [2]],
			[[['active', 'in', [true, false]]], [0, 1, 2]],
			[[['create_date', '>', '2020-01-01']], [0, 1]],
			[[['create_date', '<', '2020-01-01 10:00:00']], []],
			[[['id', '=?', false]], [0, 1]],
			[[[1, '=', 1]], [0, 1]],
			[[[0, '=', 1]], []],
		])('finds with %j the records %j', async (domain, places) => {
			expect(await found(domain)).toEqual(places);
		});

		it('compares a relation with a number as text by name', async () => {
			const byText = { domain: [['id', '=', String(ids[0])]] };
			expect(await company().ask('res.partner', 'search', byText)).toEqual([ids[0]]);
			expect(await found([['parent_id', '=', ids[0]]])).toEqual([1]);
			expect(await found([['parent_id', '=', String(ids[0])]])).toEqual([]);
			expect(await found([['id', 'child_of', ids[0]]])).toEqual([0, 1]);
		});

		it('hides what is archived unless the context says not to', async () => {
			expect(await found([['id', '!=', 0]])).toEqual([0, 1]);
			expect(await found([['id', '!=', 0]], { active_test: false })).toEqual([0, 1, 2]);
		});

		it('refuses a time zone in a domain', async () => {
			const search = (value: string) => refusal('res.partner', 'search', { domain: [['create_date', '>', value]] });
			expect(await search('2026-11-20T10:30:00Z')).toMatchObject({
				status: 500,
				name: 'builtins.ValueError',
				message: expect.stringContaining('expecting only datetimes with no timezone'),
			});
			expect(await search('x')).toMatchObject({ status: 500, name: 'builtins.ValueError' });
			expect(
				await company().ask('res.partner', 'search', { domain: [['create_date', '<', '2020-11-20T10:30:00']] }),
			).toEqual([]);
		});

		it('pages by limit, offset and order', async () => {
			const search = (more: object) =>
				company().ask<number[]>('res.partner', 'search', {
					domain: [['id', 'in', ids]],
					context: { active_test: false },
					...more,
				});
			expect(await search({ order: 'id desc' })).toEqual([...ids].reverse());
			expect(await search({ order: 'name desc, id', limit: 2 })).toEqual([ids[2], ids[1]]);
			expect(await search({ order: 'id', limit: '2', offset: 1 })).toEqual([ids[1], ids[2]]);
			expect(await search({ order: 'id', limit: 0 })).toEqual(ids);
			expect(await company().ask('res.partner', 'search_count', { domain: [['id', 'in', ids]] })).toBe(2);
			expect(await company().ask('res.partner', 'search_count', { domain: [['id', 'in', ids]], limit: 1 })).toBe(1);
		});

		it('finds by name with a pair of id and name', async () => {
			const pairs = await company().ask<unknown[]>('res.partner', 'name_search', { name: `${tag} Al` });
			expect(pairs).toContainEqual([ids[0], `${tag} Alpha`]);
			const named = await company().ask<unknown[][]>('res.country', 'name_search', { name: 'US', limit: 3 });
			expect(named[0]?.[1]).toBe('United States');
		});
	});

	describe('values', () => {
		it('shows a relation as a pair, or bare without load, and what is unset as false', async () => {
			const [country] = await company().find('res.country', [['code', '=', 'FI']], ['name']);
			const id = await company().partner({ country_id: country?.id });
			const fields = ['country_id', 'email', 'child_ids', 'parent_id'];
			const want = { id, email: false, child_ids: [], parent_id: false };
			expect(await company().read('res.partner', id, fields)).toEqual({
				...want,
				country_id: [country?.id, 'Finland'],
			});
			const [bare] = await company().ask<unknown[]>('res.partner', 'read', { ids: [id], fields, load: null });
			expect(bare).toEqual({ ...want, country_id: country?.id });
		});

		it('takes numbers as texts, a text that says false for true, and an empty text for no relation', async () => {
			const [country] = await company().find('res.country', [['code', '=', 'FI']], ['id']);
			const id = await company().partner({ is_company: 'false', country_id: String(country?.id) });
			expect(await company().read('res.partner', id, ['is_company', 'country_id'])).toMatchObject({
				is_company: true,
				country_id: [country?.id, 'Finland'],
			});
			await company().write('res.partner', id, { country_id: '' });
			expect(await company().read('res.partner', id, ['country_id'])).toEqual({ id, country_id: false });
			const product = await company().product({ list_price: '12.50' });
			expect(await company().read('product.product', product, ['list_price'])).toEqual({
				id: product,
				list_price: 12.5,
			});
		});

		it.each<[unknown, string, RegExp]>([
			['2026-11-20T10:30:00Z', 'ValueError', /does not match format/],
			['2026-11-20T10:30:00', 'ValueError', /does not match format/],
			['20.11.2026', 'ValueError', /does not match format '%Y-%m-%d'/],
			['2026-13-40 10:00:00', 'ValueError', /does not match format/],
			['2026-11-20 10:30:00.123', 'ValueError', /unconverted data remains: .123/],
			['2026-11-20 10:30:00+01:00', 'ValueError', /unconverted data remains: \+01:00/],
			[5, 'TypeError', /object of type 'int' has no len/],
			[true, 'TypeError', /object of type 'bool' has no len/],
		])('refuses the datetime %j', async (date_order, kind, message) => {
			const partner_id = await company().partner();
			expect(await refusal('sale.order', 'create', { vals_list: [{ partner_id, date_order }] })).toEqual({
				status: 500,
				name: `builtins.${kind}`,
				message: expect.stringMatching(message),
			});
		});

		it.each([
			['2026-11-20 10:30:00', '2026-11-20 10:30:00'],
			['2026-11-20 10:30', '2026-11-20 10:30:00'],
			['2026-11-20', '2026-11-20 00:00:00'],
		])('keeps the datetime %s as %s', async (given, kept) => {
			const id = await company().order([], { date_order: given });
			expect((await company().read('sale.order', id, ['date_order']))['date_order']).toBe(kept);
		});

		it('keeps the day of a datetime in a date', async () => {
			const id = await company().order([], { validity_date: '2026-11-20 23:30:00' });
			expect((await company().read('sale.order', id, ['validity_date']))['validity_date']).toBe('2026-11-20');
		});

		it('carries out commands on relations to many', async () => {
			const tags = [
				await company().create('crm.tag', { name: company().unique('t') }),
				await company().create('crm.tag', { name: company().unique('t') }),
			];
			const id = await company().order([], { tag_ids: [[6, 0, tags]] });
			const now = async () => (await company().read('sale.order', id, ['tag_ids']))['tag_ids'];
			const write = async (tag_ids: unknown) => {
				await company().write('sale.order', id, { tag_ids });
				return await now();
			};
			expect(await now()).toEqual(tags);
			expect(await write([[3, tags[0]]])).toEqual([tags[1]]);
			expect(await write([[4, tags[0]]])).toEqual(expect.arrayContaining(tags));
			expect(await write([])).toHaveLength(2);
			expect(await write([[7, 0, 0]])).toHaveLength(2);
			expect(await write([[5]])).toEqual([]);
			expect(await write([tags[1]])).toEqual([tags[1]]);
			expect(await write(false)).toEqual([]);
			expect(await write([[0, 0, { name: company().unique('t') }]])).toHaveLength(1);
		});

		it('refuses a record of a relation that is not there', async () => {
			const partner_id = await company().partner();
			const lines = { vals_list: [{ partner_id, order_line: [[4, 999_999]] }] };
			expect(await refusal('sale.order', 'create', lines)).toMatchObject({
				status: 404,
				name: 'odoo.exceptions.MissingError',
			});
			const tags = { vals_list: [{ partner_id, tag_ids: [[6, 0, [999_999]]] }] };
			expect(await refusal('sale.order', 'create', tags)).toMatchObject({
				status: 422,
				name: 'odoo.exceptions.ValidationError',
			});
			const short = { vals_list: [{ partner_id, order_line: [[0, 0]] }] };
			expect(await refusal('sale.order', 'create', short)).toMatchObject({ status: 500, name: 'builtins.IndexError' });
		});

		it('makes parent and addresses in one call, and names them after the parent', async () => {
			const id = await company().partner({
				name: company().unique('House '),
				is_company: true,
				child_ids: [
					[0, 0, { type: 'delivery', name: 'Ramp' }],
					[0, 0, { type: 'invoice', name: 'Bills' }],
				],
			});
			const { name, child_ids } = await company().read('res.partner', id, ['name', 'child_ids']);
			const children = await company().find('res.partner', [['id', 'in', child_ids]], ['type', 'display_name']);
			expect(children.map((each) => [each['type'], each['display_name']])).toEqual([
				['delivery', `${String(name)}, Ramp`],
				['invoice', `${String(name)}, Bills`],
			]);
		});
	});
}
