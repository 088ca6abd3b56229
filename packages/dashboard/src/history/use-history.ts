// Remembers what was run, once it has its answer; the code comes after it.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Question } from './question-name.ts';

/** Null while nothing is answered, or nothing was asked. */
export function useHistory(question: Question | null): void {
  const client = useQueryClient();
  const text = question === null ? null : JSON.stringify(question);
  useEffect(() => {
    if (text === null) return;
    void import('./keep-question.ts').then(({ keepQuestion }) => keepQuestion(client, JSON.parse(text) as Question));
  }, [client, text]);
}
