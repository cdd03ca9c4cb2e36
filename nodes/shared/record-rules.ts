import { customerLabel } from '../../core/model/customer';
import type { Kind, KindMap } from '../../core/model/kinds';
import { recordRevision } from '../../core/sync/revision';
import type { Judgment, RecordRules } from '../../core/sync/run';
import { unknownStatus } from '../../core/sync/status';
import { orderRules } from './order-rules';
import type { OperationContext, WriteOperation } from './system';

/** The rules of a write, by the kind of its records and what the operation adds. */
export function recordRules<K extends Kind>(
	context: OperationContext,
	operation: WriteOperation<K>,
): RecordRules<KindMap[K]> {
	// The kind decides the type of the record; the compiler cannot follow that through a type parameter.
	if (operation.kind === 'order' && operation.forwards !== false)
		return orderRules(context, operation as unknown as WriteOperation<'order'>) as unknown as RecordRules<KindMap[K]>;
	return {
		judge: (record) => judgeRecord(record, context, operation),
		looksForForeign: () => 'no',
		revision: (record, hashKey) => recordRevision(record, hashKey),
		number: numberOf,
		updatedAt: (record) => ('updatedAt' in record ? record.updatedAt : undefined) ?? undefined,
		seenAt: ({ origin }) => origin.seenAt,
	};
}

function judgeRecord<K extends Kind>(
	record: KindMap[K],
	context: OperationContext,
	operation: WriteOperation<K>,
): Judgment {
	const { kind, status, number } = record as { kind: string; status?: string | null; number?: string };
	const unknown = unknownStatus(`${kind} ${number ?? record.origin.id}`, { status });
	if (unknown) return { problem: unknown };
	return operation.judge?.(record, context) ?? { pass: true };
}

/** What a record is called in the ledger and in problems, without anything of a person (decision 26). */
function numberOf(record: KindMap[Kind]): string {
	if (record.kind === 'customer') return customerLabel(record);
	if (record.kind === 'price') return record.sku?.trim() || record.barcode?.trim() || record.origin.id;
	return ('number' in record ? record.number : undefined) ?? record.origin.id;
}
