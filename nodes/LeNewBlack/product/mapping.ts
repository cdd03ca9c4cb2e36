import type { Product, Variant } from '../../../core/model/product';
import { countryCode, decimal, instant, SYSTEM } from '../mapping';
import type { LnbProduct, LnbVariant } from './wire';

/*
 * Le New Black's products in the package's own terms: a model is a product, each size of each fabric a variant.
 */

export function toProduct(there: LnbProduct, account: string, seenAt: string, priceList: string): Product {
	const variants = (there.variants ?? []).flatMap((variant): Variant[] => {
		const price = variant.prices?.find(({ price_list_code: code }) => code === priceList)?.wholesale_price;
		return (variant.skus ?? []).map((size) => ({
			id: `${variant.fabric_code}/${size.size_name}`,
			sku: size.sku?.trim() || null,
			barcode: size.ean13?.trim() || null,
			title: [variant.fabric_name, size.size_name].filter(Boolean).join(' / '),
			options: [
				{ name: 'Color', value: variant.fabric_name ?? variant.fabric_code },
				{ name: 'Size', value: size.size_name },
			],
			...(priceList === '' ? {} : { price: decimal(price) ?? null }),
			hsCode: variant.customs_code?.trim() || null,
			originCountry: countryCode(variant.country_of_origin),
			imageUrl: variant.image_1_url?.trim() || null,
		}));
	});
	const images = [...new Set((there.variants ?? []).flatMap(imagesOf))];
	const description = there.variants?.map((variant) => variant.description?.trim()).find(Boolean);
	return {
		kind: 'product',
		origin: { system: SYSTEM, account, id: there.model, number: there.model, seenAt },
		number: there.model,
		title: there.name?.trim() || there.model,
		...(description ? { description } : {}),
		status: there.is_published === false ? 'draft' : 'active',
		variants,
		images: images.map((url) => ({ url })),
		category: there.category_name ?? null,
		updatedAt: instant(there.update_time) ?? null,
	};
}

function imagesOf(variant: LnbVariant): string[] {
	const { image_1_url, image_2_url, image_3_url, image_4_url, image_5_url, image_6_url, image_7_url, image_8_url } =
		variant;
	return [image_1_url, image_2_url, image_3_url, image_4_url, image_5_url, image_6_url, image_7_url, image_8_url]
		.map((url) => url?.trim() ?? '')
		.filter((url) => url !== '');
}
