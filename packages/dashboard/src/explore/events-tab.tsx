// The raw events behind the question, or behind what was picked in its answer.
import { Answer, Loading } from '../ui/panel-state.tsx';
import { usualColumns } from './event-columns.ts';
import { EventsPanel } from './events-panel.tsx';
import { usePickedSpans } from './explore-requests.ts';
import type { ExploreState } from './explore-state.ts';
import { exploreActions } from './value-actions.ts';

export function EventsTab({ state }: { readonly state: ExploreState }) {
  const { calculatedFields } = state.query;
  const { bound, spans: picked } = usePickedSpans(state);
  if (picked === null)
    return (
      <Answer query={bound} minHeight={280} frame="Events">
        {() => <Loading minHeight={280} />}
      </Answer>
    );
  return (
    <EventsPanel
      // Another box is another list.
      key={JSON.stringify(state.box)}
      title="Events"
      query={{ filters: picked.filters, ...(calculatedFields === undefined ? {} : { calculatedFields }) }}
      usual={usualColumns(state.query)}
      range={picked.range}
      actions={exploreActions(state)}
    />
  );
}
