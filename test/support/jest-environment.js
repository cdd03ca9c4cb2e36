const { rmSync } = require('node:fs');
const { TestEnvironment } = require('jest-environment-node');
const { prepareForN8n } = require('./engine-process.js');

/*
 * For tests that drive n8n-core's engine. n8n and the built package are loaded by Node's own `require`, outside jest's
 * realm: inside it an error of Node's core is no `instanceof Error` (its message would get lost), and the package's
 * `import()` of the ledger and of node:sqlite does not work.
 */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.n8nFolder = prepareForN8n();
		this.global.requireOutside = require;
		this.global.outside = globalThis;
	}

	async teardown() {
		rmSync(this.n8nFolder, { recursive: true, force: true });
		await super.teardown();
	}
};
