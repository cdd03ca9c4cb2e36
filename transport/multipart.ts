import type { FileContent } from './http';

/*
 * A form with one file, as multipart/form-data (https://www.rfc-editor.org/rfc/rfc7578).
 */

export interface FormFile extends FileContent {
	readonly fileName: string;
}

/** The form's bytes and content type. The boundary is one that nothing in it holds, the same for the same form. */
export function multipart(fields: Readonly<Record<string, string>>, name: string, file: FormFile): FileContent {
	const boundary = boundaryFor([...Object.values(fields).map((value) => Buffer.from(value)), file.bytes]);
	const texts = Object.entries(fields).map(
		([field, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(field)}"\r\n\r\n${value}\r\n`,
	);
	const head = [
		`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"; filename="${quoted(file.fileName)}"`,
		`Content-Type: ${file.contentType}`,
	].join('\r\n');
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		bytes: Buffer.concat([
			Buffer.from(`${texts.join('')}${head}\r\n\r\n`),
			file.bytes,
			Buffer.from(`\r\n--${boundary}--\r\n`),
		]),
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
