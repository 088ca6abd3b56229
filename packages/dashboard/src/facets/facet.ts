// A field as a filter of a page, which stands in the address. Pure.
import type { Filter } from '@tracelake/query/structured';

export interface Facet {
  /** Its member of the address. */
  readonly name: string;
  readonly label: string;
  readonly field: string;
}

export const ENVIRONMENT: Facet = { name: 'env', label: 'Environment', field: 'deployment.environment.name' };

/** What the address says of the facets, as conditions. */
export function facetFilters(facets: readonly Facet[], search: Readonly<Record<string, string | undefined>>): Filter[] {
  return facets.flatMap(({ name, field }) => {
    const value = search[name];
    return value === undefined ? [] : [{ column: field, op: '=' as const, value }];
  });
}
