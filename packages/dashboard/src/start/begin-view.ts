// What can begin as soon as the address is known: the view's first question, and its code.
import { askedQueries } from '../api/asked-queries.ts';
import { queryClient } from '../api/query-client.ts';
import { nowOfOpening } from '../time/opening-moment.ts';
import { askFirst } from './first-question.ts';
import { openedView } from './opened-view.ts';
import { viewCode } from './view-code.ts';

export function beginView(address: Pick<Location, 'pathname' | 'search'>): void {
  addEventListener('pagehide', () => askedQueries.endAll());
  const opened = openedView(address);
  if (opened === null) return;
  // What fails here fails again where the view asks for it, and is told there.
  void askFirst(queryClient, opened, nowOfOpening());
  viewCode[opened.view]().catch(() => undefined);
}
