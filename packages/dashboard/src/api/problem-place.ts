// Which part of a question a problem is about. The API names members of its request; who sees the page knows its clauses. Pure.
import type { ApiProblem } from './api-problem.ts';

export type Clause = 'visualise' | 'where' | 'group' | 'order' | 'limit' | 'having' | 'granularity' | 'calculated';

export interface ProblemPlace {
  readonly clause: Clause;
  /** Which of the clause's; of nested conditions the outermost. */
  readonly index: number;
}

export const CLAUSE_NAMES: Readonly<Record<Clause, string>> = {
  visualise: 'Visualise',
  where: 'Where',
  group: 'Group by',
  order: 'Order',
  limit: 'Limit',
  having: 'Having',
  granularity: 'Granularity',
  calculated: 'Calculated field',
};

const CLAUSES: Readonly<Record<string, Clause>> = {
  calculations: 'visualise',
  filters: 'where',
  breakdowns: 'group',
  orders: 'order',
  limit: 'limit',
  havings: 'having',
  granularity: 'granularity',
  calculatedFields: 'calculated',
};

type Told = Pick<ApiProblem, 'code' | 'title' | 'message' | 'hint' | 'details'>;

export interface ProblemWords {
  readonly title: string;
  readonly text: string;
  readonly hint: string | null;
}

export function problemPlace({ details }: Pick<Told, 'details'>): ProblemPlace | null {
  const [, member = '', index = '0'] = /^([a-zA-Z]+)(?:\[(\d+)\])?/.exec(String(details['field'] ?? '')) ?? [];
  const clause = CLAUSES[member];
  return clause === undefined ? null : { clause, index: Number(index) };
}

/** As the API says it, where it is of no clause; else without what only who wrote the request or its SQL would know. */
export function problemWords(problem: Told): ProblemWords {
  const { code, title, message, hint, details } = problem;
  if (problemPlace(problem) === null) return { title, text: message, hint };
  if (code === 'COLUMN_NOT_FOUND' && details['name'] !== undefined)
    return { title: 'There is no such attribute', text: `No span has ${details['name']}.`, hint };
  return {
    title: code === 'invalid_request' ? 'The question cannot be answered' : title,
    text: withoutMember(message, String(details['field'])),
    hint: hint.includes('/api/') ? null : hint,
  };
}

/** `filters[1].column: …`, `calculatedFields[0].expression at 1:7: …`, `limit must be …`. */
function withoutMember(message: string, field: string): string {
  if (!message.startsWith(field)) return message;
  const words = message
    .slice(field.length)
    .replace(/^(?: at \d+:\d+)?: /, '')
    .trimStart();
  return message.startsWith(`${field} `) && /^[a-z]/.test(words) ? `It ${words}` : words;
}
