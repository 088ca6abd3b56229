// Opens a question where it was made.
import { useNavigate } from '@tanstack/react-router';
import type { Saved } from '../api/api-types.ts';

export function useOpenQuestion(): (question: Pick<Saved, 'query' | 'sql'> | undefined) => void {
  const navigate = useNavigate();
  return (question) => {
    if (question?.sql !== undefined) void navigate({ to: '/sql', search: { sql: question.sql } });
    else if (question?.query !== undefined) void navigate({ to: '/explore', search: { q: question.query } });
  };
}
