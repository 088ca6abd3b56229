// What the question that is being edited would read, and cost where it is not free: before Run.
import { useQuery } from '@tanstack/react-query';
import type { StructuredQuery } from '@tracelake/query/structured';
import { queryExplanation } from '../api/api-queries.ts';
import { bytesText, usdText } from '../format/bytes.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';

export function DraftEstimate({ draft }: { readonly draft: StructuredQuery }) {
  const { range } = useRangeClock();
  const { data } = useQuery(queryExplanation({ granularity: bucketSeconds(range), ...draft }, range));
  if (data === undefined) return null;
  const usd = data.engine === 'athena' ? data.estimatedUsd.athena : data.estimatedUsd.duckdb;
  return (
    <>
      ≈ {bytesText(data.estimatedBytes)}
      {usd > 0 && `, ${usdText(usd)}`}
    </>
  );
}
