// How a panel shows its answer: as the heatmap that it asks for, over time, as one number, by group, or, of SQL, as a chart or its rows. `view` of the panel says it; what does not fit the question is not offered.
import { type Calculation, decodeQuery, type StructuredQuery } from '@tracelake/query/structured';
import type { AskedAnswer } from '../api/api-queries.ts';
import { calculationsOf } from '../explore/query-steps.ts';

export type PanelView = 'heatmap' | 'time' | 'number' | 'groups' | 'chart' | 'rows';

export interface DrawnAnswer {
  readonly answer: AskedAnswer;
  readonly calculation: Calculation;
  readonly height: number;
  /** Of the panel's head, beside its title. */
  readonly beside: HTMLElement | null;
}

export interface ViewedPanel {
  readonly query?: string | undefined;
  readonly sql?: string | undefined;
  readonly view?: string | undefined;
}

export const VIEW_NAMES: Readonly<Record<PanelView, string>> = {
  heatmap: 'As a heatmap',
  time: 'Over time',
  number: 'As a number',
  groups: 'By group',
  chart: 'As a chart',
  rows: 'As a table',
};

/** What is said, where it fits; else the first that does. */
export function panelView(panel: ViewedPanel): PanelView | undefined {
  const views = viewsOf(panel);
  return views.find((view) => view === panel.view) ?? views[0];
}

export function viewsOf({ query: text, sql }: ViewedPanel): readonly PanelView[] {
  if (sql !== undefined) return ['chart', 'rows'];
  if (text === undefined) return [];
  const { query } = readQuestion(text);
  if (query === null) return [];
  const hasHeatmap = calculationsOf(query).some(({ op }) => op === 'HEATMAP');
  return [
    ...(hasHeatmap ? ['heatmap' as const] : []),
    'time',
    (query.breakdowns ?? []).length > 0 ? 'groups' : 'number',
  ];
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
