import type { Selection } from '../../../core/model/selection';
import { instant, SYSTEM } from '../mapping';
import type { LnbSelection } from './wire';

/** A selection in the package's own terms. */
export function toSelection(there: LnbSelection, account: string, seenAt: string): Selection {
	return {
		kind: 'selection',
		origin: { system: SYSTEM, account, id: there.id, number: there.id, seenAt },
		number: there.id,
		status: there.status ?? null,
		customer: {
			reference: there.retailer_reference ?? null,
			name: there.retailer_name ?? null,
			email: there.buyer_email ?? null,
		},
		viewed: there.is_viewed ?? null,
		ordered: there.is_ordered ?? null,
		lines: (there.items ?? []).map((item) => ({
			product: item.product_model,
			title: item.product_name ?? null,
			variant: item.fabric_name ?? item.fabric_code ?? null,
			collection: item.origin_collection_code ?? null,
		})),
		createdAt: instant(there.create_time) ?? null,
		updatedAt: instant(there.update_time) ?? null,
	};
}
