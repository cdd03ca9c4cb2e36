import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class MeteredApi implements ICredentialType {
	name = 'meteredApi';

	displayName = 'Metered API';

	properties: INodeProperties[] = [
		{ displayName: 'Address', name: 'address', type: 'string', default: '' },
		{ displayName: 'Account ID', name: 'accountId', type: 'string', default: '' },
		{ displayName: 'API Calls per Month', name: 'monthlyCalls', type: 'string', default: '' },
	];

	authenticate = { type: 'generic', properties: { headers: { 'x-account': '={{$credentials.accountId}}' } } } as const;
}
