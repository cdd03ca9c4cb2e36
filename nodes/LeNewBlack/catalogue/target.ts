import { recordsIn, type LeNewBlackClient, type Row } from '../client';
import { reading } from '../failures';
import { productPages } from '../product/client';
import type { SizePlace } from '../product/draft';
import type { LnbProduct } from '../product/wire';

/*
 * Every product of the showroom, read once a run, and which size of which fabric an EAN-13 or a SKU stands for.
 */

/** What a size is known by, in either system. */
export interface SizeKeys {
	readonly ean13?: string | null;
	readonly sku?: string | null;
}

type Products = ReadonlyMap<string, Row<LnbProduct>>;

export class ProductCatalogue {
	private read: Promise<{ readonly products: Products; readonly places: Places }> | undefined;

	constructor(private readonly lnb: LeNewBlackClient) {}

	/** The product of a model; undefined where there is none. */
	async product(model: string): Promise<Row<LnbProduct> | undefined> {
		return (await this.all()).products.get(model);
	}

	/** The places that stand for a size, each once; several where EAN-13 and SKU lead to different ones. */
	async places(keys: SizeKeys): Promise<SizePlace[]> {
		const { places } = await this.all();
		const found = keyNames(keys).flatMap((key) => places.get(key) ?? []);
		return [...new Map(found.map((place) => [`${place.model}\n${place.fabric}\n${place.size}`, place])).values()];
	}

	/** What was written must be read again. */
	forget(): void {
		this.read = undefined;
	}

	private async all() {
		this.read ??= reading(async () => {
			const products = new Map<string, Row<LnbProduct>>();
			for await (const page of productPages(this.lnb, {})) for (const row of page) products.set(row.label, row);
			return { products, places: placesIn(recordsIn([...products.values()].filter((row) => 'record' in row))) };
		});
		return await this.read;
	}
}

type Places = ReadonlyMap<string, readonly SizePlace[]>;

function placesIn(products: readonly LnbProduct[]): Places {
	const places = new Map<string, SizePlace[]>();
	for (const { model, variants } of products)
		for (const { fabric_code: fabric, skus } of variants ?? [])
			for (const sku of skus ?? [])
				for (const key of keyNames(sku))
					places.set(key, [...(places.get(key) ?? []), { model, fabric, size: sku.size_name }]);
	return places;
}

const keyNames = ({ ean13, sku }: SizeKeys): string[] => [
	...(ean13?.trim() ? [`ean13 ${ean13.trim()}`] : []),
	...(sku?.trim() ? [`sku ${sku.trim()}`] : []),
];
