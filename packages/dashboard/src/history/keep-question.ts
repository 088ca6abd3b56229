// Keeps a question that was answered in the lake's history, which drops its oldest by itself.
import type { QueryClient } from '@tanstack/react-query';
import { callApi } from '../api/api-client.ts';
import { historyId, type Question, questionName } from './question-name.ts';

/** A lake that is only read keeps none: nobody is told, since nobody asked for it. */
export async function keepQuestion(client: QueryClient, question: Question): Promise<void> {
  await callApi('PUT /api/v1/saved/{id}', {
    path: { id: historyId(question) },
    body: { kind: 'history', name: questionName(question), ...question },
    signal: new AbortController().signal,
  }).then(
    () => client.invalidateQueries({ queryKey: ['saved', 'history'] }),
    () => undefined,
  );
}
