// How a panel shows its answer: over time, as one number, or by group. `view` of the panel says it; what does not fit the question is not offered.
import { type Calculation, decodeQuery, type StructuredQuery } from '@tracelake/query/structured';
import type { StructuredAnswer } from '../api/api-types.ts';

export type PanelView = 'time' | 'number' | 'groups';

export interface DrawnAnswer {
  readonly answer: StructuredAnswer;
  readonly calculation: Calculation;
  readonly height: number;
}

export const VIEW_NAMES: Readonly<Record<PanelView, string>> = {
  time: 'Over time',
  number: 'As a number',
  groups: 'By group',
};

export function panelView(text: string | undefined): PanelView {
  return text === 'number' || text === 'groups' ? text : 'time';
}

export function viewsOf(text: string): readonly PanelView[] {
  const { query } = readQuestion(text);
  if (query === null) return [];
  return ['time', (query.breakdowns ?? []).length > 0 ? 'groups' : 'number'];
}

export function readQuestion(
  text: string,
): { query: StructuredQuery; problem: null } | { query: null; problem: string } {
  try {
    return { query: decodeQuery(text), problem: null };
  } catch (error) {
    return { query: null, problem: (error as Error).message };
  }
}
