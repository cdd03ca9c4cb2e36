const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/* What a process needs before n8n is loaded in it. Answers n8n's folder, a new one when absent, which is the caller's to remove. */
exports.prepareForN8n = (folder = mkdtempSync(join(tmpdir(), 'n8n-engine-'))) => {
	Object.assign(process.env, {
		N8N_LOG_LEVEL: 'silent',
		N8N_USER_FOLDER: folder,
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
	});
	return folder;
};
