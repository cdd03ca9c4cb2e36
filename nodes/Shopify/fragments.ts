/*
 * Parts that several documents share. https://shopify.dev/docs/api/admin-graphql/latest
 */

export const MONEY = `
fragment Money on MoneyBag { shopMoney { amount currencyCode } }`;

export const ADDRESS = `
fragment Address on MailingAddress {
  firstName lastName name company address1 address2 zip city province provinceCode countryCodeV2 phone
}`;
