// Whether the page's own server answers.
import { useSyncExternalStore } from 'react';
import { health } from './api-queries.ts';
import { queryClient } from './query-client.ts';
import { ServerPresence } from './server-presence.ts';

export const serverPresence = new ServerPresence(queryClient, health().queryKey);

export function useIsServerAway(): boolean {
  return useSyncExternalStore(serverPresence.subscribe, () => serverPresence.isAway);
}
