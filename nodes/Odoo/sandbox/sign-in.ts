/*
 * Keys, logins and passwords. An expired or revoked key looks like a wrong one. JSON-2 takes keys alone; as a password
 * over JSON-RPC a key works like the password (seen on 16 to 19).
 */
import type { SandboxRequest } from '../../../sandbox/kit';

import { Env } from './env';
import { unauthorized } from './errors';
import type { Context } from './state';

/** The user of the bearer key; undefined for a key that is none. Throws where none was sent. */
export function userOfKey({ headers }: SandboxRequest, context: Context): number | undefined {
	const [, key] = /^bearer\s+(\S+)\s*$/i.exec(headers['authorization'] ?? '') ?? [];
	if (key === undefined) {
		throw unauthorized('User not authenticated, use an API Key with a Bearer Authorization header.');
	}
	return holderOf(key, context);
}

function holderOf(key: string, { state, clock }: Context): number | undefined {
	const known = state.keys.get(key);
	if (known === undefined || (known.endsMs !== undefined && known.endsMs <= clock.now())) return undefined;
	return known.userId;
}

export function userOfPassword(uid: number, password: string, context: Context): 'granted' | 'denied' | 'missing' {
	const user = new Env(context, uid).table('res.users').get(uid);
	if (user === undefined) return 'missing';
	const isOwn = user['password'] !== undefined && user['password'] !== false && user['password'] === password;
	return isOwn || holderOf(password, context) === uid ? 'granted' : 'denied';
}

/** The id for a login and a password or key. */
export function userOfLogin(login: string, password: string, context: Context): number | undefined {
	const users = [...new Env(context, 0).table('res.users').values()];
	const user = users.find((row) => row['login'] === login);
	return user && userOfPassword(user.id, password, context) === 'granted' ? user.id : undefined;
}
