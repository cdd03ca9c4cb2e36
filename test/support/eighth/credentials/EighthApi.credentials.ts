import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

export class EighthApi implements ICredentialType {
	name = 'eighthApi';

	displayName = 'Eighth API';

	icon = { light: 'file:../nodes/Eighth/eighth.svg', dark: 'file:../nodes/Eighth/eighth.dark.svg' } as const;

	documentationUrl = 'https://example.com/';

	properties: INodeProperties[] = [
		{ displayName: 'Address', name: 'address', type: 'string', default: '', required: true },
		{ displayName: 'Account', name: 'account', type: 'string', default: '', required: true },
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-Api-Key': '={{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = { request: { baseURL: '={{$credentials.address}}', url: '/me' } };
}
