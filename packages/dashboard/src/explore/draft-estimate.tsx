// What the question that is being edited would read, and cost where it is not free, or why it cannot be answered: before Run.
import { useQuery } from '@tanstack/react-query';
import type { StructuredQuery } from '@tracelake/query/structured';
import { queryExplanation } from '../api/api-queries.ts';
import type { StructuredExplanation } from '../api/api-types.ts';
import { bytesText, usdText } from '../format/bytes.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';

/** Its error is the API's problem with the draft. */
export function useDraftCheck(draft: StructuredQuery, isEdited: boolean) {
  const { range } = useRangeClock();
  return useQuery({
    ...queryExplanation({ granularity: bucketSeconds(range), ...draft }, range),
    enabled: isEdited,
  });
}

export function DraftEstimate({ explanation }: { readonly explanation: StructuredExplanation | undefined }) {
  if (explanation === undefined) return null;
  const { engine, estimatedBytes, estimatedUsd } = explanation;
  const usd = engine === 'athena' ? estimatedUsd.athena : estimatedUsd.duckdb;
  return (
    <>
      ≈ {bytesText(estimatedBytes)}
      {usd > 0 && `, ${usdText(usd)}`}
    </>
  );
}
