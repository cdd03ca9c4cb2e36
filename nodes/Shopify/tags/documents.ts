/** Adds only what is not there; a repeat changes nothing. https://shopify.dev/docs/api/admin-graphql/latest/mutations/tagsAdd */
export const TAGS_ADD = `
mutation TagsAdd($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } } }`;
