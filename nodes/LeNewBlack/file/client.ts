import type { FileContent } from '../../../transport/http';
import { multipart, type FormFile } from '../../../transport/multipart';
import type { LeNewBlackClient, Written } from '../client';
import { uploadAnswerSchema } from './wire';

export type { FormFile };

/*
 * Files, sent as a form with one of them (facts of the vendor's PHP SDK). What the answer holds is not documented.
 */

/** Of one upload; assumed, because Le New Black names none. */
export const LARGEST_UPLOAD_BYTES = 20 * 1024 ** 2;

/** Where a file goes: the folder of the path, and the fields that name the record. */
export interface Place {
	readonly folder: 'products' | 'fabrics' | 'sales_documents';
	readonly fields: Readonly<Record<string, string>>;
}

/** Puts a file in its place, over the one that is there; a repeat puts the same. POST /files/{folder} */
export async function uploadFile(
	lnb: LeNewBlackClient,
	{ folder, fields }: Place,
	file: FormFile,
	maySend?: () => boolean,
): Promise<Written<unknown>> {
	const content = multipart(Object.entries(fields), { name: 'file', content: file });
	return await lnb.write(
		{ method: 'POST', path: `/files/${folder}`, content, repeatable: true, maySend },
		uploadAnswerSchema,
	);
}

/** The picture of a variant in one of its slots, 1 to 8. */
export const imagePlace = (model: string, fabric: string, slot: number | string): Place => ({
	folder: 'products',
	fields: { model, fabric_code: fabric, image_index: String(slot) },
});

/** What a file at an address is called: the last part of its path, with an ending where it has none. */
export function fileNameOf(url: string, { contentType }: FileContent): string {
	const last = new URL(url).pathname.split('/').pop() ?? '';
	const name = last.replace(/[^\w.-]/g, '_').slice(-100) || 'file';
	return name.includes('.') ? name : `${name}.${contentType.split('/')[1]?.replace(/\W.*$/, '') ?? 'bin'}`;
}
