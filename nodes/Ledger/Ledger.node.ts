import type {
	ICredentialsDecrypted,
	IDataObject,
	IExecuteFunctions,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testPostgres } from '../shared/ledger';
import { ledgerProperties } from '../shared/ledger-fields';
import { executeLedger } from '../shared/ledger-node';

export class Ledger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Commerce Ledger',
		name: 'ledger',
		icon: { light: 'file:ledger.svg', dark: 'file:ledger.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ dismiss: "Dismiss", getDue: "Get Due", getFacts: "Get Facts", getProblems: "Get Problems", getTimeline: "Get Timeline", getUsage: "Get Usage", purge: "Purge", retry: "Retry" })[$parameter["operation"]] }}',
		description:
			'See what could not be forwarded and why, send it again, follow one order through every system, and watch API calls',
		defaults: { name: 'Commerce Ledger' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// As LEDGER_CREDENTIAL, but literal: n8n's lint looks here for who tests the credential.
		credentials: [
			{
				name: 'commerceLedgerPostgresApi',
				required: true,
				displayOptions: { show: { '/ledger': ['postgres'] } },
				testedBy: 'commerceLedgerPostgres',
			},
		],
		properties: ledgerProperties,
	};

	methods = {
		credentialTest: {
			async commerceLedgerPostgres({ data = {} }: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				return await testPostgres(data as IDataObject);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeLedger(this);
	}
}
