const RealDate = Date;

/** A Date to stand in for the real one, which takes `nowMs` for the moment it is. */
export function dateThatSays(nowMs: () => number): DateConstructor {
	return new Proxy(RealDate, {
		construct: (real, given: [], target) =>
			Reflect.construct(real, given.length > 0 ? given : [nowMs()], target) as object,
		get: (real, name) => (name === 'now' ? nowMs : (Reflect.get(real, name) as unknown)),
	});
}
