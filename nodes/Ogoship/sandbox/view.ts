/*
 * What tests compare: nobody's name, address, phone or e-mail, and no key.
 */
import type { State } from './state';
import { figuresOf, reservedByCode } from './stock';
import { instant, isText, lowerNames } from './values';

/** GET /_sandbox/state. */
export function view(state: State): unknown {
	const reserved = reservedByCode(state);
	const products = [...state.products.values()].map((product) => ({ product, figures: figuresOf(product, reserved) }));
	return {
		orders: state.orders.map((order) => ({
			id: order.id,
			reference: order.reference,
			status: order.status,
			shippingCode: order.content['shippingCode'] ?? null,
			pickUpPointCode: order.content['pickUpPointCode'] ?? null,
			shipTo: { countryCode: lowerNames(order.content['customer'])['countrycode'] ?? null },
			orderLines: order.orderLines.map(({ code, quantity }) => ({ code, quantity })),
			cashOnDelivery: order.content['cashOnDelivery'] ?? null,
			priceTotal: order.content['priceTotal'] ?? null,
			priceCurrency: order.content['priceCurrency'] ?? null,
			test: order.content['test'] === true,
			commentsPresent: isText(order.content['comments']),
			trackingNumber: order.trackingNumber,
			trackingUrl: order.trackingUrl,
			editTime: instant(order.editedMs),
		})),
		stock: products.map(({ product: { code }, figures: { stock, stockAvailable, reserved: held } }) => ({
			code,
			stock,
			available: stockAvailable,
			reserved: held,
		})),
		products: products.map(({ product: { code, content }, figures }) => ({ code, ...content, ...figures })),
		inbound: state.inbound.map(({ reference, autoReference, status, arrivedMs, products: lines }) => ({
			reference,
			autoReference,
			status,
			arrivalDate: arrivedMs === null ? null : instant(arrivedMs),
			products: lines.map(({ code, expectedQuantity, receivedQuantity }) => ({
				code,
				expectedQuantity,
				receivedQuantity,
			})),
		})),
		webhooks: state.webhooks.map(({ id, url, type, customHeaders }) => ({
			id,
			url,
			type,
			customHeaders: Object.keys(customHeaders),
			waiting: state.deliveries.filter(({ webhookId }) => webhookId === id).length,
		})),
	};
}
