/*
 * n8n's editor in headless Chromium, driven as an operator would. The selectors are the `data-test-id` attributes of
 * n8n 2.40.7, looked up in the running editor.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core';

import type { N8nLogin } from '../../sandbox/n8n/rest';
import { recordPageLoad } from './proof';

const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];
/** After so many pages in one tab the next one is loaded in a new one. */
const PAGES_IN_ONE_TAB = 15;
/** What a link of the editor does when it is clicked; not waited for, since the editor may ask before it leaves. */
const FOLLOW = (path: string) =>
	`void document.querySelector('#app').__vue_app__.config.globalProperties.$router.push(${JSON.stringify(path)})`;
/** For so long the editor must have said nothing to count as silent. */
const SILENCE_MS = 400;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium: CHROMIUM_PATH, else the first of the usual names on PATH; undefined when there is none. */
export function chromiumPath(env: NodeJS.ProcessEnv = process.env): string | undefined {
	if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH;
	const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter).filter(Boolean)];
	return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/**
 * Opens the editor of an n8n in a browser with a fresh profile and signs in. Rejects when there is no Chromium (ask
 * chromiumPath() first where a test may be skipped).
 */
export async function openEditor(n8nUrl: string, login: N8nLogin): Promise<Editor> {
	const executablePath = chromiumPath();
	if (!executablePath) throw new Error('No Chromium was found: install chromium, or name one in CHROMIUM_PATH.');
	const profile = await mkdtemp(join(tmpdir(), 'editor-'));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath,
		args: FLAGS,
		headless: true,
		viewport: { width: 1400, height: 875 },
		locale: 'en-US',
		timezoneId: 'UTC',
	});
	const editor = new Editor(context, context.pages()[0] ?? (await context.newPage()), n8nUrl, profile);
	try {
		await editor.signIn(login);
		return editor;
	} catch (error) {
		await editor.close();
		throw error;
	}
}

/** Where something is drawn, in pixels of the screen. */
export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** A node with its name and subtitle, or a note; `text` is what stands in a note, cut off or not. */
export interface Drawn extends Box {
	readonly name: string;
	readonly text: Box;
}

/** The places of nodes and notes, read in the page; names and text of a node lie partly outside its square. */
const LAYOUT = `(() => {
	const box = (elements) => {
		const all = elements.map((each) => each.getBoundingClientRect()).filter(({ width, height }) => width > 0 && height > 0);
		const [left, top] = [Math.min(...all.map((each) => each.left)), Math.min(...all.map((each) => each.top))];
		const [right, bottom] = [Math.max(...all.map((each) => each.right)), Math.max(...all.map((each) => each.bottom))];
		return { left, top, right, bottom };
	};
	const letters = (element) => [...element.querySelectorAll('*')].flatMap((each) => [...each.childNodes]
		.filter((node) => node.nodeType === 3 && node.textContent.trim() !== '')
		.map((node) => { const range = document.createRange(); range.selectNodeContents(node); return range; }));
	const NOTE = 'n8n-nodes-base.stickyNote';
	const drawn = [...document.querySelectorAll('[data-node-type][data-node-name]')].map((each) => {
		const name = each.getAttribute('data-node-name');
		const isNote = each.getAttribute('data-node-type') === NOTE;
		const square = isNote ? each : each.querySelector('[data-canvas-node-render-type]');
		const text = letters(square);
		return { name, isNote, ...box(isNote ? [each] : [square, ...text]), text: box(text) };
	});
	return { notes: drawn.filter(({ isNote }) => isNote), nodes: drawn.filter(({ isNote }) => !isNote) };
})()`;

/** A page that is waited for as long as a slow machine takes, and whose loads are written down. */
function watched(page: Page): Page {
	page.setDefaultTimeout(60_000);
	page.on('response', (response) => {
		const request = response.request();
		if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
		recordPageLoad({ url: response.url(), status: response.status(), at: new Date().toISOString() });
	});
	return page;
}

export class Editor {
	private current: Page;
	/** Pages shown in this tab since the editor was loaded in it; 0 before. */
	private shown = 0;

	constructor(
		private readonly context: BrowserContext,
		page: Page,
		private readonly n8nUrl: string,
		private readonly profile: string,
	) {
		this.current = watched(page);
	}

	/** For what has no method here. */
	get page(): Page {
		return this.current;
	}

	/**
	 * Goes on in a new tab, still signed in, which loads the editor again: it knows what was changed over n8n's API then,
	 * credentials above all. A tab that has drawn many canvases holds gigabytes and slows down.
	 */
	async anew(): Promise<void> {
		const old = this.current;
		this.current = watched(await this.context.newPage());
		this.shown = 0;
		await old.close();
	}

