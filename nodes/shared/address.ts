/*
 * Decision 24: only a credential holds a host. What a node or an operation adds is a path, and a path can never
 * become another host.
 */

/** Why an address or path may not be used, in the operator's words; undefined when it may. */
export type Refusal = string | undefined;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether text holds a control character, a blank, or a backslash: none belongs in an address or path. */
function hasForbiddenCharacter(text: string): boolean {
	return [...text].some((character) => character <= ' ' || character === '\\' || character === '\u007f');
}

/** Refuses a credential's address that is not https, unless it is on this machine or *Allow Unencrypted* is on. */
export function refuseAddress(address: string, allowUnencrypted: boolean): Refusal {
	if (hasForbiddenCharacter(address)) return 'it holds a blank, a backslash or a control character';
	let url: URL;
	try {
		url = new URL(address);
	} catch {
		return 'it is not a web address such as https://api.example.com';
	}
	if (url.username || url.password) return 'it holds a user name or password; those have fields of their own';
	if (url.search || url.hash) return 'it ends in a query or a fragment; give the address alone';
	if (url.protocol === 'https:') return undefined;
	if (url.protocol !== 'http:') return 'it does not begin with https://';
	if (LOOPBACK.test(url.hostname) || allowUnencrypted) return undefined;
	return 'it is not encrypted (http://); use https://, or switch Allow Unencrypted on in the credential';
}

/**
 * Refuses the address of a file that a service named in its answer (decision record 0012): https alone, unless the
 * service itself is spoken to in plain text. A file on this machine is only for a service on this machine.
 */
export function refuseDownload(url: string, base: string, allowUnencrypted: boolean): Refusal {
	if (hasForbiddenCharacter(url) || !URL.canParse(url)) return 'it is not a web address';
	const { protocol, hostname, username, password } = new URL(url);
	const own = new URL(base);
	const here = LOOPBACK.test(own.hostname);
	if (username || password) return 'it holds a user name or password';
	if (LOOPBACK.test(hostname) && !here) return 'it lies on this machine';
	if (protocol === 'https:') return undefined;
	if (protocol === 'http:' && (here ? LOOPBACK.test(hostname) : allowUnencrypted)) return undefined;
	return 'it does not begin with https://';
}

/** Refuses a path that is not one plain path below the credential's address. */
export function refusePath(path: string): Refusal {
	if (!path.startsWith('/')) return 'the path does not begin with /';
	if (path.startsWith('//')) return 'the path begins with //, which would name another host';
	if (path.includes('://')) return 'the path holds an address of its own';
	if (path.includes('@')) return 'the path holds an @, which can name another host';
	if (hasForbiddenCharacter(path)) return 'the path holds a blank, a backslash or a control character';
	const decoded = path.split('/').map((part) => part.replace(/%2e/gi, '.'));
	if (decoded.some((part) => part === '..' || part === '.')) return 'the path steps outside its folder';
	return undefined;
}

/** The address without trailing slashes. */
export function withoutTrailingSlash(address: string): string {
	return address.replace(/\/+$/, '');
}

/** A query string with every part percent-encoded; undefined values are left out. */
export function queryString(query: Readonly<Record<string, string | number | boolean | undefined>>): string {
	const parts = Object.entries(query).flatMap(([name, value]) =>
		value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
	);
	return parts.length > 0 ? `?${parts.join('&')}` : '';
}
