/*
 * The operator's flows: the nodes of the package in n8n's engine, with an operator's parameters.
 */
import type { IDataObject } from 'n8n-workflow';

import { MAIN_LOCATION_ID } from '../../nodes/Shopify/sandbox/locations';
import { jsonOf, type Desk } from '../support/desk';
import { ledgerFile } from '../support/engine';
import { beside } from '../support/ledger-clock';
import type { MachineClock } from '../support/machine-clock';
import { PlainConnector } from '../support/plain-connector';
import type { Arm } from './arms';
import { Inspector } from './inspector';
import type { Reading } from './oracle';
import { referenceOf, type Placed, type Town } from './town';

/** How long a request of a stock run takes; a large shop's are slow. What people do meanwhile falls between two requests. */
const REQUEST_TAKES = 20;

export class Flows {
	/** Rows that a stock run left alone because the shop had moved. */
	moved = 0;

	private readonly plain: PlainConnector;

	private readonly inspector: Inspector;

	constructor(
		private readonly desk: Desk,
		private readonly town: Town,
		private readonly arm: Arm,
		private readonly clock: MachineClock,
	) {
		this.plain = new PlainConnector(desk.shop, desk.data.shop.accessToken);
		this.inspector = new Inspector(desk.shop, town.shelves, arm.parameters?.levelOptions?.buffer ?? 0);
	}

	/** Paid orders go to the warehouse. */
	async forward(): Promise<void> {
		const due = this.town.orders.filter(({ paid, cancelled, forwarded }) => paid && !cancelled && !forwarded);
		if (due.length === 0) return;
		if (this.arm.ledger) await this.send(due);
		else for (const order of due) await this.enter(order);
		for (const order of due) this.town.hasArrived(order);
	}

	private async send(due: readonly Placed[]): Promise<void> {
		const items = due.map(({ id }) => ({ origin: { id } }));
		const read = await this.desk.shopify({ resource: 'order', operation: 'get' }, { items });
		const { results, problems } = await this.desk.send(jsonOf(read.outputs[0]));
		const created = results.filter(({ outcome }) => outcome === 'created');
		if (created.length < due.length) throw new Error(`Orders were not forwarded: ${JSON.stringify(problems)}`);
		holdFromNow(ledgerFile(this.desk.folder), this.clock);
	}

	/** Without a ledger nobody remembers what was forwarded, so how an order got there makes no difference. */
	private async enter(order: Placed): Promise<void> {
		const orderLines = order.purchase.lines.map(({ sku, quantity }) => ({ code: sku, quantity }));
		await this.town.warehouse.change('addOrder', { reference: referenceOf(order), orderLines });
	}

	/** Reads the warehouse's stock; it is written so many seconds later. */
	async readStock(writeAfter: number): Promise<void> {
		const reading = this.town.shelves.read();
		const read = await this.desk.ogoship({ resource: 'stockLevel', operation: 'getAll', returnAll: true });
		const levels = jsonOf(read.outputs[0]);
		const work = async () => await this.writeStock(levels, reading);
		this.town.agenda.add({ at: this.town.now + writeAfter, by: 'flow', work });
	}

	private async writeStock(items: IDataObject[], reading: Reading): Promise<void> {
		let failure: unknown;
		const between = async (operation: string) => {
			this.inspector.look(operation, reading);
			await this.town.letPass(REQUEST_TAKES);
		};
		this.town.shop.betweenRequests(
			async (operation) => await between(operation).catch((error: unknown) => (failure ??= error)),
		);
		if (this.arm.parameters) await this.setLevels(items, this.arm.parameters);
		else for (const { sku, available } of items) await this.plain.set(String(sku), Number(available));
		this.town.shop.betweenRequests();
		if (failure) throw failure;
	}

	private async setLevels(items: IDataObject[], parameters: IDataObject): Promise<void> {
		const set = { resource: 'stockLevel', operation: 'set', location: MAIN_LOCATION_ID, ...parameters };
		const answer = await this.desk.shopify(set, { items, onError: 'continueErrorOutput' });
		const problems = jsonOf(answer.outputs[1]);
		if (problems.length > 0) throw new Error(`Stock was not set: ${JSON.stringify(problems)}`);
		const reasons = jsonOf(answer.outputs[0]).map(({ reason }) => (reason as { code?: string } | null)?.code);
		this.moved += reasons.filter((code) => code === 'STOCK_MOVED').length;
	}
}

/** The ledger dates by its database's clock, which stands behind: what it wrote just now was written now. */
function holdFromNow(ledger: string, clock: MachineClock): void {
	beside(ledger, `UPDATE holds SET since = since + ${clock.aheadMs} WHERE since <= ${clock.realNow()}`);
}
