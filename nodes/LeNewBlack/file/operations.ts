import { withoutPerson } from '../../../core/model/person';
import { problem } from '../../../core/problems';
import { runProblem } from '../../../core/sync/run';
import type { CallContext, Called, CallOperation } from '../../shared/system';
import { client, LABEL, notApplied, text } from '../failures';
import { imagePlace, LARGEST_UPLOAD_BYTES, uploadFile, type FormFile, type Place } from './client';
import { fileFrom } from './target';

/*
 * Files of a variant, a fabric or a sales document: one an item.
 */

const MEGABYTES = LARGEST_UPLOAD_BYTES / 1024 ** 2;
const LAST_SLOT = 8;

const wrong = (name: string, reason: string) => runProblem(problem('SETUP_PARAMETER', { name, reason }));

function placeFrom({ param }: CallContext): Place {
	const of = (name: string, label: string) => {
		const value = text(param<unknown>(name, ''));
		if (value === '') throw wrong(label, 'it is empty');
		return value;
	};
	const fileOf = param<unknown>('fileOf', 'product');
	if (fileOf === 'salesDocument')
		return { folder: 'sales_documents', fields: { document_number: of('documentNumber', 'Document Number') } };
	const fabric = of('fabricCode', 'Fabric Code');
	if (fileOf === 'fabric') return { folder: 'fabrics', fields: { fabric_code: fabric } };
	const slot = Number(param<unknown>('imageIndex', 1));
	if (!Number.isInteger(slot) || slot < 1 || slot > LAST_SLOT)
		throw wrong('Image Slot', `it is a whole number from 1 to ${LAST_SLOT}`);
	return imagePlace(of('model', 'Model'), fabric, slot);
}

async function fileOf(
	context: CallContext,
	source: 'binary' | 'url',
	where: string,
): Promise<{ readonly file: FormFile } | { readonly reason: string }> {
	if (source === 'url') return await fileFrom(context.http, where);
	const file = await context.binary(where, LARGEST_UPLOAD_BYTES);
	if (file && file.bytes.length > 0) return { file };
	return { reason: `the item carries no file there, an empty one, or one above ${MEGABYTES} MB` };
}

async function uploaded(context: CallContext, preview: boolean): Promise<Called> {
	const place = placeFrom(context);
	const source = context.param<unknown>('fileFrom', 'url') === 'binary' ? 'binary' : 'url';
	const where = text(context.param<unknown>(source === 'url' ? 'fileUrl' : 'binaryField', ''));
	const record = Object.values(place.fields).join(' ');
	const about = { kind: 'upload', account: context.account, place: place.folder, ...place.fields };
	if (preview) return { answer: { ...about, outcome: 'preview', preview: { from: source, where } } };
	const read = await fileOf(context, source, where);
	if ('reason' in read) {
		const field = source === 'url' ? 'File URL' : 'Input Field Name';
		return { problem: problem('FIELD_INVALID', { record: `the file for ${record}`, field, reason: read.reason }) };
	}
	const written = await uploadFile(client(context), place, read.file);
	if ('done' in written)
		return { answer: { ...about, outcome: 'uploaded', bytes: read.file.bytes.length, fileName: read.file.fileName } };
	const applied = notApplied({ params: { order: record, kind: 'upload' } }, written);
	if (applied.outcome === 'stopped') throw applied.error;
	if (applied.outcome === 'rejected')
		return { problem: applied.problem, vendorText: withoutPerson(applied.vendorText ?? '', []) };
	return { problem: problem('NO_ANSWER', { order: record, kind: 'upload', target: LABEL }) };
}

const show = (name: string, ...values: string[]) => ({ displayOptions: { show: { [name]: values } } });

const uploadOperation: CallOperation = {
	does: 'call',
	resource: 'file',
	resourceName: 'File',
	operation: 'upload',
	operationName: 'Upload',
	action: 'Upload a file',
	description:
		'Put a picture on a variant or a fabric, or a file on a sales document, over the one that is there. An upload that is repeated puts the same file again.',
	fields: [
		{
			displayName: 'File Of',
			name: 'fileOf',
			type: 'options',
			default: 'product',
			options: [
				{ name: 'Fabric', value: 'fabric', description: 'The picture of a fabric' },
				{ name: 'Product', value: 'product', description: 'A picture of a variant, in one of its eight slots' },
				{ name: 'Sales Document', value: 'salesDocument', description: 'The file of a sales document' },
			],
			description: 'What the file belongs to; it must stand there already',
		},
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'ALBA',
			...show('fileOf', 'product'),
			description: 'Of the product',
		},
		{
			displayName: 'Fabric Code',
			name: 'fabricCode',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'NOIR',
			...show('fileOf', 'product', 'fabric'),
			description: 'Of the variant or the fabric',
		},
		{
			displayName: 'Image Slot',
			name: 'imageIndex',
			type: 'number',
			default: 1,
			typeOptions: { minValue: 1, maxValue: LAST_SLOT },
			...show('fileOf', 'product'),
			description: 'Which of the variant’s pictures it is, 1 to 8',
		},
		{
			displayName: 'Document Number',
			name: 'documentNumber',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'DN-5521',
			...show('fileOf', 'salesDocument'),
			description: 'Of the sales document',
		},
		{
			displayName: 'File From',
			name: 'fileFrom',
			type: 'options',
			default: 'url',
			options: [
				{ name: 'Item', value: 'binary', description: 'A file that the item carries' },
				{ name: 'Web Address', value: 'url', description: 'A file that anybody can read over https://' },
			],
			description: `Where the file is taken from; at most ${MEGABYTES} MB`,
		},
		{
			displayName: 'File URL',
			name: 'fileUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'https://cdn.example.com/alba-noir.jpg',
			...show('fileFrom', 'url'),
			description: 'Is read without any sign-in and without following redirects',
		},
		{
			displayName: 'Input Field Name',
			name: 'binaryField',
			type: 'string',
			default: 'data',
			required: true,
			...show('fileFrom', 'binary'),
			description: 'The field of the item that holds the file',
		},
	],
	call: uploaded,
};

export const fileOperations = [uploadOperation] as const;
