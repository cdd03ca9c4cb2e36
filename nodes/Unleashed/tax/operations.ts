import type { PickerContext } from '../../shared/system';
import { recordsIn } from '../client';
import { client, reading } from '../failures';
import { taxRows } from './client';
import { countsInPercent, fractionOf, inPercent } from './mapping';

/** The picker of tax codes: those in use, with their rates. */
export async function pickTaxes(context: PickerContext): Promise<Array<{ name: string; value: string }>> {
	const taxes = await reading(async () => recordsIn(await taxRows(client(context))));
	const inPercents = countsInPercent(taxes);
	return taxes
		.filter(({ Obsolete }) => Obsolete !== true)
		.map((tax) => ({ name: `${tax.TaxCode} (${inPercent(fractionOf(tax, inPercents))})`, value: tax.TaxCode }));
}
