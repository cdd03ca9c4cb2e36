import { ADDRESS } from '../fragments';

/*
 * Customers. https://shopify.dev/docs/api/admin-graphql/latest/objects/Customer
 */

const CUSTOMER = `
fragment WholeCustomer on Customer {
  id legacyResourceId firstName lastName note tags
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  addressesV2(first: 20) { nodes { ...Address } pageInfo { hasNextPage endCursor } }
}`;

/** The customer with this id, e-mail address, telephone number or custom id; no search index stands between. */
export const CUSTOMER_BY_IDENTIFIER = `
query CustomerByIdentifier($identifier: CustomerIdentifierInput!) {
  customerByIdentifier(identifier: $identifier) { ...WholeCustomer }
}${CUSTOMER}${ADDRESS}`;

/** One page of customers, only what a sweep decides on. Sorted by the field it is filtered by (the index needs that). */
export const CUSTOMERS_PAGE = `
query CustomersPage($first: Int!, $after: String, $query: String) {
  customers(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt tags }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Whole customers by id; how many fit into one call depends on the cost Shopify asks for it. */
export const CUSTOMERS_BY_ID = `
query CustomersById($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Customer { ...WholeCustomer updatedAt defaultAddress { ...Address } }
  }
}${CUSTOMER}${ADDRESS}`;

/** All addresses of a customer who has more than one page of them. */
export const CUSTOMER_ADDRESSES_PAGE = `
query CustomerAddressesPage($id: ID!, $first: Int!, $after: String) {
  customer(id: $id) { addressesV2(first: $first, after: $after) { nodes { ...Address } pageInfo { hasNextPage endCursor } } }
}${ADDRESS}`;

/**
 * Makes or changes a customer: fields that are left out stay, lists are replaced. With an identifier a repeat makes no
 * second one. https://shopify.dev/docs/api/admin-graphql/latest/mutations/customerSet
 */
export const CUSTOMER_SET = `
mutation CustomerSet($identifier: CustomerSetIdentifiers!, $input: CustomerSetInput!) {
  customerSet(identifier: $identifier, input: $input) {
    customer { id legacyResourceId }
    userErrors { field message code }
  }
}`;
