// Our answers judged against Trino's recorded ones.
import type { DuckDBConnection } from '@duckdb/node-api';
import { difference } from '../answer-comparison.ts';
import { localAnswer } from '../local-answer.ts';
import { type RecordedExpression, recordedError } from './recorded-expression.ts';

/** Expressions that Trino answers are asked together, since a statement costs more than an expression. */
const TOGETHER = 20;

/** `wrong` and `answered` (where Trino fails) are silent; the others say so. */
export type Outcome = 'right' | 'wrong' | 'answered' | 'refused' | 'other code' | 'failed';

export interface Judged {
  readonly expression: string;
  readonly outcome: Outcome;
  readonly info: string;
}

export async function judgeAll(
  connection: DuckDBConnection,
  recorded: readonly RecordedExpression[],
): Promise<Judged[]> {
  const judged: Judged[] = [];
  const answered = recorded.filter((one) => recordedError(one) === undefined);
  for (let i = 0; i < answered.length; i += TOGETHER) {
    judged.push(...(await judgeTogether(connection, answered.slice(i, i + TOGETHER))));
  }
  for (const one of recorded.filter((other) => recordedError(other) !== undefined))
    judged.push(await judge(connection, one));
  return judged;
}

/** Halves what is not all right, until what is wrong stands alone. */
async function judgeTogether(connection: DuckDBConnection, some: readonly RecordedExpression[]): Promise<Judged[]> {
  if (some.length === 1) return [await judge(connection, some[0])];
  if (await areAllRight(connection, some)) return some.map(([expression]) => right(expression));
  const middle = some.length >> 1;
  return [
    ...(await judgeTogether(connection, some.slice(0, middle))),
    ...(await judgeTogether(connection, some.slice(middle))),
  ];
}

function right(expression: string): Judged {
  return { expression, outcome: 'right', info: '' };
}

async function areAllRight(connection: DuckDBConnection, some: readonly RecordedExpression[]): Promise<boolean> {
  try {
    return (await found(connection, some)) === undefined;
  } catch {
    return false;
  }
}

/** What differs; throws a refusal. */
async function found(connection: DuckDBConnection, some: readonly RecordedExpression[]): Promise<string | undefined> {
  const columns = some.map(([, type], i) => ({ name: `_col${i}`, type }));
  const sql = `SELECT ${some.map(([expression]) => expression).join(', ')}`;
  const answer = await localAnswer(connection, sql);
  if ('error' in answer) throw answer.error;
  const named = answer.columns.map(({ type }, i) => ({ name: `_col${i}`, type }));
  return difference({ sql, columns, rows: [some.map(([, , value]) => value)] }, named, answer.rows);
}

async function judge(connection: DuckDBConnection, recorded: RecordedExpression): Promise<Judged> {
  const [expression] = recorded;
  const error = recordedError(recorded);
  try {
    const info = await found(connection, [recorded]);
    // A fault of Trino's own that its TRY does not hold: over rows it hides what the others come to.
    if (error === 'GENERIC_INTERNAL_ERROR' && / array_agg\(TRY\(/.test(expression)) return right(expression);
    if (error !== undefined) return { expression, outcome: 'answered', info: error };
    return info === undefined ? right(expression) : { expression, outcome: 'wrong', info };
  } catch (thrown) {
    const { code, message } = thrown as { readonly code?: string; readonly message: string };
    // The engine's answer has another type than inferred: the product refuses that.
    if (message.startsWith('column ')) return { expression, outcome: 'refused', info: message };
    if (code === undefined || code === 'engine_failed') return { expression, outcome: 'failed', info: message };
    if (error === undefined) return { expression, outcome: 'refused', info: `${code}: ${message}` };
    return {
      expression,
      outcome: code === error || code === 'NOT_SUPPORTED' ? 'right' : 'other code',
      info: `${code}, not ${error}`,
    };
  }
}
