// Whether an answer said that this lake needs a token, to a question or to a write. Until it is asked for, or left.
import { type MutationCacheNotifyEvent, type QueryCacheNotifyEvent, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiProblem } from '../api/api-problem.ts';

export function useTokenNeed(): { readonly isNeeded: boolean; leave(): void } {
  const client = useQueryClient();
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => {
    const onEvent = (event: QueryCacheNotifyEvent | MutationCacheNotifyEvent): void => {
      // Each of its answers, not what an old one still says: whoever closes the dialog is left in peace.
      if (event.type === 'updated' && event.action.type === 'error' && isUnauthorized(event.action.error))
        setNeeded(true);
    };
    const ends = [client.getQueryCache().subscribe(onEvent), client.getMutationCache().subscribe(onEvent)];
    return () => {
      for (const end of ends) end();
    };
  }, [client]);
  return { isNeeded, leave: () => setNeeded(false) };
}

export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'unauthorized';
}
