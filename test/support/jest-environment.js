const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

/*
 * For tests that drive n8n-core's engine. n8n and the built package are loaded by Node's own `require`, outside jest's
 * realm: inside it an error of Node's core is no `instanceof Error` (its message would get lost), and the package's
 * `import()` of the ledger and of node:sqlite does not work.
 */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.n8nFolder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
		Object.assign(process.env, {
			N8N_LOG_LEVEL: 'silent',
			N8N_USER_FOLDER: this.n8nFolder,
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
		});
		this.global.requireOutside = require;
		this.global.outside = globalThis;
	}

	async teardown() {
		rmSync(this.n8nFolder, { recursive: true, force: true });
		await super.teardown();
	}
};
