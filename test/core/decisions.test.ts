import type { Found, Revisable } from '../../core/ports';
import { problem } from '../../core/problems';
import { diff, sameDecimal, sameSet, sameText, type FieldRule } from '../../core/sync/diff';
import { decideDocument, type Case } from '../../core/sync/plan';
import { foreignLookup } from '../../core/sync/start';
import { isUnmapped, translate, unknownStatus } from '../../core/sync/status';
import { sampleOrder } from './samples';

// ------------------------------------------------------------------ status

const TABLE = { PAID: 'paid', VOIDED: 'voided' } as const;

it.each<[unknown, string]>([
	['PAID', 'paid'],
	['paid', 'unmapped:paid'],
	['NEW_WORD', 'unmapped:NEW_WORD'],
	['constructor', 'unmapped:constructor'],
	['__proto__', 'unmapped:__proto__'],
	['', 'unmapped:'],
	[null, 'unmapped:nothing'],
	[undefined, 'unmapped:nothing'],
	[7, 'unmapped:7'],
	[{}, 'unmapped:nothing'],
	['a\nb', 'unmapped:a b'],
])('translates %j to %s', (word, expected) => {
	expect(translate(TABLE, word)).toBe(expected);
	expect(isUnmapped(translate(TABLE, word))).toBe(expected.startsWith('unmapped:'));
});

it('names the first unknown word of a record', () => {
	expect(unknownStatus('order #1', { status: 'open', paymentStatus: null })).toBeUndefined();
	expect(unknownStatus('order #1', { status: 'open', paymentStatus: 'unmapped:X' })).toEqual(
		problem('STATUS_UNKNOWN', { record: 'order #1', field: 'paymentStatus', word: 'X' }),
	);
});

// ------------------------------------------------------------------ diff

type Doc = Readonly<Record<string, unknown>>;
const rule = (field: string, same?: FieldRule<Doc, Doc>['same']): FieldRule<Doc, Doc> => ({
	field,
	before: (doc) => doc[field],
	wanted: (doc) => doc[field],
	same,
});
const FIELDS = [rule('note', sameText), rule('price', sameDecimal), rule('tags', sameSet), rule('lines')];

it.each<[string, Doc, Doc, string[]]>([
	['leaves what is absent', { note: 'a', price: '1' }, {}, []],
	['clears with null', { note: 'a' }, { note: null }, ['note']],
	['has nothing to clear', {}, { note: null, price: null, tags: null, lines: null }, []],
	['takes an empty text for nothing', { note: '' }, { note: null }, []],
	['empties a text', { note: 'a' }, { note: '' }, ['note']],
	['does not see blanks', { note: 'a\r\nb ' }, { note: 'a\nb' }, []],
	['does not see how an amount is written', { price: '12.5' }, { price: '12.50' }, []],
	['reads numbers as amounts', { price: 12.5 }, { price: '12.50' }, []],
	['sees another amount', { price: '12.5' }, { price: '12.51' }, ['price']],
	['sees an amount that is no number', { price: 'free' }, { price: '0' }, ['price']],
	['does not see the order of a set', { tags: ['b', 'a', 'a'] }, { tags: ['a', 'b'] }, []],
	['sees another set', { tags: ['a'] }, { tags: ['a', 'b'] }, ['tags']],
	['sees the order of a list', { lines: [1, 2] }, { lines: [2, 1] }, ['lines']],
	['does not see the order of keys', { lines: [{ a: 1, b: 2 }] }, { lines: [{ b: 2, a: 1 }] }, []],
	['does not touch a field without a rule', { other: 1 }, { other: 2 }, []],
])('%s', (_name, before, wanted, fields) => {
	expect(diff(before, wanted, FIELDS).map(({ field }) => field)).toEqual(fields);
});

it('says from what to what', () => {
	expect(diff({}, { note: 'new' }, FIELDS)).toEqual([{ field: 'note', before: null, after: 'new' }]);
});

// ------------------------------------------------------------------ plan