	/**
	 * Goes to a page of the editor as its links do. A load takes ten times as long: n8n lets a browser ask for each of
	 * the editor's 550 files again.
	 */
	private async show(path: string): Promise<void> {
		if (this.shown >= PAGES_IN_ONE_TAB) await this.anew();
		this.shown += 1;
		if (this.shown === 1) return await this.open(path);
		// By way of another page: what stands on the canvas must be what is asked for.
		await this.page.evaluate(FOLLOW('/home/workflows'));
		const away = this.part('resources-list-wrapper').first();
		const unsaved = this.page.locator('.el-message-box:visible').first();
		await away.or(unsaved).first().waitFor();
		if (await unsaved.isVisible()) await unsaved.locator('.btn--cancel').click();
		await away.waitFor();
		await this.page.evaluate(FOLLOW(path));
	}

	async signIn(login: N8nLogin): Promise<void> {
		await this.page.goto(`${this.n8nUrl}/signin`);
		await this.page.fill('input[name=emailOrLdapLoginId]', login.email);
		await this.page.fill('input[name=password]', login.password);
		await this.part('form-submit-button').click();
		await this.page.waitForURL((url) => !url.pathname.includes('signin'));
	}

	/** Loads a page of this n8n, or of any other address, and waits for it. */
	async open(address: string): Promise<void> {
		await this.page.goto(new URL(address, this.n8nUrl).href);
	}

