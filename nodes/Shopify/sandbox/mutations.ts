/*
 * The mutations this sandbox carries out. Any other is refused loudly. A payload with user errors in it means that
 * nothing was done: https://shopify.dev/docs/api/usage/response-codes
 */
import type { GraphQLResolveInfo } from 'graphql';

import { BULK_MUTATIONS } from './bulk';
import type { Arguments, Call } from './call';
import { COMPANY_MUTATIONS } from './companies';
import { CUSTOMER_MUTATIONS } from './customer-mutations';
import {
	fulfillmentOrderHold,
	fulfillmentOrderMove,
	fulfillmentOrderOpen,
	fulfillmentOrderReleaseHold,
} from './fulfillment-holds';
import {
	fulfillmentCancel,
	fulfillmentCreate,
	fulfillmentEventCreate,
	fulfillmentTrackingInfoUpdate,
} from './fulfillments';

import type { KeyedMutation } from './idempotency';
import { INVENTORY_MUTATIONS } from './inventory-mutations';
import { metafieldDefinitionCreate, metafieldsSet } from './metafields';
import type { Fields } from './money';
import { orderCreate } from './order-create';
import {
	orderCancel,
	orderMarkAsPaid,
	orderRiskAssessmentCreate,
	orderUpdate,
	tagsAdd,
	tagsRemove,
} from './order-writes';
import { addFixedPrices } from './price-lists';
import { PRODUCT_MUTATIONS } from './product-mutations';
import { createVariants, updateProduct } from './product-parts';
import { setProduct } from './product-set';
import { webhookSubscriptionCreate, webhookSubscriptionDelete, webhookSubscriptionUpdate } from './subscriptions';

export type Mutation = (args: Arguments, call: Call, info: GraphQLResolveInfo) => Fields;

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
	...PRODUCT_MUTATIONS,
	...COMPANY_MUTATIONS,
	...CUSTOMER_MUTATIONS,
	...BULK_MUTATIONS,
	productSet: setProduct,
	priceListFixedPricesAdd: addFixedPrices,
	productUpdate: updateProduct,
	productVariantsBulkCreate: createVariants,
	fulfillmentCreate,
	fulfillmentTrackingInfoUpdate,
	fulfillmentCancel,
	fulfillmentEventCreate,
	fulfillmentOrderHold,
	fulfillmentOrderReleaseHold,
	fulfillmentOrderOpen,
	fulfillmentOrderMove,
	metafieldDefinitionCreate,
	metafieldsSet,
	orderCancel,
	orderCreate,
	orderMarkAsPaid,
	orderRiskAssessmentCreate,
	orderUpdate,
	tagsAdd,
	tagsRemove,
	webhookSubscriptionCreate,
	webhookSubscriptionUpdate,
	webhookSubscriptionDelete,
};

/** Those that demand the directive @idempotent and are executed once a key: see idempotency.ts. */
export const KEYED_MUTATIONS: Readonly<Record<string, KeyedMutation>> = { ...INVENTORY_MUTATIONS };
