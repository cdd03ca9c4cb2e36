import { CARRIERS, companyOf, foldedCarrier } from '../../../nodes/Shopify/shipment/mapping';
import { shopifySchema } from '../../../sandbox/shopify-schema';

/*
 * Names of carriers. The list is Shopify's own and stands in the description of a field of the real schema.
 */
jest.setTimeout(240_000);

it.each(['2026-10', '2026-07'] as const)('knows every carrier that %s names, written as there', async (version) => {
	const { schema } = await shopifySchema(version);
	const type = schema.getType('FulfillmentTrackingInfo') as unknown as {
		getFields(): { company: { description: string } };
	};
	// A line that begins with a word goes on with the one before it.
	const description = type.getFields().company.description.replace(/(?<!\n)\n(?=[^\s*#>])/g, ' ');
	const everywhere = [...description.matchAll(/^ {2}\* (?!\*\*)(.+)$/gm)].map(([, name]) => name!.trim());
	const inCountries = [...description.matchAll(/^ {2}\* \*\*[^*]+\*\*: (.+)$/gm)].flatMap(([, names]) =>
		names!.split(', ').map((name) => name.replace(/\.$/, '').trim()),
	);
	expect(everywhere.length).toBeGreaterThan(100);
	expect(inCountries.length).toBeGreaterThan(60);
	const named = new Set([...everywhere, ...inCountries]);
	expect([...named].filter((name) => !CARRIERS.includes(name))).toEqual([]);
	expect(CARRIERS.filter((name) => !named.has(name))).toEqual([]);
});

it('has no two names that are one without case and punctuation', () => {
	const folded = CARRIERS.map(foldedCarrier);
	expect(folded.filter((name, at) => folded.indexOf(name) !== at)).toEqual([]);
	expect(folded.filter((name) => name === '')).toEqual([]);
});

it.each(CARRIERS)('leaves %s as it is, and finds it in capitals', (name) => {
	expect(companyOf(name, [])).toBe(name);
	expect(companyOf(` ${name.toUpperCase()} `, [])).toBe(name);
});

const ROWS = [
	{ carrier: 'Posti', company: 'Posti (Express)' },
	{ carrier: 'PostNord', company: 'PostNord SE' },
	{ carrier: 'dhl', company: 'DHL Express' },
	{ carrier: 'DHL', company: 'DHL eCommerce' },
];

it.each<[string | null | undefined, string | undefined]>([
	['dhl-express', 'DHL Express'],
	['DHL  EXPRESS', 'DHL Express'],
	['usps', 'USPS'],
	['Fed Ex', 'FedEx'],
	['osterreichische post', 'Österreichische Post'],
	['Lietuvos Pastas', 'Lietuvos Paštas'],
	['r+l carriers', 'R+L Carriers'],
	['Deutsche Post (DE)', 'Deutsche Post (DE)'],
	['deutsche post', 'Deutsche Post'],
	['posti', 'Posti (Express)'],
	['POST-NORD', 'PostNord SE'],
	// The row written exactly so goes before one that is only alike, and a row before Shopify's own list.
	['DHL', 'DHL eCommerce'],
	['dhl', 'DHL Express'],
	['Matkahuolto', 'Matkahuolto'],
	['GLSS', 'GLSS'],
	['', undefined],
	['  ', undefined],
	[null, undefined],
	[undefined, undefined],
	['***', '***'],
])('calls %j %j', (carrier, company) => {
	expect(companyOf(carrier, ROWS)).toBe(company);
});

it('takes a row without letters for no other', () => {
	expect(companyOf('***', [{ carrier: '---', company: 'UPS' }])).toBe('***');
});