	async openWorkflow(id: string): Promise<void> {
		await this.show(`/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
	}

	/**
	 * Imports a template the way an operator does: a new workflow, its menu, Import, From file. Resolves with the
	 * workflow's id when the editor has saved it.
	 */
	async importTemplateFromFile(path: string): Promise<string> {
		await this.show('/workflow/new');
		await this.part('canvas-plus-button').or(this.part('canvas-add-button')).first().waitFor();
		await this.part('workflow-menu').click();
		await this.part('workflow-menu-item-import').hover();
		const chooser = this.page.waitForEvent('filechooser');
		await this.part('workflow-menu-item-import-from-file').click();
		await (await chooser).setFiles(path);
		await this.part('canvas-node').first().waitFor();
		// The address loses "?new=true" once the workflow is saved under its id.
		await this.page.waitForURL((url) => !url.searchParams.has('new') && !url.pathname.endsWith('/new'));
		const id = /\/workflow\/([^/]+)/.exec(new URL(this.page.url()).pathname)?.[1];
		if (!id) throw new Error(`The editor did not save ${path}: it shows ${this.page.url()}`);
		return id;
	}

	/** Opens a node's panel. */
	async openNode(name: string): Promise<void> {
		await this.part('zoom-to-fit').click();
		await this.node(name).dblclick();
		await this.part('node-parameters').waitFor();
	}

	async closeNode(): Promise<void> {
		await this.part('ndv-close-button').click();
		await this.part('node-parameters').waitFor({ state: 'detached' });
	}

	/** What the open panel shows as the chosen credential: an account's name, or the button that connects one. */
	async credentialShown(): Promise<string> {
		const slot = this.part('node-credentials-slot');
		await slot.first().waitFor();
		const chosen = slot.locator('input').first();
		// The name comes a moment after the panel, when the editor has fetched the credentials.
		for (const end = Date.now() + 5_000; (await chosen.count()) > 0;) {
			const shown = (await chosen.inputValue()) || ((await chosen.getAttribute('placeholder')) ?? '');
			if ((shown && shown !== 'Select Credential') || Date.now() > end) return shown;
			await this.page.waitForTimeout(100);
		}
		return (await slot.first().innerText()).replace(/^Credential\s*/, '').trim();
	}

	/** What the list of credentials in the open panel offers. */
	async credentialsOffered(): Promise<string[]> {
		await this.part('node-credentials-select').first().click();
		const offered = this.page.locator('[data-test-id^="node-credentials-select-item-"]:visible');
		await offered.first().waitFor();
		const names = await offered.allInnerTexts();
		await this.page.keyboard.press('Escape');
		return names.map((name) => name.split('\n')[0]?.trim() ?? '');
	}

	/** Types into a field of the open panel; of several by that name, the last. */
	async fill(parameter: string, value: string): Promise<void> {
		const field = this.part(`parameter-input-${parameter}`).last().locator('input, textarea').first();
		await field.fill(value);
		await field.press('Enter');
		await field.blur();
	}

	/** Turns a switch of the open panel. */
	async turn(parameter: string): Promise<void> {
		await this.part(`parameter-input-${parameter}`).locator('[role=switch], .el-switch').first().click();
	}

	/** Chooses an entry of a picker in the open panel. */
	async choose(parameter: string, entry: string): Promise<void> {
		await this.options(parameter);
		await this.optionRows().filter({ hasText: entry }).first().click();
	}

	/** The entry a picker of the open panel shows. */
	async chosen(parameter: string): Promise<string> {
		return await this.part(`parameter-input-${parameter}`).locator('input').first().inputValue();
	}

	/** The labels of the open panel's fields, from top to bottom. */
	async labels(): Promise<string[]> {
		const labels = this.part('node-parameters').locator('[data-test-id="input-label"]:visible');
		await labels.first().waitFor();
		return (await labels.allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '');
	}

	/** The drawn icons of the nodes on the canvas; a width of 0 is a picture that could not be loaded. */
	async icons(): Promise<Array<{ address: string; width: number }>> {
		const images = this.part('canvas-node').locator('img');
		await images.first().waitFor();
		return await images.evaluateAll((all) =>
			all.map((each) => {
				const { src, naturalWidth } = each as unknown as { src: string; naturalWidth: number };
				return { address: src, width: naturalWidth };
			}),
		);
	}

	/** What the open credential says of its keys, when it has tried them. */
	async credentialVerdict(): Promise<string> {
		const dialog = this.part('credential-edit-dialog');
		await dialog.waitFor();
		const verdict = dialog.getByText(/Connection tested successfully|Couldn.t connect with these settings/);
		await verdict.first().waitFor();
		const more = dialog.getByText('More details');
		if (await more.isVisible()) await more.click();
		return await dialog.innerText();
	}

	/** What a picker of the open panel offers; leaves it open. */
	async options(parameter: string): Promise<string[]> {
		const picker = this.part(`parameter-input-${parameter}`).locator('.el-select').first();
		// One that asks the system for its entries is disabled until they are there.
		await picker.locator('input:enabled').first().waitFor();
		// The rows of another one that is just closing would be taken for its own.
		await this.optionRows().first().waitFor({ state: 'hidden' });
		await picker.click();
		await this.optionRows().first().waitFor();
		return (await this.optionRows().allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '');
	}

	/** Adds a row to a list of the open panel. */
	async addRow(list: string): Promise<void> {
		const parts = this.part(`fixed-collection-${list}`).locator('[data-test-id^="fixed-collection-add"]');
		await parts.last().click();
	}

	/** Adds one of the optional fields of the last collection in the open panel. */
	async addOption(name: string): Promise<void> {
		await this.part('collection-parameter-add').last().click();
		const option = this.page.locator('[data-test-id="collection-parameter-option"]:visible').filter({ hasText: name });
		await option.first().click();
		await option.first().waitFor({ state: 'hidden' });
	}

	/** What the editor says in the corner, after it has said something. Takes the messages away. */
	async said(): Promise<string> {
		const messages = this.page.locator('.el-notification:visible');
		await messages.first().waitFor();
		const text = (await messages.allInnerTexts()).join('\n').replace(/\s+/g, ' ').trim();
		await this.hush();
		return text;
	}

	/** Takes away what the editor said, and what it says a moment later: until it has been silent for a while. */
	async hush(): Promise<void> {
		const messages = this.page.locator('.el-notification');
		const end = Date.now() + 30_000;
		for (let silentSince = Date.now(); Date.now() - silentSince < SILENCE_MS;) {
			if (Date.now() > end) throw new Error(`The editor goes on: ${(await messages.allInnerTexts()).join('\n')}`);
			if ((await messages.count()) > 0) silentSince = Date.now();
			// A message may also go by itself meanwhile.
			for (const button of await this.page.locator('.el-notification__closeBtn').all())
				await button.dispatchEvent('click', {}, { timeout: 1_000 }).catch(() => undefined);
			await this.page.waitForTimeout(100);
		}
	}

	/** Brings the whole workflow into view. */
	async showAll(): Promise<void> {
		await this.part('zoom-to-fit').click();
		await this.page.mouse.move(700, 5);
		// The canvas glides, and draws what comes into sight; it stands still when two looks agree.
		const nodes = this.part('canvas-node');
		const place = async () => `${await nodes.count()} ${JSON.stringify(await nodes.first().boundingBox())}`;
		for (let before = '', now = await place(); before !== now;) {
			before = now;
			await this.page.waitForTimeout(150);
			now = await place();
		}
	}

	/** The nodes that wear a mark on the canvas: `node-issues`, `canvas-node-status-success`, … */
	async nodesMarked(mark: string): Promise<string[]> {
		const marked = this.part('canvas-node').filter({ has: this.part(mark) });
		return await marked.evaluateAll((nodes) => nodes.map((each) => each.getAttribute('data-node-name') ?? ''));
	}

	/** Where the notes and the nodes stand on the canvas. */
	async layout(): Promise<{ notes: readonly Drawn[]; nodes: readonly Drawn[] }> {
		return await this.page.evaluate<{ notes: Drawn[]; nodes: Drawn[] }>(LAYOUT);
	}

	/** Switches a node on the canvas on or off. */
	async toggleNode(name: string): Promise<void> {
		await this.part('zoom-to-fit').click();
		await this.node(name).hover();
		await this.node(name).locator('[data-test-id="disable-node-button"]').click();
	}

	/** Publishes the open workflow; resolves when its triggers are registered, rejects with what n8n says else. */
	async publish(): Promise<void> {
		await this.part('workflow-open-publish-modal-button').click();
		const answer = this.page.waitForResponse((response) => /\/rest\/workflows\/[^/]+\/activate$/.test(response.url()));
		await this.part('workflow-publish-button').click();
		const { ok, text } = await answer.then(async (each) => ({ ok: each.ok(), text: await each.text() }));
		if (!ok) throw new Error(`n8n did not publish: ${text.slice(0, 300)}`);
		// What it says then lies over everything until somebody has read it.
		await this.page.getByRole('button', { name: 'Got it' }).click();
	}

	/** Shows the open node's output as wide as it goes, and of its records only those with a word in them. */
	async showOutput(view: 'Table' | 'JSON', word = ''): Promise<void> {
		const handle = await this.part('panel-drag-button').boundingBox();
		if (!handle) throw new Error('The open node has no output to be widened');
		await this.page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
		await this.page.mouse.down();
		await this.page.mouse.move(100, handle.y, { steps: 8 });
		await this.page.mouse.up();
		const output = this.part('output-panel');
		await output.getByText(view, { exact: true }).click();
		if (word === '') return;
		await output.locator('[data-test-id="ndv-search"]').first().click();
		await this.page.keyboard.type(word);
		// The search waits until nobody types any more.
		await output.locator('mark, .highlight').first().waitFor();
	}

	/** Writes what the browser shows into a PNG file. */
	async screenshot(path: string): Promise<void> {
		await mkdir(dirname(path), { recursive: true });
		await this.page.screenshot({ path });
	}

	/** Whether *Publish* can be pressed, and what its tooltip says. */
	async publishButtonState(): Promise<{ enabled: boolean; label: string; hint: string }> {
		const button = this.part('workflow-open-publish-modal-button');
		await button.waitFor();
		// A disabled button gets no pointer events, so the pointer goes to the place, not to the button.
		const box = await button.boundingBox();
		if (box) await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
		const tooltip = this.part('tooltip-content').getByRole('tooltip', { includeHidden: true });
		await tooltip.waitFor({ state: 'attached', timeout: 1_500 }).catch(() => undefined);
		const hint = (await tooltip.allTextContents()).join(' ');
		await this.page.mouse.move(0, 0);
		return { enabled: await button.isEnabled(), label: (await button.innerText()).trim(), hint: hint.trim() };
	}

	/**
	 * Presses *Execute workflow*, or the button at one trigger where a workflow has several, and resolves with the
	 * execution's id. Read the execution with N8nApi.finished(), which also counts it as evidence.
	 */
	async executeWorkflow(trigger?: string): Promise<string> {
		const started = this.page.waitForResponse((response) => /\/rest\/workflows\/[^/]+\/run$/.test(response.url()));
		if (trigger) {
			await this.node(trigger).hover();
			await this.part(`execute-workflow-button-${trigger}`).click();
		} else await this.part('execute-workflow-button').click();
		const response = await started;
		const answer = (await response.json()) as { data?: { executionId?: string }; message?: string };
		if (answer.data?.executionId) return answer.data.executionId;
		throw new Error(`The workflow did not start: ${response.status()} ${answer.message ?? 'it waits for a call'}`);
	}

	async close(): Promise<void> {
		await this.context.close();
		await rm(this.profile, { recursive: true, force: true, maxRetries: 3 });
	}

	private node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`);
	}

	private optionRows(): Locator {
		return this.page.locator('.el-select-dropdown__item:visible');
	}

	/** A part of the editor by its `data-test-id`. */
	part(testId: string): Locator {
		return this.page.locator(`[data-test-id=${JSON.stringify(testId)}]`);
	}
}
