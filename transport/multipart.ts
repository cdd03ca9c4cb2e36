import type { FileContent } from './http';

/*
 * A form, with a file or without, as multipart/form-data (https://www.rfc-editor.org/rfc/rfc7578).
 */

export interface FormFile extends FileContent {
	readonly fileName: string;
}

/** The form's bytes and content type. The boundary is one that nothing in it holds, the same for the same form. */
export function multipart(
	fields: ReadonlyArray<readonly [name: string, value: string]>,
	file?: { readonly name: string; readonly content: FormFile },
): FileContent {
	const parts = fields.map(([name, value]) => ({ head: `name="${quoted(name)}"`, bytes: Buffer.from(value) }));
	if (file) {
		const { fileName, contentType, bytes } = file.content;
		const head = `name="${quoted(file.name)}"; filename="${quoted(fileName)}"\r\nContent-Type: ${contentType}`;
		parts.push({ head, bytes: Buffer.from(bytes) });
	}
	const boundary = boundaryFor(parts.flatMap(({ head, bytes }) => [Buffer.from(head), bytes]));
	const written = parts.flatMap(({ head, bytes }) => [
		Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
		bytes,
		Buffer.from('\r\n'),
	]);
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		bytes: Buffer.concat([...written, Buffer.from(`--${boundary}--\r\n`)]),
	};
}

function boundaryFor(parts: readonly Uint8Array[]): string {
	for (let count = 1; ; count++) {
		const boundary = `commerce-bridge-form-${count}`;
		if (!parts.some((part) => Buffer.from(part).includes(boundary))) return boundary;
	}
}

/** What would end the quotes, or the line, as browsers write it (https://html.spec.whatwg.org/#multipart-form-data). */
const quoted = (text: string) => text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
