// Boards as documents of the lake: kept, changed only over the version that was seen, removed.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { callApi } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { Saved } from '../api/api-types.ts';
import { showFailure } from '../ui/toasts.tsx';

export type Board = Pick<Saved, 'id' | 'name' | 'panels'> & {
  /** Without it the board is new. */
  readonly version?: number;
};

export function useBoardWrites() {
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: ['saved', 'board'] });
  const keep = useMutation({
    mutationFn: ({ id, name, panels, version }: Board) =>
      callApi('PUT /api/v1/saved/{id}', {
        path: { id },
        body: { kind: 'board', name, panels: [...(panels ?? [])] },
        ifVersion: version,
        signal: new AbortController().signal,
      }),
    onSuccess: renew,
    onError: (error) => {
      void renew();
      showFailure(`Not kept: ${isOutdated(error) ? 'someone else has changed the board' : error.message}`);
    },
  });
  const remove = useMutation({
    mutationFn: ({ id }: Board) =>
      callApi('DELETE /api/v1/saved/{id}', { path: { id }, signal: new AbortController().signal }),
    onSuccess: renew,
    onError: (error) => showFailure(`Still there: ${error.message}`),
  });
  return { keep, remove };
}

export function isOutdated(error: Error): boolean {
  return error instanceof ApiProblem && error.code === 'precondition_failed';
}
