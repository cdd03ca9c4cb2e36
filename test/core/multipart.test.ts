import { multipart } from '../../transport/multipart';

/*
 * A form, byte for byte.
 */

const form = (bytes: string, fileName = 'mug.png') =>
	multipart([['model', 'MUG-BLUE']], {
		name: 'file',
		content: { bytes: Buffer.from(bytes), contentType: 'image/png', fileName },
	});

it('holds the fields, then the file', () => {
	const { contentType, bytes } = form('picture');
	expect(contentType).toBe('multipart/form-data; boundary=commerce-bridge-form-1');
	expect(Buffer.from(bytes).toString()).toBe(
		[
			'--commerce-bridge-form-1',
			'Content-Disposition: form-data; name="model"',
			'',
			'MUG-BLUE',
			'--commerce-bridge-form-1',
			'Content-Disposition: form-data; name="file"; filename="mug.png"',
			'Content-Type: image/png',
			'',
			'picture',
			'--commerce-bridge-form-1--',
			'',
		].join('\r\n'),
	);
});

it('is never cut by what the file holds, or by its name', () => {
	const { contentType, bytes } = form('--commerce-bridge-form-1', 'a".png\r\nX: y');
	expect(contentType).toContain('commerce-bridge-form-2');
	expect(Buffer.from(bytes).toString()).toContain('filename="a%22.png%0D%0AX: y"');
});
