// What the list of errors asks: every group, of what the facets say, with its shape.
import { errorGroups } from '../api/api-queries.ts';
import { errorGroupsQuery } from '../api/api-request.ts';
import { ENVIRONMENT, type Facet, facetFilters } from '../facets/facet.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import type { TimeRange } from '../time/time-range.ts';
import { GROUP_BARS } from './error-group.ts';

export const FACETS: readonly Facet[] = [
  { name: 'function', label: 'Function', field: 'faas.name' },
  { name: 'version', label: 'Version', field: 'service.version' },
  ENVIRONMENT,
];

type Search = Readonly<Record<string, string | undefined>>;

const askedOf = (search: Search, range: TimeRange) =>
  [range, facetFilters(FACETS, search), bucketSeconds(range, GROUP_BARS)] as const;

export function groupsQuery(search: Search, range: TimeRange) {
  return errorGroupsQuery(...askedOf(search, range));
}

export function groupsQuestion(search: Search, range: TimeRange) {
  return errorGroups(...askedOf(search, range));
}
