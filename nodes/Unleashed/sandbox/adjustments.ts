/*
 * Stock adjustments over the API, under a GUID of one's own (facts, section 13).
 *
 * The lines' names are unverified. Assumed: made as Parked, which changes nothing, or as Completed; NewQuantity is what is
 * there afterwards; a Completed one is not written again; a product that is obsolete is refused, as in orders.
 */
import type { SandboxResponse } from '../../../sandbox/kit';

import { created, done, notFound, problem, refused, type Problem } from './answers';
import { chosenGuid, refusalOfRepeat, type Call } from './call';
import { newestFirst, page } from './query';
import {
	byGuid,
	defaultWarehouse,
	held,
	productNamed,
	productRef,
	warehouseNamed,
	warehouseOf,
	warehouseRef,
} from './refs';
import { blanked, DATE, each, GUID, LIST, misfits, missing, NUMBER, OBJECT, READ_ONLY, text } from './shape';
import { nextNumber, type Adjustment, type AdjustmentLine, type Context } from './state';
import { move, onHandOf } from './stock';
import { guid, instantOf, isGiven, isGuid, netDate, numberOf, rowsOf, sumOf, textOrNull, type Fields } from './values';

export const ADJUSTMENT_FILTERS = ['warehouseCode', 'productCode', 'pageSize'];

const ADJUSTMENT = {
	Guid: GUID,
	AccountCode: text(50),
	...each(text(20), 'AdjustmentNumber', 'AdjustmentReason', 'Status'),
	AdjustmentDate: DATE,
	Warehouse: OBJECT,
	StockAdjustmentLines: LIST,
	...each(READ_ONLY, 'ConfirmedBy', 'ConfirmedOn', 'CreatedBy', 'CreatedOn', 'LastModifiedBy', 'LastModifiedOn'),
};
const LINE = { Guid: GUID, Product: OBJECT, ...each(NUMBER, 'NewQuantity', 'NewActualValue'), Comments: text(1024) };

export function listAdjustments({ context, query, keys }: Call): SandboxResponse {
	const { state } = context;
	const [warehouse, code] = [query.text('warehouseCode'), query.text('productCode')];
	const rows = newestFirst(state.adjustments).filter(
		({ warehouseCode, lines }) =>
			(warehouse === undefined || warehouseCode === warehouse) &&
			(code === undefined || lines.some(({ productGuid }) => held(state.products, productGuid).code === code)),
	);
	return page(query, context, keys[0], { rows, answer: (adjustment) => adjustmentAnswer(adjustment, context) });
}

export function readAdjustment({ context, keys: [key = ''] }: Call): SandboxResponse {
	const adjustment = byGuid(context.state.adjustments, key);
	return adjustment ? done(adjustmentAnswer(adjustment, context)) : notFound('stock adjustment', key);
}

export function createAdjustment({ context, keys: [key], body }: Call): SandboxResponse {
	const { state, clock } = context;
	const chosen = chosenGuid(key, body);
	if (typeof chosen === 'object') return chosen;
	const standing = byGuid(state.adjustments, chosen ?? '');
	const repeat = standing && refusalOfRepeat(context, 'stock adjustment', standing.guid);
	if (repeat) return repeat;
	const problems = [
		...adjustmentProblems(body, context),
		...(standing?.status === 'Completed' ? [completed(standing)] : []),
	];
	if (problems.length > 0) return refused(400, ...problems);
	const now = clock.now();
	const adjustment: Adjustment = standing ?? {
		guid: chosen ?? '',
		number: textOrNull(body['AdjustmentNumber']) ?? nextNumber(context, 'SA'),
		status: 'Parked',
		warehouseCode: '',
		content: {},
		lines: [],
		createdMs: now,
		modifiedMs: now,
	};
	if (!standing) state.adjustments.push(adjustment);
	fill(context, adjustment, body);
	const note = { guid: adjustment.guid, status: adjustment.status };
	const answer = adjustmentAnswer(adjustment, context);
	return standing ? done(answer, note) : created(context, answer, note);
}

