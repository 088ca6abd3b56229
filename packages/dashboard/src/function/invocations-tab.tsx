// A function's invocations as rows, with columns of its own attributes: those that its newest invocation has.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { useRef } from 'react';
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
  // The first that came: the next newest may have others, and columns stay what they are.
  const own = useRef<readonly string[] | null>(null);
  if (newest.data !== undefined && newest.data !== null) own.current ??= ownAttributes(newest.data).slice(0, MOST_OWN);
  return (
    <Answer query={newest} minHeight={320}>
      {() => (
        <EventsPanel
          title={title}
          query={{ filters }}
          usual={[...columns, ...(own.current ?? [])]}
          range={range}
          actions={actions}
        />
      )}
    </Answer>
  );
}
