/*
 * Odoo's errors: the Python class by its full name, the message, and the status that JSON-2 gives it. JSON-RPC answers
 * all of them with 200. Seen on a real Odoo 19, and for JSON-RPC on 16 to 18 as far as the facts go.
 */
import { idsRepr } from './values';

export class OdooError extends Error {
	constructor(
		/** `odoo.exceptions.UserError` */
		readonly python: string,
		readonly status: number,
		message: string,
		public args: readonly unknown[] = [message],
	) {
		super(message);
	}
}

/** A field that must have a value has none: the database's own constraint, in Odoo's words. */
export class MissingValue extends OdooError {
	constructor(
		readonly of: string,
		readonly label: string,
		readonly field: string,
		readonly fieldLabel: string,
	) {
		super('odoo.exceptions.ValidationError', 422, '');
		const message = `The operation cannot be completed: ${this.words()}`;
		this.message = message;
		this.args = [message];
	}

	/** With the model that is named; its own when absent. */
	words(model = `'${this.label}' (${this.of})`): string {
		return [
			`Missing required value for the field '${this.fieldLabel}' (${this.field}).`,
			`Model: ${model}`,
			'- create/update: a mandatory field is not set',
			'- delete: another model requires the record being deleted, you can archive it instead',
			'',
		].join('\n');
	}
}

export const userError = (message: string) => new OdooError('odoo.exceptions.UserError', 422, message);
export const validationError = (message: string) => new OdooError('odoo.exceptions.ValidationError', 422, message);
export const accessError = (message: string) => new OdooError('odoo.exceptions.AccessError', 403, message);
export const accessDenied = () => new OdooError('odoo.exceptions.AccessDenied', 403, 'Access Denied');
/** A client's fault behind a 500. */
export const valueError = (message: string) => new OdooError('builtins.ValueError', 500, message);
export const typeError = (message: string) => new OdooError('builtins.TypeError', 500, message);
export const keyError = (message: string) => new OdooError('builtins.KeyError', 500, message);
export const attributeError = (message: string) => new OdooError('builtins.AttributeError', 500, message);

export function missingError(model: string, ids: readonly unknown[], uid: number): OdooError {
	const record = `(Record: ${model}${idsRepr(ids)}, User: ${uid})`;
	return new OdooError('odoo.exceptions.MissingError', 404, `Record does not exist or has been deleted.\n${record}`);
}

/** What PostgreSQL says to a value of another type, and Odoo hands on. */
export const databaseError = (kind: string, message: string) =>
	new OdooError(`psycopg2.errors.${kind}`, 500, `${message}\n`);

/** Errors of werkzeug, under JSON-2. */
export const notFound = (message: string) => werkzeug('NotFound', 404, message);
export const unprocessable = (message: string) => werkzeug('UnprocessableEntity', 422, message);
export const badRequest = (message: string) => werkzeug('BadRequest', 400, message);
export const unauthorized = (message: string) => werkzeug('Unauthorized', 401, message);

const werkzeug = (kind: string, status: number, message: string) =>
	new OdooError(`werkzeug.exceptions.${kind}`, status, message, [message, status]);

/** The error's body: JSON-2's whole answer, and `data` in the envelope of JSON-RPC. `debug` shows paths of the server. */
export function errorBody({ python, message, args }: OdooError): Record<string, unknown> {
	const trace = [
		'Traceback (most recent call last):',
		'  File "/usr/lib/python3/dist-packages/odoo/http.py", line 2273, in _serve_db',
		'    return service_model.retrying(serve_func, env=self.env)',
		'  File "/usr/lib/python3/dist-packages/odoo/service/model.py", line 184, in retrying',
		'    result = func()',
		`${python}: ${message}`,
	];
	return { name: python, message, arguments: args, context: {}, debug: `${trace.join('\n')}\n` };
}
