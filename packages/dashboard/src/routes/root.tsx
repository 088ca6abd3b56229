// The frame of every view: top bar, tab bar, dialogs; and the part of the address that they share.
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, retainSearchParams } from '@tanstack/react-router';
import { type PageSearch, readPageSearch } from '../page-address.ts';
import { NotFound } from '../shell/not-found.tsx';
import { Shell } from '../shell/shell.tsx';

export const rootRoute = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  validateSearch: readPageSearch,
  search: { middlewares: [retainSearchParams<PageSearch>(['start', 'end', 'env'])] },
  component: Shell,
  notFoundComponent: NotFound,
});
