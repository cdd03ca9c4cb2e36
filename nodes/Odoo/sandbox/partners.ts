/*
 * Which address of a partner a document takes.
 */
import type { Rec } from './env';

/** The partner's child of that type, else the partner itself. */
export function addressOf(partner: Rec, type: 'invoice' | 'delivery'): number {
	const children = partner.many('child_ids').filter((child) => child.is('active'));
	return children.find((child) => child.get('type') === type)?.id ?? partner.id;
}