const found = (id: string): Found => ({ id, number: id, document: {} });
const CHANGES = [{ field: 'note', before: 'a', after: 'b' }];
const LOCKED = problem('STAGE_LOCKED', { order: '#1' });
const UNCHANGED: Revisable = { can: 'unchanged' };
const UPDATE: Revisable = { can: 'update', changes: CHANGES };
const NOTHING: Revisable = { can: 'nothing', problem: LOCKED };

const decide = (given: Partial<Case>, revisable: Revisable = UNCHANGED) =>
	decideDocument({
		order: '#1',
		documentKey: 'SHOP-1',
		target: 'OGOship',
		remembered: true,
		prior: 'none',
		foreign: 'no',
		revise: () => revisable,
		...given,
	});

it.each<[string, Partial<Case>, Revisable, string, string]>([
	['a new record nobody has written', {}, UNCHANGED, 'create', ''],
	['a record left open of which nothing arrived', { prior: 'unknown' }, UNCHANGED, 'create', ''],
	['a record left open that had arrived', { prior: 'stolen', own: found('7') }, UNCHANGED, 'unchanged', ''],
	['a record left open that arrived and then changed', { prior: 'unknown', own: found('7') }, UPDATE, 'update', ''],
	['a changed record', { prior: 'done', own: found('7') }, UPDATE, 'update', ''],
	[
		'a changed record nobody may change any more',
		{ prior: 'done', own: found('7') },
		NOTHING,
		'problem',
		'STAGE_LOCKED',
	],
	['a changed record whose document vanished', { prior: 'done' }, UNCHANGED, 'problem', 'TARGET_MISSING'],
	[
		'an old record another connector wrote',
		{ foreign: 'beforeStart', other: found('8') },
		UNCHANGED,
		'alreadyThere',
		'',
	],
	[
		'an old rejected record another connector wrote',
		{ prior: 'rejected', foreign: 'beforeStart', other: found('8') },
		UNCHANGED,
		'alreadyThere',
		'',
	],
	[
		'a new record another connector wrote',
		{ foreign: 'newRoute', other: found('8') },
		UNCHANGED,
		'otherConnector',
		'SETUP_OTHER_CONNECTOR',
	],
	[
		'a changed record of ours although another number stands there too',
		{ prior: 'done', own: found('7'), foreign: 'newRoute', other: found('8') },
		UPDATE,
		'update',
		'',
	],
	[
		'a changed record that another connector wrote',
		{ prior: 'done', knownAs: '1', foreign: 'newRoute', other: found('1') },
		UPDATE,
		'alreadyThere',
		'',
	],
	[
		'a rejected record whose document vanished before',
		{ prior: 'rejected', knownAs: 'SHOP-1' },
		UNCHANGED,
		'problem',
		'TARGET_MISSING',
	],
	['somebody else’s equal document under our key', { own: found('7') }, UNCHANGED, 'unchanged', ''],
	['somebody else’s other document under our key', { own: found('7') }, UPDATE, 'problem', 'REFERENCE_TAKEN'],
	['a document under our key without a ledger', { remembered: false, own: found('7') }, UPDATE, 'update', ''],
	[
		'a locked document under our key without a ledger',
		{ remembered: false, own: found('7') },
		NOTHING,
		'unchanged',
		'',
	],
])('decides %s', (_, given, revisable, decided, code) => {
	const decision = decide(given, revisable);
	expect(decision.decide).toBe(decided);
	if (code !== '') expect(decision).toMatchObject({ problem: { code } });
});

// ------------------------------------------------------------------ start of a route

it.each([
	['2026-11-22T10:00:00.001Z', 500, 'beforeStart'],
	['2026-11-22T10:00:00.000Z', 500, 'no'],
	['2026-11-01T00:00:00.000Z', 10, 'no'],
	['2026-11-01T00:00:00.000Z', 9, 'newRoute'],
	['2026-12-01T00:00:00.000Z', 0, 'beforeStart'],
	['some day', 500, 'beforeStart'],
] as const)('with a start at %s and %d orders done the look-up is %s', (startAt, doneCount, expected) => {
	expect(foreignLookup(sampleOrder(), { startAt, doneCount })).toBe(expected);
});
