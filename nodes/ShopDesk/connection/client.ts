import { CONTRACTS, refusalOf, type Call, type ShopdeskClient } from '../client';

/*
 * What the token may read, found out by reading a row of each list that the contract has.
 */

export interface Access {
	readonly reads: Call;
	readonly works: boolean;
	readonly known: string;
	/** The status of the answer, or why there was none. */
	readonly answer: string;
}

const LISTS: readonly Call[] = ['invoicesList', 'ordersList', 'stockList', 'outletsList'];

export async function accessOf(shopdesk: ShopdeskClient): Promise<Access[]> {
	const access: Access[] = [];
	for (const call of LISTS) {
		const endpoint = CONTRACTS[shopdesk.contract][call];
		if (!endpoint) continue;
		const answer = await shopdesk.probe(call);
		const refusal = 'status' in answer ? refusalOf(answer) : undefined;
		const works = 'status' in answer && refusal === undefined;
		const word =
			'status' in answer
				? refusal?.signIn
					? 'sign-in refused'
					: String(refusal?.status ?? answer.status)
				: answer.reason;
		access.push({ reads: call, works, known: endpoint.known, answer: word });
	}
	return access;
}
