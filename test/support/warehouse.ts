import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { Order } from '../../core/model/order';
import ogoshipSandbox from '../../nodes/Ogoship/sandbox';
import { demoData } from '../../sandbox/demo-data';
import type { SandboxDefinition } from '../../sandbox/kit';
import { serve, type RunningSandbox } from '../../sandbox/serve';
import { sampleOrder } from '../core/samples';
import { jsonOf, type Options } from './desk';
import { runNode, skipWaits, type NodeRunAnswer, type NodeRunInput } from './engine';

/*
 * A warehouse alone, without a shop: OGOship's sandbox, n8n's folder, and the OGOship node over them, or any other
 * system in its place. And a vendor that answers what the test says, for answers no sandbox gives.
 */

type Run = Partial<Omit<NodeRunInput, 'type' | 'parameters' | 'storageFolder' | 'items'>>;

export interface Answered extends NodeRunAnswer {
	readonly results: IDataObject[];
	readonly problems: IDataObject[];
}

export interface Warehouse {
	readonly sandbox: RunningSandbox;
	readonly keys: ICredentialDataDecryptedObject;
	readonly folder: string;
	/** Runs an operation on items, problems on the error output. */
	run(parameters: IDataObject, items?: readonly IDataObject[], run?: Run): Promise<Answered>;
	/** Makes what could not go through due at once. */
	openAgain(): Promise<unknown>;
	/** Done once, at the next wait of the package or n8n. */
	atNextWait(work: () => void): void;
	close(): Promise<void>;
}

/** Opens a warehouse with the demo's goods. Nobody waits in real time at it. */
export const openWarehouse = async (options: Options = {}): Promise<Warehouse> =>
	await openSystem(ogoshipSandbox, options);

/** As `openWarehouse`, of any system with one sandbox; its node and the sandbox have one name. */
export async function openSystem<S>(definition: SandboxDefinition<S>, options: Options = {}): Promise<Warehouse> {
	const seed = demoData(new Date().toISOString());
	const sandbox = await serve(definition, { seed, options });
	let waiting: (() => void) | undefined;
	const resumeWaits = skipWaits((ms) => {
		sandbox.advanceClock(ms);
		waiting?.();
		waiting = undefined;
	});
	const folder = mkdtempSync(join(tmpdir(), 'warehouse-'));
	const { type: credential, data } = sandbox.credential();
	const keys: ICredentialDataDecryptedObject = { ...data };
	const over: Over = { type: sandbox.name, credentials: { [credential]: keys }, storageFolder: folder };
	return {
		sandbox,
		keys,
		folder,
		run: async (parameters, items = [{}], run = {}) => await answered(over, parameters, items, run),
		openAgain: async () => await runNode({ type: 'ledger', parameters: { operation: 'retry' }, storageFolder: folder }),
		atNextWait: (work) => (waiting = work),
		async close() {
			resumeWaits();
			await sandbox.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** The node, its account, and n8n's folder. */
type Over = Required<Pick<NodeRunInput, 'type' | 'credentials' | 'storageFolder'>>;

async function answered(
	over: Over,
	parameters: IDataObject,
	items: readonly IDataObject[],
	run: Run,
): Promise<Answered> {
	const answer = await runNode({
		...over,
		parameters,
		items: [...items],
		onError: 'continueErrorOutput',
		...run,
	});
	return { ...answer, results: jsonOf(answer.outputs[0]), problems: jsonOf(answer.outputs[1]) };
}

export const errorOf = ({ error }: IDataObject) => error as { code: string; message: string; description: string };
export const codesOf = ({ problems }: Answered) => problems.map((each) => errorOf(each).code);
export const reasonsOf = ({ results }: Answered) =>
	results.map(({ reason }) => (reason as { code?: string } | null)?.code);
export const outcomesOf = ({ results }: Answered) => results.map(({ outcome }) => outcome);

/** An order of a shop, paid, with goods the warehouse has. */
export function shopOrder(number: string, changes: Partial<Order> = {}): IDataObject {
	const plain = sampleOrder();
	const [first, second] = plain.lines.map((line, at) => ({ ...line, sku: at === 0 ? 'MUG-BLUE' : 'MUG-WHITE' }));
	return JSON.parse(
		JSON.stringify({
			...plain,
			origin: { ...plain.origin, id: `gid://shop/Order/${number.replace(/\D/g, '')}`, number },
			number,
			lines: [first, second],
			...changes,
		}),
	) as IDataObject;
}

/** Order: Create or Update as these tests set it. */
export const SEND_ORDER = {
	resource: 'order',
	operation: 'upsert',
	forwardFrom: '2026-01-01T00:00:00Z',
	referencePrefix: 'SHOP-',
	deliveryMethods: { method: [{ method: 'Standard', code: 'home_fi' }] },
};

// ------------------------------------------------------------------ a vendor of the test's own

export interface OddRequest {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: IDataObject;
}

export type OddAnswer = (request: OddRequest) => { readonly status?: number; readonly body: unknown };

export interface OddVendor {
	readonly requests: readonly OddRequest[];
	run: Warehouse['run'];
	close(): Promise<void>;
}

/** A vendor whose every answer but the token is the test's; for what OGOship might send and no sandbox does. */
export async function openOddVendor(answer: OddAnswer, keys: ICredentialDataDecryptedObject = {}): Promise<OddVendor> {
	const requests: OddRequest[] = [];
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const { pathname: path, searchParams: query } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
			const reply = (status: number, body: unknown) =>
				response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
			if (path === '/OAuth/Token') return reply(200, { access_token: 'odd', token_type: 'Bearer', expires_in: 5400 });
			const text = Buffer.concat(chunks).toString('utf8');
			const body = (text === '' ? {} : JSON.parse(text)) as IDataObject;
			const request = { method: incoming.method ?? '', path, query, headers: incoming.headers, body };
			requests.push(request);
			const { status = 200, body: answered } = answer(request);
			return reply(status, answered);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const folder = mkdtempSync(join(tmpdir(), 'odd-vendor-'));
	const resumeWaits = skipWaits(() => undefined);
	const all: ICredentialDataDecryptedObject = {
		merchantId: 'd0e50000-0000-4000-8000-000000000001',
		secretToken: 'secret',
		clientId: '123456',
		clientSecret: 'abcdef',
		apiAddress: url,
		signInAddress: url,
		...keys,
	};
	const over: Over = { type: 'ogoship', credentials: { ogoshipApi: all }, storageFolder: folder };
	return {
		requests,
		run: async (parameters, items = [{}], run = {}) => await answered(over, parameters, items, run),
		async close() {
			resumeWaits();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
