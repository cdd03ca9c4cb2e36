import type { Refusal } from './address';

/*
 * Whether somebody on the internet can reach an address of this n8n. n8n itself only knows what it was told
 * (N8N_WEBHOOK_URL), which is http://localhost:5678/ until somebody tells it more.
 */

const LOCAL_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|test|invalid)$/;

/** Whether a host is an IPv4 address that no router of the internet carries. */
function isPrivateIpv4(host: string): boolean {
	const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)?.slice(1).map(Number);
	if (!parts) return false;
	const [a = 0, b = 0] = parts;
	return (
		[0, 10, 127].includes(a) ||
		(a === 100 && b >= 64 && b < 128) ||
		(a === 169 && b === 254) ||
		(a === 172 && b >= 16 && b < 32) ||
		(a === 192 && b === 168) ||
		a >= 224
	);
}

/** As above for IPv6: unspecified, loopback, unique local, link local, multicast, and IPv4 inside of it. */
function isPrivateIpv6(host: string): boolean {
	if (!host.startsWith('[')) return false;
	return /^\[(::\]|::1\]|f[cd]|fe[89ab]|ff|::ffff:)/.test(host);
}

/** Whether an address is this very machine. */
export function isThisMachine(url: string): boolean {
	const host = URL.canParse(url) ? new URL(url).hostname : '';
	return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Why a vendor cannot send to an address, in the operator's words; undefined when it can. `local` is for a sandbox: an
 * address of this machine or network is taken then, http or https.
 */
export function refuseCallback(url: string, local: boolean): Refusal {
	if (!URL.canParse(url)) return 'n8n does not know its own address';
	const { protocol, hostname, username, password } = new URL(url);
	if (username || password) return 'it holds a user name or password';
	if (protocol !== 'https:' && protocol !== 'http:') return 'it is not a web address';
	if (local) return undefined;
	const host = hostname.replace(/\.$/, '');
	if (isThisMachine(url)) return `${host} is this machine itself`;
	if (isPrivateIpv4(host) || isPrivateIpv6(host)) return `${host} is an address of the local network`;
	if (LOCAL_NAME.test(host) || !/[.:]/.test(host)) return `${host} is a name of the local network`;
	return protocol === 'https:' ? undefined : 'it begins with http:// instead of https://';
}
