// What the list of errors asks: every group, of what the facets say, with its shape.
import { errorGroups } from '../api/api-queries.ts';
import { ENVIRONMENT, type Facet, facetFilters } from '../facets/facet.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import type { TimeRange } from '../time/time-range.ts';
import { GROUP_BARS } from './error-group.ts';

export const FACETS: readonly Facet[] = [
  { name: 'function', label: 'Function', field: 'faas.name' },
  { name: 'version', label: 'Version', field: 'service.version' },
  ENVIRONMENT,
];

export function groupsQuestion(search: Readonly<Record<string, string | undefined>>, range: TimeRange) {
  return errorGroups(range, facetFilters(FACETS, search), bucketSeconds(range, GROUP_BARS));
}
