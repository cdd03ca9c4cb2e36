import type { CallContext } from '../../shared/system';
import { fileNameOf, LARGEST_UPLOAD_BYTES, type FormFile } from './client';

/**
 * The file at an address that came with a record, or why it cannot be had, in words for a problem. Under the rules of
 * decision record 0012; an address that may not be used concerns this record alone.
 */
export async function fileFrom(
	http: CallContext['http'],
	url: string,
): Promise<{ readonly file: FormFile } | { readonly reason: string }> {
	try {
		const content = await http.file(url, LARGEST_UPLOAD_BYTES);
		return { file: { ...content, fileName: fileNameOf(url, content) } };
	} catch (error) {
		return { reason: reasonFrom(error) };
	}
}

/** Why a file cannot be had; what concerns the whole run is thrown again. */
function reasonFrom(error: unknown): string {
	const { code, reason } = error as { code?: unknown; reason?: unknown };
	if (code === 'DOWNLOAD_FAILED') return `the file at its address could not be read (${String(reason)})`;
	if (code === 'SETUP_ADDRESS') return 'its address may not be used; it must be a public https:// address';
	throw error;
}
