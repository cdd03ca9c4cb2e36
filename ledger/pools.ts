/*
 * One pool of connections per process and database, shared by every node that asks.
 */

import { Client, Pool, types } from 'pg';
import type { PoolConfig } from 'pg';

export interface Connection {
	readonly host: string;
	readonly port: number;
	readonly database: string;
	readonly user: string;
	readonly password: string;
	/** `require` encrypts and trusts any certificate; `verify` also checks whose it is. */
	readonly ssl: 'disable' | 'require' | 'verify';
	/** The certificate of the authority that signed the server's, where it is not publicly known. */
	readonly ca?: string;
}

const MOST_CONNECTIONS = 2;
const INT8 = 20;
const pools = new Map<string, Pool>();

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

/** Hangs up where it could not sign in. The driver's own would keep the connection, and the process, until the server does. */
class PoolClient extends Client {
	override connect(): Promise<Client>;
	override connect(connected: Connected): void;
	override connect(connected?: Connected): Promise<Client> | undefined {
		if (!connected) return super.connect();
		const tell = connected as (error: Error | null, client: Client) => void;
		super.connect((error: Error | null) => {
			if (error) void this.end();
			tell(error, this);
		});
		return undefined;
	}
}

/** The pool of a database. Its connections close when nobody has needed them for ten seconds, and it is forgotten then. */
export function poolOf(connection: Connection): Pool {
	const { host, port, database, user, password, ssl, ca } = connection;
	const key = JSON.stringify([host, port, database, user, password, ssl, ca]);
	const known = pools.get(key);
	if (known) return known;
	const pool = new Pool(configOf(connection));
	// Without a listener, a connection that breaks while nobody uses it would end the whole process.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	pool.on('remove', () => pool.totalCount === 0 && pools.get(key) === pool && pools.delete(key));
	pools.set(key, pool);
	return pool;
}

function configOf({ host, port, database, user, password, ssl, ca }: Connection): PoolConfig {
	return {
		...{ host, port, database, user },
		// A function, so that neither a variable of the environment nor a file stands in for an empty password.
		password: () => password,
		ssl: ssl === 'disable' ? false : { rejectUnauthorized: ssl === 'verify', ...(ca && ssl === 'verify' && { ca }) },
		Client: PoolClient,
		max: MOST_CONNECTIONS,
		idleTimeoutMillis: 10_000,
		allowExitOnIdle: true,
		connectionTimeoutMillis: 15_000,
		// Longer than the database's own limits: for a network that has gone silent.
		query_timeout: 45_000,
		keepAlive: true,
		// With the process, so that whoever looks at the server sees whose it is.
		application_name: `n8n-nodes-commerce-bridge ${process.pid}`,
		types: { getTypeParser: (type, format) => (type === INT8 ? Number : types.getTypeParser(type, format)) },
	};
}
