import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * The PostgreSQL database that keeps the ledger where several n8n processes share one. n8n can test a credential by an
 * HTTP request only, so the Commerce Ledger node tests this one.
 */
export class CommerceLedgerPostgresApi implements ICredentialType {
	name = 'commerceLedgerPostgresApi';

	displayName = 'Commerce Ledger PostgreSQL API';

	icon = { light: 'file:../nodes/Ledger/ledger.svg', dark: 'file:../nodes/Ledger/ledger.dark.svg' } as const;

	documentationUrl =
		'https://github.com/commerce-bridge/n8n-nodes-commerce-bridge/blob/main/docs/operators/ledger.md#postgresql';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: 'localhost',
			required: true,
			description: 'The name or address of the machine PostgreSQL runs on; in Docker Compose the name of its service',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 5432,
			description: 'PostgreSQL’s own port unless yours is another',
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: 'n8n',
			required: true,
			description: 'It may be n8n’s own database: the ledger keeps to its schema',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			required: true,
			description: 'A user who may create the schema, or to whom it belongs',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password of this user',
		},
		{
			displayName: 'Schema',
			name: 'schema',
			type: 'string',
			default: 'commerce_bridge',
			description:
				'Where the tables are kept; it is made with the first run. Small letters, digits and _. Every node and n8n process that should share one memory must name the same one.',
		},
		{
			displayName: 'SSL',
			name: 'ssl',
			type: 'options',
			default: 'disable',
			options: [
				{
					name: 'Disable',
					value: 'disable',
					description: 'Unencrypted; for a database on the same machine or network',
				},
				{ name: 'Require', value: 'require', description: 'Encrypted; the certificate is not checked' },
				{ name: 'Verify', value: 'verify', description: 'Encrypted, and the certificate must be for this host' },
			],
			description: 'Whether the connection is encrypted',
		},
		{
			displayName: 'CA Certificate',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			displayOptions: { show: { ssl: ['verify'] } },
			description:
				'The certificate of the authority that signed the server’s, as your provider gives it; empty where it is publicly known',
		},
	];
}
