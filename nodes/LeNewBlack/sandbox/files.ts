/*
 * Files, sent as multipart/form-data (facts, section 3): images of a variant in slots 1 to 8, images of a fabric, files of a
 * sales document. What they may be is not documented; a file without bytes is refused.
 */
import type { SandboxRequest } from '../../../sandbox/kit';

import { done, invalid, notFound, removed } from './answers';
import type { Answer, Call } from './call';
import type { Context, StoredFile, Wire } from './state';
import { digest, isText } from './values';

interface Part {
	readonly fileName?: string;
	readonly type: string;
	readonly bytes: Buffer;
}

/** The parts of a multipart body by their names; undefined for a body that is none. */
function partsOf({ headers, rawBody }: SandboxRequest): ReadonlyMap<string, Part> | undefined {
	const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '')?.[1];
	if (boundary === undefined) return undefined;
	const text = rawBody.toString('latin1');
	const parts = new Map<string, Part>();
	for (const section of text.split(`--${boundary}`).slice(1, -1)) {
		const [head = '', ...rest] = section.replace(/^\r\n/, '').split('\r\n\r\n');
		const name = /name="([^"]*)"/i.exec(head)?.[1];
		if (name === undefined) continue;
		const fileName = /filename="([^"]*)"/i.exec(head)?.[1];
		const type = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'text/plain';
		const bytes = Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1');
		parts.set(name, { type, bytes, ...(fileName === undefined ? {} : { fileName }) });
	}
	return parts;
}

const textIn = (parts: ReadonlyMap<string, Part>, name: string) => parts.get(name)?.bytes.toString('utf8').trim() ?? '';

function stored(
	{ request, context }: Call,
	names: readonly string[],
	placeOf: (texts: readonly string[]) => string | undefined,
): ReturnType<Answer> {
	const parts = partsOf(request);
	if (!parts) return invalid({ body: ['must be multipart/form-data'] }, context);
	const texts = names.map((name) => textIn(parts, name));
	const missing = names.filter((_, at) => texts[at] === '');
	const file = parts.get('file');
	const strange = [...parts.keys()].filter((name) => name !== 'file' && !names.includes(name));
	const faults = {
		...Object.fromEntries(missing.map((name) => [name, ['is required']])),
		...(file && file.bytes.length > 0 ? {} : { file: ['is required'] }),
		...Object.fromEntries(strange.map((name) => [name, ['SANDBOX "lenewblack" DOES NOT KNOW this field']])),
	};
	if (Object.keys(faults).length > 0 || !file) return invalid(faults, context);
	const place = placeOf(texts);
	if (place === undefined) return notFound(names[0]!, texts.join(' '), context);
	const kept: StoredFile = {
		place,
		name: file.fileName ?? '',
		type: file.type,
		bytes: file.bytes.length,
		digest: digest(file.bytes.toString('latin1')),
	};
	context.state.files = [...context.state.files.filter((each) => each.place !== place), kept];
	return done({ url: `https://cdn.example.com/${place}` }, { place, bytes: kept.bytes });
}

const variantOf = ({ state }: Context, model: string, fabric: string): Wire | undefined =>
	((state.plain.products.get(model)?.content['variants'] ?? []) as Wire[]).find(
		(each) => each['fabric_code'] === fabric,
	);

export const uploadImage: Answer = (call) =>
	stored(call, ['model', 'fabric_code', 'image_index'], ([model = '', fabric = '', slot = '']) => {
		const variant = /^[1-8]$/.test(slot) ? variantOf(call.context, model, fabric) : undefined;
		if (!variant) return undefined;
		const place = `products/${model}/${fabric}/${slot}`;
		variant[`image_${slot}_url`] = `https://cdn.example.com/${place}`;
		return place;
	});

export const uploadFabric: Answer = (call) =>
	stored(call, ['fabric_code'], ([code = '']) =>
		call.context.state.plain.fabrics.has(code) ? `fabrics/${code}` : undefined,
	);

export const uploadDocument: Answer = (call) =>
	stored(call, ['document_number'], ([number = '']) => {
		const kept = call.context.state.plain.sales_documents.get(number);
		if (!kept) return undefined;
		kept.content['file_local_url'] = `https://cdn.example.com/sales_documents/${number}`;
		return `sales_documents/${number}`;
	});

export const removeFile =
	(folder: string): Answer =>
	({ context, keys }) => {
		const place = [folder, ...keys].join('/');
		const { state } = context;
		if (!state.files.some((each) => each.place === place)) return notFound('file', place, context);
		state.files = state.files.filter((each) => each.place !== place);
		const [model = '', fabric = '', slot = ''] = keys;
		const variant = folder === 'products' ? variantOf(context, model, fabric) : undefined;
		if (variant && isText(slot)) variant[`image_${slot}_url`] = null;
		return removed({ place });
	};
