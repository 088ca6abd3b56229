// Boards as documents of the lake: kept, changed only over the version that was seen, removed; one change after another, each over the one before it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { callApi } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { savedOf } from '../api/api-queries.ts';
import type { Saved } from '../api/api-types.ts';
import { showFailure } from '../ui/toasts.tsx';
import { OwnVersions } from './own-versions.ts';

const ownVersions = new OwnVersions();

export type Board = Pick<Saved, 'id' | 'name' | 'panels'> & {
  /** Without it the board is new. */
  readonly version?: number;
};

const KEY = savedOf('board').queryKey;
/** Writes wait for each other. */
const WRITES = { mutationKey: ['board'], scope: { id: 'board' } };

export function useBoardWrites() {
  const client = useQueryClient();
  const boardsAre = (next: (board: Saved) => Saved): void =>
    void client.setQueryData(KEY, (all) => all && { ...all, saved: all.saved.map(next) });
  // What is asked while more is to be written lacks it.
  const renew = async () => {
    if (client.isMutating(WRITES) === 1) await client.invalidateQueries({ queryKey: KEY });
  };
  const keep = useMutation({
    ...WRITES,
    mutationFn: async ({ id, name, panels, version }: Board) => {
      const kept = await callApi('PUT /api/v1/saved/{id}', {
        path: { id },
        body: { kind: 'board', name, panels: [...(panels ?? [])] },
        ifVersion: version === undefined ? undefined : ownVersions.latest(id, version),
        signal: new AbortController().signal,
      });
      if (version !== undefined) ownVersions.wrote(id, version, kept.version);
      return kept;
    },
    // The next change is made of what this one gives, which need not have come back.
    onMutate: async ({ id, name, panels = [] }) => {
      await client.cancelQueries({ queryKey: KEY });
      boardsAre((board) => (board.id === id ? { ...board, name, panels } : board));
    },
    onSuccess: renew,
    onError: (error) => {
      void renew();
      showFailure(`Not kept: ${isOutdated(error) ? 'someone else has changed the board' : error.message}`);
    },
  });
  const remove = useMutation({
    ...WRITES,
    mutationFn: ({ id, version }: Board) =>
      callApi('DELETE /api/v1/saved/{id}', {
        path: { id },
        ifVersion: version === undefined ? undefined : ownVersions.latest(id, version),
        signal: new AbortController().signal,
      }),
    onSuccess: renew,
    onError: (error) => {
      void renew();
      showFailure(`Still there: ${isOutdated(error) ? 'someone else has changed the board' : error.message}`);
    },
  });
  return { keep, remove };
}

export function isOutdated(error: Error): boolean {
  return error instanceof ApiProblem && error.code === 'precondition_failed';
}
