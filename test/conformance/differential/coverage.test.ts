// docs/sql.md is what the function table says, and no overload of the table is without an answer of a real Trino.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FunctionOverload } from '../../../packages/query/src/functions/function-definition.ts';
import { functionDefinition, LOCAL_FUNCTIONS } from '../../../packages/query/src/functions/function-table.ts';
import { sqlPage } from '../../../packages/query/src/page/sql-page.ts';
import { planQuery } from '../../../packages/query/src/plan/plan-query.ts';
import { recordedErrors } from './recorded-errors.ts';
import { parseRecorded } from './recorded-expression.ts';

const RECORDED = new URL('recorded/', import.meta.url);
const TIMEOUT_MS = 300_000;

/** Functions and overloads without a recorded expression, each with the reason. */
const NOT_RECORDED: Readonly<Record<string, string>> = {
  random: 'another at every call',
  approx_percentile: "Trino's is a sketch",
  uuid: 'another at every call',
  shuffle: 'another at every call',
  'approx_most_frequent(bigint,bigint,bigint)->map(bigint,bigint)': "Trino's is a sketch",
  'lead(T)->T': 'a window over rows: among the conformance queries',
  'listagg(varchar)->varchar': 'a form of the grammar: among the conformance lines',
  'normalize(varchar,varchar)->varchar': 'a form of the grammar: among the conformance lines',
};

const SIMPLE_RANGE = { startTimeUnixNano: 0n, endTimeUnixNano: 1n, duplicates: 'fast' } as const;

test('docs/sql.md is generated: npm run generate', () => {
  const page = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8');
  expect(page).toBe(sqlPage(recordedErrors(readFileSync(new URL('functions.jsonl', RECORDED), 'utf8'))));
});

test(
  'every overload of the function table has an answer of a real Trino',
  () => {
    const waiting = watchedOverloads();
    const files = readdirSync(RECORDED).filter((name) => name.endsWith('.jsonl'));
    for (const name of files.sort()) {
      for (const [expression] of parseRecorded(readFileSync(new URL(name, RECORDED), 'utf8'))) {
        if (waiting.size === 0) break;
        if (mayUse(expression, waiting)) translated(expression);
      }
    }
    const missing = [...waiting.values()].filter(
      (text) => NOT_RECORDED[text] === undefined && NOT_RECORDED[text.slice(0, text.indexOf('('))] === undefined,
    );
    expect(missing).toEqual([]);
  },
  TIMEOUT_MS,
);

/** Overloads that no call has taken yet: one takes itself off when its text is asked for. */
function watchedOverloads(): Map<FunctionOverload, string> {
  const waiting = new Map<FunctionOverload, string>();
  for (const definition of new Set(LOCAL_FUNCTIONS.map((name) => functionDefinition(name)!))) {
    for (const overload of definition.overloads) {
      const { print } = overload;
      waiting.set(overload, `${definition.names[0]}${overload.signature}`);
      const get = (): FunctionOverload['print'] => {
        waiting.delete(overload);
        return print;
      };
      Object.defineProperty(overload, 'print', { get });
    }
  }
  return waiting;
}

/** Translating takes a while: only what names a function that still waits. */
function mayUse(expression: string, waiting: ReadonlyMap<FunctionOverload, string>): boolean {
  const named = new Set((expression.match(/[a-z]\w*(?=\()/gi) ?? []).map((name) => name.toLowerCase()));
  return [...named].some((name) => functionDefinition(name)?.overloads.some((overload) => waiting.has(overload)));
}

function translated(expression: string): void {
  try {
    planQuery({ sql: `SELECT ${expression}`, ...SIMPLE_RANGE }, { files: [], documents: [] });
  } catch {
    // Refused for an argument: the overload was chosen before.
  }
}
