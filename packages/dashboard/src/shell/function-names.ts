// The names of the functions of the last day, for who types one.
import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api/api-client.ts';

export function functionNames() {
  return queryOptions({
    queryKey: ['function-names'],
    queryFn: async ({ signal }) => {
      const { functions } = await callApi('GET /api/v1/functions', { query: { start: '-24h' }, signal });
      return [...new Set(functions.map((one) => one.function))].sort();
    },
    staleTime: 300_000,
  });
}
