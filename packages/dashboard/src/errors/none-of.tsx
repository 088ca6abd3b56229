// No errors: of how many units of work.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { numberOf } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { clockText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';

export function NoneOf({ within }: { readonly within: readonly Filter[] }) {
  const { range } = useRangeClock();
  const { zone } = useSettings();
  const filters: Filter[] = [{ column: 'main', op: '=', value: true }, ...within];
  const { data } = useQuery(structuredQuery({ calculations: [{ op: 'COUNT' }], filters }, range));
  const units = numberOf(data?.rows[0]?.[0]);
  if (units === null) return 'None in this range of time.';
  const since = clockText(range.startMs, zone, 'minutes');
  return `None in ${countText(units)} ${units === 1 ? 'unit' : 'units'} of work since ${since}.`;
}
