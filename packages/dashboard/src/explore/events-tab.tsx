// The raw events behind the question, or behind what was picked in its answer.
import { Loading } from '../ui/panel-state.tsx';
import { usualColumns } from './event-columns.ts';
import { EventsPanel } from './events-panel.tsx';
import { usePickedSpans } from './explore-requests.ts';
import type { ExploreState } from './explore-state.ts';
import { exploreActions } from './value-actions.ts';

export function EventsTab({ state }: { readonly state: ExploreState }) {
  const { calculatedFields } = state.query;
  const picked = usePickedSpans(state);
  if (picked === null) return <Loading minHeight={280} />;
  return (
    <EventsPanel
      title="Events"
      query={{ filters: picked.filters, ...(calculatedFields === undefined ? {} : { calculatedFields }) }}
      usual={usualColumns(state.query)}
      range={picked.range}
      actions={exploreActions(state)}
    />
  );
}
