// No errors: of how many units of work.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { numberOf } from '../format/attribute-value.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { noneText } from './none-text.ts';

export function NoneOf({ within }: { readonly within: readonly Filter[] }) {
  const { range, nowMs } = useRangeClock();
  const { zone } = useSettings();
  const filters: Filter[] = [{ column: 'main', op: '=', value: true }, ...within];
  const { data } = useQuery(structuredQuery({ calculations: [{ op: 'COUNT' }], filters }, range));
  const units = numberOf(data?.rows[0]?.[0]);
  return units === null ? 'None in this range of time.' : noneText(units, range, zone, nowMs);
}
