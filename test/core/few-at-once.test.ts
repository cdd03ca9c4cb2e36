import { fewAtOnce } from '../../transport/few-at-once';

/*
 * Calls side by side: how many, in which order they are answered, and that a failure leaves none of them behind.
 */

const soon = async () => await new Promise((resolve) => setImmediate(resolve));
const HUNDRED = Array.from({ length: 100 }, (_, at) => at);

it('runs so many at a time and answers in the order of the list', async () => {
	let atWork = 0;
	let most = 0;
	const answers = await fewAtOnce(3, HUNDRED, async (each) => {
		most = Math.max(most, ++atWork);
		for (let turn = 0; turn < each % 4; turn++) await soon();
		atWork -= 1;
		return each * 2;
	});
	expect(answers).toEqual(HUNDRED.map((each) => each * 2));
	expect(most).toBe(3);
	expect(await fewAtOnce(3, [], soon)).toEqual([]);
});

it('begins nothing after a failure, and rejects when what had begun has ended', async () => {
	const begun: number[] = [];
	const ended: number[] = [];
	const work = async (each: number) => {
		begun.push(each);
		if (each === 4) throw new Error('refused');
		for (let turn = 0; turn < 5; turn++) await soon();
		ended.push(each);
	};
	await expect(fewAtOnce(3, HUNDRED, work)).rejects.toThrow('refused');
	expect(begun.at(-1)).toBe(4);
	expect([...ended, 4].sort()).toEqual(begun);
	for (let turn = 0; turn < 10; turn++) await soon();
	expect(begun.at(-1)).toBe(4);
});

it('rejects with the first of several failures', async () => {
	const work = async (each: number) => {
		if (each === 0) await soon();
		throw new Error(`failure ${each}`);
	};
	await expect(fewAtOnce(2, [0, 1], work)).rejects.toThrow('failure 1');
});
