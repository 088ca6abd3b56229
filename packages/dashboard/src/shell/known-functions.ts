// The functions of the last day, for who types the name of one.
import { queryOptions } from '@tanstack/react-query';
import { callApi } from '../api/api-client.ts';
import { countText, percentText } from '../format/count.ts';

export interface KnownFunction {
  readonly name: string;
  /** Its service where it has another name, how often it ran and failed. */
  readonly note: string;
}

export function knownFunctions() {
  return queryOptions({
    queryKey: ['known-functions'],
    queryFn: async ({ signal }) => {
      const { functions } = await callApi('GET /api/v1/functions', { query: { start: '-24h' }, signal });
      return functionsByName(functions);
    },
    staleTime: 300_000,
  });
}

interface Counted {
  readonly function: string;
  readonly service: string | null;
  readonly requests: number;
  readonly errors: number;
}

/** A function of several regions is one. */
export function functionsByName(functions: readonly Counted[]): readonly KnownFunction[] {
  const names = [...new Set(functions.map((one) => one.function))].sort();
  return names.map((name) => {
    const own = functions.filter((one) => one.function === name);
    const requests = own.reduce((sum, one) => sum + one.requests, 0);
    const errors = own.reduce((sum, one) => sum + one.errors, 0);
    const service = own[0].service;
    const parts = [
      ...(service === null || service === name ? [] : [service]),
      `${countText(requests)} ${requests === 1 ? 'request' : 'requests'}`,
      ...(errors === 0 ? [] : [`errors ${percentText(errors / requests)}`]),
    ];
    return { name, note: `${parts.join(' · ')} in a day` };
  });
}
