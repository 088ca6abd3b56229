// The tables in docs that follow from code: variables and costs.
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { DROP_REASONS } from '../src/core/drop-counters.ts';
import { bytesOf, CALLERS, costOf, costTable, unitsTable } from '../src/pages/cost-table.ts';
import { variablesTable } from '../src/pages/variables-table.ts';

function guarded(page: string, name: string): string {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  const [, after = ''] = text.split(`<!-- ${name}: guarded by packages/extension/test/pages.test.ts -->\n`);
  return after.split(`\n<!-- end of ${name} -->`)[0];
}

test('docs/extension.md has the variables (npm run generate)', () => {
  expect(guarded('extension.md', 'variables')).toBe(variablesTable());
});

test('docs/cost.md has the costs (npm run generate)', () => {
  expect(guarded('cost.md', 'costs')).toBe(costTable());
});

test('docs/cost.md has what filling records saves (npm run generate)', () => {
  expect(guarded('cost.md', 'units')).toBe(unitsTable());
});

/** First cells of a table. */
function namesIn(table: string): string[] {
  return [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
}

test('docs/extension.md has every reason of drops', () => {
  expect(namesIn(guarded('extension.md', 'reasons')).filter((name) => !name.includes('…'))).toEqual([...DROP_REASONS]);
});

test('docs/extension.md has every key without a column that an invocation can have', () => {
  const sources = ['invocation-event', 'init-event', 'invocation-spans'].map((name) =>
    readFileSync(new URL(`../../otlp/src/lambda/${name}.ts`, import.meta.url), 'utf8'),
  );
  const keys = [...sources.join('\n').matchAll(/'((?:aws|host|tracelake)\.[\w.]+)'/g)].map(([, key]) => key);
  expect(namesIn(guarded('extension.md', 'keys')).sort()).toEqual([...new Set(keys)].sort());
});

describe('costs', () => {
  const [rare, steady] = CALLERS;

  it('of added time at 1 GB are above those of Firehose', () => {
    const { firehose, addedLambda } = costOf('end', rare, 1_024, 1_024);
    expect(addedLambda).toBeGreaterThan(firehose);
  });

  it('of a busy caller in batches are near those of its bytes, and below any other mode', () => {
    const auto = costOf('auto', steady, 128, 512);
    const least = (bytesOf('auto', 512) * 1e6 * 0.047) / 1e9;
    expect(auto.firehose / least).toBeLessThan(1.15);
    for (const mode of ['end', 'next'] as const) {
      const other = costOf(mode, steady, 128, 512);
      expect(auto.firehose + auto.addedLambda).toBeLessThan(other.firehose + other.addedLambda);
    }
  });
});
