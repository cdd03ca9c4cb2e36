import type { Applied, MaySend } from '../../../core/ports';
import { problem } from '../../../core/problems';
import type { Row, UnleashedClient } from '../client';
import { LABEL, notApplied, reading, type About } from '../failures';
import type { Raw } from '../wire';
import { customersByCode, customersByEmail, writeCustomer } from '../customer/client';
import { toNewCustomer } from '../customer/draft';
import type { CustomerDraft, UnleashedCustomer } from '../customer/wire';

/*
 * The customers of a run's orders: found by code, else by e-mail, else made. One who is there is not changed by an order.
 */

type Named = { readonly customer: Raw } | { readonly applied: Applied };

export class CustomerBook {
	/** By code: the customer's GUID, or how many it could be. */
	private readonly known = new Map<string, Promise<Named>>();

	constructor(private readonly unleashed: UnleashedClient) {}

	/** The customer of an order as a document names it, or what became of the order instead. */
	async of(
		order: { readonly customer: { readonly code: string } | { readonly own: CustomerDraft } },
		about: About,
		maySend: MaySend,
	): Promise<Named> {
		if ('code' in order.customer) return { customer: { CustomerCode: order.customer.code } };
		const { own } = order.customer;
		const asked = this.known.get(own.code) ?? this.foundOrMade(own, about, maySend);
		this.known.set(own.code, asked);
		const named = await asked;
		// What went wrong for one order may go better for the next.
		if ('applied' in named) this.known.delete(own.code);
		return named;
	}

	private async foundOrMade(own: CustomerDraft, about: About, maySend: MaySend): Promise<Named> {
		const rows = await reading(async () => await this.look(own));
		const [only] = rows;
		if (rows.length > 1) return { applied: { outcome: 'rejected', problem: this.ambiguous(about, rows.length) } };
		if (only) return { customer: referenceTo(only) };
		const written = await writeCustomer(this.unleashed, own.guid, toNewCustomer(own), maySend);
		if ('done' in written) return { customer: { Guid: written.done.Guid, CustomerCode: written.done.CustomerCode } };
		return { applied: notApplied(about, written) };
	}

	private async look({ code, email }: CustomerDraft): Promise<Array<Row<UnleashedCustomer>>> {
		const byCode = await customersByCode(this.unleashed, code);
		if (byCode.length > 0 || email === undefined) return byCode;
		const byEmail = await customersByEmail(this.unleashed, email);
		return byEmail.filter((row) => !('record' in row) || row.record.Obsolete !== true);
	}

	private ambiguous({ params }: About, count: number) {
		return problem('AMBIGUOUS', {
			record: `the customer of order ${params.order ?? ''}`,
			count: String(count),
			target: LABEL,
			key: 'e-mail address',
		});
	}
}

const referenceTo = ({ label, raw }: Row<UnleashedCustomer>): Raw => ({ Guid: raw.Guid, CustomerCode: label });
