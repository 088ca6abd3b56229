// What can be done with a box, by its bar and by keys.
import { useKeys } from '../keys/use-keys.ts';
import { useChangeSearch } from '../page-search.ts';
import type { ExploreState } from './explore-state.ts';
import { isTimeBox, whereBox } from './query-steps.ts';

export interface BoxActions {
  readonly boxCompare: () => unknown;
  readonly boxZoom: () => unknown;
  readonly boxTraces: () => unknown;
  readonly boxWhere: () => unknown;
}

export function useBoxActions(state: ExploreState): BoxActions {
  const change = useChangeSearch();
  const { box } = state;
  const actions = {
    boxCompare: () => box !== null && state.setTab('compare'),
    boxZoom: () => box !== null && change({ start: box.start, end: box.end, box: undefined }),
    boxTraces: () => box !== null && state.setTab('traces'),
    boxWhere: () => {
      if (box === null) return false;
      const said = isTimeBox(box) ? 'its time' : `${box.column} and its time`;
      return state.apply(whereBox(box), `Where, as what was picked: ${said}`, { start: box.start, end: box.end });
    },
  };
  useKeys({ ...actions, close: () => box !== null && state.setBox(null) });
  return actions;
}
