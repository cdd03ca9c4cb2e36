import type { Courier } from '../../../core/model/courier';
import { SYSTEM } from '../mapping';
import type { OeCourier } from './wire';

export function toCourier(there: OeCourier, account: string, seenAt: string): Courier {
	const { courier_id: id, courier, name, service_type, enabled } = there;
	return {
		kind: 'courier',
		origin: { system: SYSTEM, account, id, number: id, seenAt },
		number: id,
		name: name || courier || id,
		carrier: courier ?? null,
		service: service_type ?? null,
		active: enabled !== false,
	};
}
