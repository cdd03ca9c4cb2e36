/*
 * What the server says of its version, to anybody.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import type { Context } from './state';

const BUILDS: Readonly<Record<string, string>> = { 16: '16.0', 17: '17.0-20240709', 18: '18.0-20250506', 19: '19.0' };

const infoOf = ({ options }: Context) => [Number(options['version']), 0, 0, 'final', 0, ''];

/** `common.version` of `/jsonrpc`, and `/web/webclient/version_info` of 16 to 18. */
export function versionInfo(context: Context): object {
	const { version = '' } = context.options;
	return {
		server_version: BUILDS[version],
		server_version_info: infoOf(context),
		server_serie: `${version}.0`,
		protocol_version: 1,
	};
}

/** `GET /web/version`, which 16 to 18 do not have. */
export function answerVersion(context: Context): SandboxResponse {
	return {
		status: 200,
		body: { version_info: infoOf(context), version: `${context.options['version']}.0` },
		accepted: true,
	};
}
