// The raw events behind the question, or behind what was picked in its answer.
import { useRangeClock } from '../time/range-clock.tsx';
import { Loading } from '../ui/panel-state.tsx';
import { usualColumns } from './event-columns.ts';
import { EventsPanel } from './events-panel.tsx';
import { usePickedFilters } from './explore-requests.ts';
import type { ExploreState } from './explore-state.ts';
import { pickedRange } from './picked-spans.ts';
import { exploreActions } from './value-actions.ts';

export function EventsTab({ state }: { readonly state: ExploreState }) {
  const { range } = useRangeClock();
  const { calculatedFields } = state.query;
  const filters = usePickedFilters(state);
  if (filters === null) return <Loading minHeight={280} />;
  return (
    <EventsPanel
      title="Events"
      query={{ filters, ...(calculatedFields === undefined ? {} : { calculatedFields }) }}
      usual={usualColumns(state.query)}
      range={pickedRange(range, state.box)}
      actions={exploreActions(state)}
    />
  );
}
