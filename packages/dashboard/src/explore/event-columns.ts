// Which columns the events show: in the address, so that a link shows the same; without any, those that the question is about. Pure.
import type { StructuredQuery } from '@tracelake/query/structured';
import { calculationsOf } from './query-steps.ts';

const USUAL = ['name', 'service_name', 'duration_ms', 'status_code'];
/** More are no table. */
export const MOST_EVENT_COLUMNS = 30;

/** Keys with a comma in them are escaped. */
export function columnsText(columns: readonly string[]): string {
  return columns.map((key) => key.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

export function parseColumns(text: string | undefined): readonly string[] | null {
  if (text === undefined || text === '') return null;
  const keys = text.split(',').map((key) => key.replaceAll('%2C', ',').replaceAll('%25', '%'));
  return [...new Set(keys)].filter((key) => key !== '').slice(0, MOST_EVENT_COLUMNS);
}

export function usualColumns(query: StructuredQuery): readonly string[] {
  const asked = [...(query.breakdowns ?? []), ...calculationsOf(query).flatMap(({ column }) => column ?? [])];
  return [...new Set([...USUAL, ...asked])].slice(0, MOST_EVENT_COLUMNS);
}
