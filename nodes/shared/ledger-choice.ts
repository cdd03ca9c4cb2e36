import type { INodeCredentialDescription, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/*
 * Where a node keeps its memory, as the editor asks for it.
 */

const BUILT_IN: INodePropertyOptions = {
	name: 'Built-In',
	value: 'builtIn',
	description: 'A file in the n8n folder; nothing to set up',
};

const POSTGRES: INodePropertyOptions = {
	name: 'PostgreSQL',
	value: 'postgres',
	description: 'A database that several n8n processes share; needs a credential',
};

const OFF: INodePropertyOptions = { name: 'Off', value: 'off', description: 'Nothing is remembered between runs' };

/** The field *Ledger* of a node that can do without. */
export const LEDGER_FIELD: INodeProperties = {
	displayName: 'Ledger',
	name: 'ledger',
	type: 'options',
	default: 'builtIn',
	options: [BUILT_IN, POSTGRES, OFF],
	description: 'Where it is remembered what was already forwarded, so that nothing is written twice',
};

/** The field *Ledger* of a node that is nothing without one. */
export const LEDGER_NEEDED: INodeProperties = { ...LEDGER_FIELD, options: [BUILT_IN, POSTGRES] };

/** The values of *Ledger* with which a node remembers. */
export const REMEMBERING = ['builtIn', 'postgres'];

/**
 * The ledger's credential, as every node with the field asks for it: required, and only while PostgreSQL is chosen. A
 * field that is not shown has no value in n8n, so where there is no *Ledger* there is no credential either. The slash
 * says that the field stands at the top; without it n8n's editor takes *Ledger* for a way to sign in, and hides Resource
 * and Operation with it, on which it depends. n8n's lint wants it spread into an object of the node's own.
 */
export const LEDGER_CREDENTIAL: INodeCredentialDescription = {
	name: 'commerceLedgerPostgresApi',
	required: true,
	displayOptions: { show: { '/ledger': ['postgres'] } },
};
