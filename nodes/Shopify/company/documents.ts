/*
 * Companies (B2B). https://shopify.dev/docs/api/admin-graphql/latest/objects/Company
 */

const COMPANY = `
fragment WholeCompany on Company {
  id name externalId note
}`;

/** Companies that a search by external ID finds; compared exactly afterwards. */
export const COMPANIES_PAGE = `
query CompaniesPage($first: Int!, $query: String) {
  companies(first: $first, query: $query) { nodes { ...WholeCompany } }
}${COMPANY}`;

export const COMPANY_BY_ID = `
query CompanyById($id: ID!) {
  company(id: $id) { ...WholeCompany }
}${COMPANY}`;

/**
 * Makes a company with its first location. External IDs are unique, so a repeat is refused.
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/companyCreate
 */
export const COMPANY_MAKE = `
mutation CompanyMake($input: CompanyCreateInput!) {
  companyCreate(input: $input) {
    company { id }
    userErrors { field message code }
  }
}`;

/** Fields that are left out stay. https://shopify.dev/docs/api/admin-graphql/latest/mutations/companyUpdate */
export const COMPANY_CHANGE = `
mutation CompanyChange($companyId: ID!, $input: CompanyInput!) {
  companyUpdate(companyId: $companyId, input: $input) {
    company { id }
    userErrors { field message code }
  }
}`;
