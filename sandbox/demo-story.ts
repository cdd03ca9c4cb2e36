/*
 * What one part of the demo is: a template, what its operator has set up, and what people do before it runs.
 */
import type { Sandboxes } from './bridge';
import type { DemoData } from './kit';

export type Settings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface DemoStory {
	readonly story: string;
	/** What an operator enters before the first run, by node. */
	settings(data: DemoData): Settings;
	/** What people did before it ran; not repeated when the demo goes on with --keep. */
	before?(sandboxes: Sandboxes): Promise<void>;
	/** True where every run makes something new: a demo that goes on with --keep does not run it again. */
	readonly once?: true;
	/** Templates that have run once more in between, as their schedules would have it. */
	readonly after?: readonly string[];
}

/** Once published, so that something moves while one watches. */
export const EVERY_MINUTE = { rule: { interval: [{ field: 'minutes', minutesInterval: 1 }] } };
