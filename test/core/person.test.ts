import { customerLabel } from '../../core/model/customer';
import { isPersonal, withoutPerson } from '../../core/model/person';
import { keptKey } from '../../core/sync/keys';

/*
 * Nothing of a person is stored, and nothing of one is shown that a vendor quotes.
 */

it('takes everything of a person out of what the vendor says', () => {
	const said = withoutPerson('Order of Ann Example, Example Road 1, ann@example.com\u0007 is not liked', [
		'Ann Example',
		'Example Road 1',
		'ann@example.com',
		'1',
	]);
	expect(said).toBe('Order of …, …, …  is not liked');
	expect(withoutPerson('x'.repeat(500), [])).toHaveLength(200);
});

it('takes it out in capitals, and whatever has the form of an e-mail address or a phone number', () => {
	const quoted = 'ANN EXAMPLE (bob@example.com, bob%40example.com, +358 555 0100, 00358 555-0100) at SKU-100 20002000';
	expect(withoutPerson(quoted, ['Ann Example'])).toBe('… (…, …, …, …) at SKU-100 20002000');
});

it.each([
	['a number', 'C-1001', false],
	['digits', '4155550142', false],
	['an ID of Shopify', 'gid://shopify/Customer/7100000000001', false],
	['nothing', '', false],
	['an e-mail address', 'ann@example.com', true],
	['a phone number', '+358 555 0100', true],
])('knows whether an ID is a person: %s', (_what, id, expected) => {
	expect(isPersonal(id)).toBe(expected);
	expect(keptKey(id, 'key') === id).toBe(!expected);
	expect(keptKey(id, 'key')).toBe(keptKey(id, 'key'));
	expect(keptKey(id, 'other') === keptKey(id, 'key')).toBe(!expected);
});

it.each([
	['the reference', 'C-1', '501', 'C-1'],
	['the ID where there is no reference', null, '501', '501'],
	['the ID where the reference is an e-mail address', 'ann@example.com', '501', '501'],
	['nothing where both are', 'ann@example.com', '+358 555 0100', ''],
])('calls a customer by %s', (_what, reference, id, expected) => {
	expect(customerLabel({ reference, origin: { id } })).toBe(expected);
});
