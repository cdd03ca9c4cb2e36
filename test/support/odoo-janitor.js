/*
 * Owns the database and the folder of one Odoo, and takes both away once the process that wanted them is gone, killed or
 * not: its standard input ends then. Until that it holds an advisory lock named after the database, so that others can
 * tell a database that is in use from one whose janitor was killed too.
 *
 * node odoo-janitor.js '{"connection": …, "database": …, "folder": …}'; prints "ready" when the lock is held.
 */
const { rm } = require('node:fs/promises');

const { Client } = require('pg');

const { connection, database, folder } = JSON.parse(process.argv[2]);

async function main() {
	const client = new Client(connection);
	await client.connect();
	await client.query('SELECT pg_advisory_lock(hashtext($1))', [database]);
	const ended = new Promise((resolve) => process.stdin.once('end', resolve).once('error', resolve).resume());
	process.stdout.write('ready\n');
	await ended;
	await client.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
	await client.end();
	await rm(folder, { recursive: true, force: true });
}

main().catch((error) => {
	process.stderr.write(`${String(error)}\n`);
	process.exitCode = 1;
});
