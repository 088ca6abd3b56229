// The raw events behind the question, or behind what was picked in its answer.
import { useRangeClock } from '../time/range-clock.tsx';
import { usualColumns } from './event-columns.ts';
import { EventsPanel } from './events-panel.tsx';
import type { ExploreState } from './explore-state.ts';
import { pickedFilters, pickedRange } from './picked-spans.ts';
import { exploreActions } from './value-actions.ts';

export function EventsTab({ state }: { readonly state: ExploreState }) {
  const { range } = useRangeClock();
  const { calculatedFields } = state.query;
  const filters = pickedFilters(state.query, state);
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
