// How much is behind each tab of a function, of the answers that its page asks for anyway.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { errorGroups } from '../api/api-queries.ts';
import { GROUP_BARS } from '../errors/error-group.ts';
import { countText } from '../format/count.ts';
import type { Figures } from '../overview/overview-request.ts';
import { useVersionFigures } from '../overview/version-figures.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';

export function useTabCounts(
  name: string,
  filters: readonly Filter[],
  figures: Figures | null,
): Readonly<Record<string, string | undefined>> {
  const { range } = useRangeClock();
  const groups = useQuery(errorGroups(range, filters, bucketSeconds(range, GROUP_BARS))).data;
  const versions = useVersionFigures('function', name).versions.filter(({ service }) => service === name).length;
  const text = (count: number | null | undefined): string | undefined =>
    count === null || count === undefined ? undefined : countText(count);
  return {
    invocations: text(figures?.requests),
    errors:
      groups === undefined ? undefined : `${countText(groups.errors.length)}${groups.truncated === true ? '+' : ''}`,
    versions: versions === 0 ? undefined : text(versions),
    cold: text(figures?.coldStarts),
  };
}
