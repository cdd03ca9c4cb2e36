/*
 * The errors of PostgreSQL and of the way to it, in plain words. None of them ever holds the password.
 */

import { unusable } from './unusable';

/** Where the database stands, as words name it. */
export interface Place {
	readonly host: string;
	readonly port: number;
	readonly database: string;
	readonly user: string;
	readonly schema: string;
}

/** The oldest version that every statement here is tested on; n8n itself asks for a newer one. */
const OLDEST = 15;

type Words = (place: Place, message: string) => string;

const address = ({ host, port }: Place) => `${host}:${port}`;

/** What the network and TLS report, by the code of Node. */
const NETWORK_WORDS: Readonly<Record<string, Words>> = {
	ENOTFOUND: ({ host }) => `there is no host of the name ${host}`,
	EAI_AGAIN: ({ host }) => `the name ${host} cannot be looked up now`,
	ECONNREFUSED: (place) => `nothing answers at ${address(place)}`,
	EHOSTUNREACH: ({ host }) => `there is no way to ${host}`,
	ENETUNREACH: ({ host }) => `there is no way to ${host}`,
	ETIMEDOUT: (place) => `${address(place)} does not answer`,
	ECONNRESET: (place) => `${address(place)} broke the connection off`,
	EPIPE: (place) => `${address(place)} broke the connection off`,
	CERT_HAS_EXPIRED: ({ host }) => `the certificate of ${host} has expired`,
	ERR_TLS_CERT_ALTNAME_INVALID: ({ host }) => `the certificate it shows is not for the name ${host}`,
	DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
};

function untrusted({ host }: Place): string {
	return `the certificate of ${host} is signed by nobody this n8n trusts; give its CA Certificate in the credential`;
}

const notAdmitted: Words = ({ user, database }, message) =>
	/no encryption|SSL off/i.test(message)
		? 'the server takes encrypted connections only; set SSL to Require or Verify in the credential'
		: `the server does not let the user ${user} into the database ${database} from this machine`;

/** By SQLSTATE, whole or its class, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const STATE_WORDS: Readonly<Record<string, Words>> = {
	'08': (place) => `the connection to ${address(place)} was lost`,
	'25006': ({ database }) => `the database ${database} can only be read; it may be a copy of another one`,
	'28': notAdmitted,
	'28P01': ({ user }) => `the server refused the password of the user ${user}`,
	'3D': ({ database }) => `there is no database ${database}`,
	'3F': ({ schema }) => `the schema ${schema} is gone`,
	'40': () => 'its database was too busy with other processes; it is free again at another moment',
	'42501': ({ user, schema }) => `the user ${user} may not use the schema ${schema} and all of its tables`,
	'42P01': ({ schema }) => `its tables are gone from the schema ${schema}`,
	'53': () => 'its database has run out of disk space, memory or connections',
	'55P03': () => 'another process kept its rows locked for longer than ten seconds',
	'57': () => 'its database was shut down or is just starting',
	'57014': () => 'its database took longer than thirty seconds for one statement',
	'58': () => 'its database reports an error of its disk or its own files',
	XX: () => 'its database reports that it is damaged',
};

/** What the driver says of its own, by how it begins. */
const DRIVER_WORDS: ReadonlyArray<readonly [RegExp, Words]> = [
	[
		/^(timeout e|Connection terminated due to connection timeout|timeout exceeded)/,
		(place) => `${address(place)} gave no connection within fifteen seconds`,
	],
	[/^The server does not support SSL/, () => 'the server has no encryption; set SSL to Disable in the credential'],
	[/^SASL: .*password/, ({ user }) => `the server asks for a password of the user ${user}`],
	[/^SASL/, () => 'the server signs in in a way that does not work here'],
	[/^Query read timeout/, (place) => `${address(place)} does not answer any more`],
	[/^(Connection terminated|Client )/, (place) => `the connection to ${address(place)} was lost`],
	[/^There was an error establishing an SSL/, (place) => `${address(place)} does not speak as PostgreSQL does`],
];

/**
 * An error of the database as SETUP_LEDGER. Any other error is a mistake of ours and stays as it is, unless there are
 * words for it too: while a database is being opened, whatever goes wrong is the database's.
 */
export function explained(place: Place, error: unknown, otherwise?: string): unknown {
	const { code = '', message = '' } = error as { code?: unknown; message?: unknown };
	const words = wordsFor(String(code), String(message));
	const reason = code === 'SETUP_LEDGER' ? String(message) : (words?.(place, String(message)) ?? otherwise);
	return reason === undefined ? error : unusable(reason, 'postgres');
}

function wordsFor(code: string, message: string): Words | undefined {
	if (code === '') return DRIVER_WORDS.find(([begins]) => begins.test(message))?.[1];
	if (Object.hasOwn(NETWORK_WORDS, code)) return NETWORK_WORDS[code];
	return /^[0-9A-Z]{5}$/.test(code) ? (STATE_WORDS[code] ?? STATE_WORDS[code.slice(0, 2)]) : undefined;
}

/** Whether the database gave way to another process, and the same work can succeed in the next moment. */
export function isRace(error: unknown): boolean {
	// Serialization, deadlock, and a document key that another process took between the look and the write.
	return ['40001', '40P01', '23505'].includes(String((error as { code?: unknown }).code));
}

/** What stands at the place the ledger has, or would have. */
export interface Standing {
	/** PostgreSQL's own number of its version, as in 150004. */
	readonly version: number;
	readonly may_make_schemas: boolean;
	readonly schema_exists: boolean;
	readonly may_use_schema: boolean;
	readonly may_make_tables: boolean;
	readonly tables_exist: boolean;
	readonly may_use_tables: boolean;
}

const major = ({ version }: Standing) => Math.floor(version / 10_000);

/** Why the ledger cannot be kept there; undefined when it can. */
export function refusal({ user, database, schema }: Place, standing: Standing): string | undefined {
	const { schema_exists: schemaExists, tables_exist: tablesExist } = standing;
	if (major(standing) < OLDEST)
		return `the server is PostgreSQL ${major(standing)}; the ledger needs ${OLDEST} or later`;
	if (!schemaExists && !standing.may_make_schemas)
		return `the user ${user} may not make the schema ${schema} in the database ${database}`;
	if (schemaExists && !standing.may_use_schema) return `the user ${user} may not use the schema ${schema}`;
	if (schemaExists && !tablesExist && !standing.may_make_tables)
		return `the user ${user} may not make tables in the schema ${schema}`;
	if (tablesExist && !standing.may_use_tables)
		return `the user ${user} may not read and change every table of the schema ${schema}`;
	return undefined;
}

/** What the operator is told of a place where the ledger can be kept. */
export function welcome({ schema }: Place, standing: Standing): string {
	const connected = `Connected to PostgreSQL ${major(standing)}.`;
	if (standing.tables_exist) return `${connected} The ledger stands in the schema ${schema}.`;
	if (standing.schema_exists) return `${connected} The tables are made in the schema ${schema} with the first run.`;
	return `${connected} The schema ${schema} can be created; that happens with the first run.`;
}
