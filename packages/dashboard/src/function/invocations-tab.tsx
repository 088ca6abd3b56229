// A function's invocations as rows, with columns of its own attributes: those that its newest invocation has.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { newestSpan } from '../api/api-queries.ts';
import { EventsPanel } from '../explore/events-panel.tsx';
import { STARTING_QUERY } from '../explore/starting-query.ts';
import { useExploreLinks } from '../explore/value-actions.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { ownAttributes } from './own-attributes.ts';

interface InvocationsTabProps {
  readonly title: string;
  readonly filters: readonly Filter[];
  /** Before the function's own. */
  readonly columns: readonly string[];
}

const MOST_OWN = 5;

export function InvocationsTab({ title, filters, columns }: InvocationsTabProps) {
  const { range } = useRangeClock();
  const actions = useExploreLinks({ ...STARTING_QUERY, filters });
  const newest = useQuery(newestSpan({ filters }, range));
  return (
    <Answer query={newest} minHeight={320}>
      {(span) => (
        <EventsPanel
          title={title}
          query={{ filters }}
          usual={[...columns, ...(span === null ? [] : ownAttributes(span).slice(0, MOST_OWN))]}
          range={range}
          actions={actions}
        />
      )}
    </Answer>
  );
}
