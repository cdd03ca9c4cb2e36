import { CONTRACTS, statusOf, type Call, type OmniengineClient } from '../client';

/*
 * What the service account may read, found out by reading a row of each list that the contract has.
 */

export interface Access {
	readonly reads: Call;
	readonly works: boolean;
	readonly known: string;
	readonly answer: string;
}

const LISTS: readonly Call[] = ['ordersList', 'locationsList', 'stockList', 'couriersList'];

export async function accessOf(omniengine: OmniengineClient): Promise<Access[]> {
	const access: Access[] = [];
	for (const call of LISTS) {
		const endpoint = CONTRACTS[omniengine.contract][call];
		if (!endpoint) continue;
		const status = call === 'ordersList' ? { order_status: 'pending' } : {};
		const answer = await omniengine.probe(call, { ...status, page: 1, limit: 1 });
		const works = 'status' in answer && statusOf(answer) < 300;
		const word = 'status' in answer ? String(statusOf(answer)) : answer.reason;
		access.push({ reads: call, works, known: endpoint.known, answer: word });
	}
	return access;
}
