/*
 * Work that the shop does after it has answered. https://shopify.dev/docs/api/admin-graphql/latest/objects/Job
 * That it takes a second is assumed (option `jobLag`).
 */
import type { OrderRecord, ShopState } from './state';

export interface JobRecord {
	readonly id: string;
	readonly doneAtMs: number;
	readonly done: boolean;
	readonly cancel: CancelWork;
}

/** A cancellation to come. */
export interface CancelWork {
	readonly number: number;
	readonly reason: string;
	readonly refund: boolean;
	readonly restock: boolean;
	readonly staffNote: OrderRecord['note'];
}

/** Whether there is work that has become due. */
export function hasDueJobs({ jobs }: ShopState, nowMs: number): boolean {
	return [...jobs.values()].some(({ done, doneAtMs }) => !done && doneAtMs <= nowMs);
}

/** Does the work that has become due; `cancel` carries one cancellation out. */
export function runDueJobs(state: ShopState, nowMs: number, cancel: (work: CancelWork, atMs: number) => void): void {
	for (const job of state.jobs.values()) {
		if (job.done || job.doneAtMs > nowMs) continue;
		state.jobs.set(job.id, { ...job, done: true });
		cancel(job.cancel, job.doneAtMs);
	}
}
