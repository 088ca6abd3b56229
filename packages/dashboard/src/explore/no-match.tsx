// No span fits: of how many, and which condition alone keeps all of them out, as the one to drop.
import { useQueries, useQuery } from '@tanstack/react-query';
import { calculationName, type StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import type { StructuredAnswer } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/panel-state.tsx';
import type { ExploreState } from './explore-state.ts';
import { countOfAll, emptyingFilter, noMatchText, withoutEach } from './no-match-words.ts';
import { calculationsOf, dropFilter, filterText } from './query-steps.ts';

interface NoMatchProps {
  readonly state: ExploreState;
  /** That found nothing: another may be under way. */
  readonly query: StructuredQuery;
  /** Nothing was counted, and no calculation found a number: there may be spans. */
  readonly isValueless: boolean;
}

export function NoMatch({ state, query, isValueless }: NoMatchProps) {
  const { range } = useRangeClock();
  const filters = query.filters ?? [];
  const isAsking = filters.length > 0 && !isValueless;
  const all = useQuery({ ...structuredQuery(countOfAll(query), range), enabled: isAsking });
  const counts = useQueries({
    queries: (isAsking ? withoutEach(query) : []).map((one) => structuredQuery(one, range)),
    combine: (answers) => answers.map(({ data }) => countOf(data)),
  });
  const at = emptyingFilter(filters.length, counts);
  return (
    <Panel label="Charts">
      <Empty
        title={isValueless ? 'Nothing to calculate with' : 'No spans match'}
        minHeight={320}
        action={
          filters.length > 0 && (
            <Button onClick={() => state.apply(dropFilter(filters[at]))}>Drop {filterText(filters[at])}</Button>
          )
        }
      >
        {isValueless
          ? `${calculationsOf(query).map(calculationName).join(', ')} found no number in the spans that match.`
          : noMatchText(query, countOf(all.data), counts[at] ?? null)}
      </Empty>
    </Panel>
  );
}

function countOf(answer: StructuredAnswer | undefined): number | null {
  return numberOf(answer?.rows[0]?.[0]);
}
