import type { Claim, Ledger, Settled, Settlement } from '../ports';

/*
 * The claims of one batch. What becomes of each is collected and settled in one call, because a database across a
 * network is asked few times; none is left behind when the batch ends early.
 */

interface Decided {
	readonly settlement: Settlement;
	readonly tell: (settled: Settled | undefined) => void;
}

export class BatchClaims {
	/** Tokens of claims of which nothing is known yet. */
	private readonly open = new Set<string>();

	private decided: Decided[] = [];

	/** `ledger` is absent where nothing is remembered. */
	constructor(
		private readonly ledger: Ledger | undefined,
		claims: readonly Claim[],
	) {
		for (const claim of claims) if (claim.verdict === 'claimed' && claim.token !== '') this.open.add(claim.token);
	}

	/** Says what became of a claim. `tell` hears what the ledger made of it once it is settled; at once where it is not. */
	decide(settlement: Settlement, tell: Decided['tell']): void {
		if (this.open.delete(settlement.token)) this.decided.push({ settlement, tell });
		else tell(undefined);
	}

	/** Settles what is decided so far. */
	async settle(): Promise<void> {
		await this.write([]);
	}

	/**
	 * Settles what is decided and lets go of the rest. Everybody is told even where the ledger fails now: what was
	 * written to the target stands there all the same.
	 */
	async close(): Promise<void> {
		const rest = [...this.open];
		this.open.clear();
		try {
			await this.write(rest.map((token) => ({ token, state: 'released' })));
		} finally {
			this.tell([]);
		}
	}

	private async write(released: readonly Settlement[]): Promise<void> {
		const settlements = [...this.decided.map(({ settlement }) => settlement), ...released];
		if (!this.ledger || settlements.length === 0) return;
		const { ledger } = this;
		this.tell(await ledger.settle(settlements).catch((error: unknown) => this.singly(ledger, settlements, error)));
	}

	/**
	 * Settles one by one what the ledger refused together: one that is a fault of ours must not keep the others from
	 * being remembered. Its claim is let go of, and the fault shows.
	 */
	private async singly(ledger: Ledger, settlements: readonly Settlement[], error: unknown): Promise<never> {
		if (isOutOfOrder(error)) throw error;
		const settled: Array<Settled | undefined> = [];
		for (const settlement of settlements) {
			const { token } = settlement;
			const release: Settlement = { token, state: 'released' };
			const answers = await ledger.settle([settlement]).catch(async () => void (await ledger.settle([release])));
			settled.push(answers?.[0]);
		}
		this.tell(settled);
		throw error;
	}

	private tell(settled: ReadonlyArray<Settled | undefined>): void {
		const told = this.decided;
		this.decided = [];
		for (const [index, { tell }] of told.entries()) tell(settled[index]);
	}
}

/** Whether the ledger cannot be used at all at this moment. */
function isOutOfOrder(error: unknown): boolean {
	return (error as { code?: unknown }).code === 'SETUP_LEDGER';
}
