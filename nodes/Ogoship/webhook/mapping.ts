import { parseExactly } from '../../../core/model/exact-json';
import { textIn } from '../wire';

/*
 * What a webhook's body is about. Its models are not public: that OrderShipped holds an order and
 * ProductStockLevelChanged a stock level or a product is inferred, so only the fields that name the record are read.
 */

/** The record of one topic in a body; undefined when none can be read. Throws for what is no JSON. */
export function toSubject(topic: string, body: string): { readonly id: string; readonly number: string } | undefined {
	const payload = parseExactly(body);
	if (topic === 'OrderShipped') {
		// Orders are found by their reference alone.
		const reference = textIn(payload, 'reference');
		return named(reference, textIn(payload, 'id') || reference);
	}
	const code = textIn(payload, 'productCode') || textIn(payload, 'code');
	return named(code, code);
}

const LONGEST = 255;

function named(number: string, id: string): { readonly id: string; readonly number: string } | undefined {
	const usable = [number, id].every((text) => text.trim() !== '' && text.length <= LONGEST);
	return usable ? { id, number } : undefined;
}