function fill(context: Context, adjustment: Adjustment, body: Fields): void {
	const { state, clock } = context;
	adjustment.warehouseCode = (warehouseNamed(state, body['Warehouse']) ?? defaultWarehouse(state)).code;
	adjustment.content = blanked(body, ['AccountCode', 'AdjustmentDate', 'AdjustmentReason']);
	adjustment.lines = rowsOf(body['StockAdjustmentLines']).map((line) => lineOf(line, context));
	adjustment.modifiedMs = clock.now();
	if (body['Status'] !== 'Completed') return;
	adjustment.status = 'Completed';
	for (const { productGuid, quantity } of adjustment.lines) {
		const product = held(state.products, productGuid);
		const change = sumOf([quantity, -onHandOf(state, product, adjustment.warehouseCode)]).toNumber();
		move(context, product, adjustment.warehouseCode, change);
	}
}

function lineOf(line: Fields, { state, nextId }: Context): AdjustmentLine {
	const { Guid } = line;
	return {
		guid: isGuid(Guid) ? Guid.toLowerCase() : guid(`adjustment line ${nextId('adjustmentLine')}`),
		productGuid: productNamed(state, line['Product'])?.guid ?? '',
		quantity: numberOf(line['NewQuantity']),
		content: blanked(line, ['NewActualValue', 'Comments']),
	};
}

function completed({ number }: Adjustment): Problem {
	return problem('Status', `Stock adjustment ${number} is Completed.`);
}

function adjustmentProblems(body: Fields, { state }: Context): Problem[] {
	const lines = rowsOf(body['StockAdjustmentLines']);
	const problems = [
		...misfits(body, ADJUSTMENT),
		...missing(body, ['Warehouse', 'AdjustmentReason', 'StockAdjustmentLines']),
		...lines.flatMap((line, at) => [
			...misfits(line, LINE, `StockAdjustmentLines[${at}].`),
			...missing(line, ['Product', 'NewQuantity'], `StockAdjustmentLines[${at}].`),
		]),
	];
	if (problems.length > 0) return problems;
	const isStatus = !isGiven(body['Status']) || ['Parked', 'Completed'].includes(String(body['Status']));
	return [
		...(isStatus ? [] : [problem('Status', `There is no status ${String(body['Status'])}.`)]),
		...(warehouseNamed(state, body['Warehouse']) ? [] : [problem('Warehouse', 'Warehouse does not exist.')]),
		...(lines.length > 0 ? [] : [problem('StockAdjustmentLines', 'The adjustment has no lines.')]),
		...lines
			.filter((line) => productNamed(state, line['Product']) === undefined)
			.map(() => problem('Product', 'The product does not exist.')),
		...lines.flatMap((line) => {
			const product = productNamed(state, line['Product']);
			return product?.obsolete === true ? [problem('Product', `Product ${product.code} is obsolete.`)] : [];
		}),
	];
}

function adjustmentAnswer(adjustment: Adjustment, { state }: Context): unknown {
	const { content, status } = adjustment;
	return {
		...content,
		Guid: adjustment.guid,
		AdjustmentNumber: adjustment.number,
		AdjustmentDate: netDate(instantOf(content['AdjustmentDate']) ?? adjustment.createdMs),
		Status: status,
		Warehouse: warehouseRef(warehouseOf(state, adjustment.warehouseCode)),
		StockAdjustmentLines: adjustment.lines.map((line) => ({
			...line.content,
			Guid: line.guid,
			Product: productRef(held(state.products, line.productGuid)),
			NewQuantity: line.quantity,
		})),
		ConfirmedBy: null,
		ConfirmedOn: status === 'Completed' ? netDate(adjustment.modifiedMs) : null,
		CreatedBy: null,
		CreatedOn: netDate(adjustment.createdMs),
		LastModifiedBy: null,
		LastModifiedOn: netDate(adjustment.modifiedMs),
	};
}
