import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Company } from './odoo-company';

/** Automation rules that send a webhook. */
export function describeWebhooks(company: () => Company): void {
	describe('webhooks', () => {
		const received: Array<{ headers: Record<string, unknown>; body: Record<string, unknown> }> = [];
		let receiver: Server;
		let rule: number;

		beforeAll(async () => {
			receiver = createServer((request, response) => {
				let text = '';
				request.on('data', (chunk: Buffer) => (text += chunk.toString()));
				request.on('end', () => {
					received.push({ headers: request.headers, body: JSON.parse(text) as Record<string, unknown> });
					response.writeHead(500).end();
				});
			});
			await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
			const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
			const [model] = await company().find('ir.model', [['model', '=', 'stock.picking']], ['model']);
			const fields = async (names: string[]) =>
				(
					await company().find(
						'ir.model.fields',
						[
							['model', '=', 'stock.picking'],
							['name', 'in', names],
						],
						['name'],
					)
				).map(({ id }) => id);
			const webhook_field_ids = [
				[6, 0, await fields(['name', 'state', 'sale_id', 'move_ids', 'date_done', 'carrier_id'])],
			];
			const action = { name: 'hook', model_id: model!.id, state: 'webhook', webhook_url: url, webhook_field_ids };
			rule = await company().create('base.automation', {
				name: 'picking done',
				model_id: model!.id,
				trigger: 'on_write',
				trigger_field_ids: [[6, 0, await fields(['state'])]],
				filter_pre_domain: "[('state', '!=', 'done')]",
				filter_domain: "[('state', '=', 'done')]",
				action_server_ids: [[0, 0, action]],
			});
		});

		afterAll(async () => {
			await new Promise((resolve) => receiver.close(resolve));
		});

		it('tell once of a transfer that is done, with bare ids and no signature, and come once although they fail', async () => {
			const product = await company().product();
			await company().stock(product, 5);
			const order = await company().confirmed([{ product_id: product, product_uom_qty: 2 }]);
			const [picking] = await company().pickings(order);
			await company().write('stock.picking', picking!, { carrier_tracking_ref: 'T0' });
			expect(await company().validate(picking!)).toBe(true);
			await company().write('stock.picking', picking!, { carrier_tracking_ref: 'T1' });
			for (let left = 40; received.length === 0 && left > 0; left -= 1)
				await new Promise((resolve) => setTimeout(resolve, 50));
			await new Promise((resolve) => setTimeout(resolve, 1_500));
			const { name, move_ids } = await company().read('stock.picking', picking!, ['name', 'move_ids']);
			expect(received.map(({ body }) => body)).toEqual([
				{
					_action: expect.stringMatching(/^hook\(#\d+\)$/),
					_id: picking,
					_model: 'stock.picking',
					id: picking,
					name,
					state: 'done',
					sale_id: order,
					move_ids,
					carrier_id: false,
					date_done: false,
				},
			]);
			expect(received[0]?.headers).toMatchObject({
				'content-type': 'application/json',
				'user-agent': expect.stringMatching(/^python-requests\//),
			});
			expect(Object.keys(received[0]?.headers ?? {}).some((header) => /sign|hmac|secret/i.test(header))).toBe(false);
		});

		it('do not come for a rule that is switched off', async () => {
			await company().ask('base.automation', 'write', { ids: [rule], vals: { active: false } });
			const product = await company().product();
			await company().stock(product, 5);
			const order = await company().confirmed([{ product_id: product }]);
			const [picking] = await company().pickings(order);
			await company().validate(picking!);
			await new Promise((resolve) => setTimeout(resolve, 800));
			expect(received).toHaveLength(1);
		});

		it('go with their rule', async () => {
			const domain = [['base_automation_id', '=', rule]];
			const [action] = await company().find('ir.actions.server', domain, ['name']);
			expect(await company().ask('base.automation', 'unlink', { ids: [rule] })).toBe(true);
			expect(await company().find('ir.actions.server', [['id', '=', action!.id]], ['name'])).toEqual([]);
		});
	});
}
