// Every question that comes with Tracelake: a header that says what it answers, and SQL that passes the gate. The demo's test runs them.
import { readdirSync, readFileSync } from 'node:fs';
import { planQuery } from '@tracelake/query';
import type { FieldSummary } from '@tracelake/schema';
import { describe, expect, test } from 'vitest';

const FOLDER = new URL('../../../queries/', import.meta.url);
const FILES = readdirSync(FOLDER);

/** Attributes without a column that the demo sends. */
const SENT: readonly (readonly [key: string, type: 'string' | 'number'])[] = [
  ['tenant.id', 'string'],
  ['user.plan', 'string'],
  ['payment.provider', 'string'],
  ['retry.count', 'number'],
  ['faas.invoked_name', 'string'],
];

const FIELDS: readonly FieldSummary[] = SENT.map(([key, type]) => {
  return { key, level: 'span', column: null, types: { [type]: 1 }, integral: false, sketch: [], top: [] };
});
const FILE = {
  path: 'landing/spans/dt=2026-11-22/hour=10/a.parquet',
  tier: 'landing',
  layout: 0,
  sizeBytes: 1000,
  rows: 1,
  minStartTimeUnixNano: '1',
  maxStartTimeUnixNano: '2',
} as const;

test('there are at least twelve, with names for a command line', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(12);
  expect(FILES.filter((file) => !/^[a-z]+(-[a-z0-9]+)*\.sql$/.test(file))).toEqual([]);
});

describe.each(FILES)('%s', (file) => {
  const sql = readFileSync(new URL(file, FOLDER), 'utf8');

  test('says what it answers', () => {
    expect(sql).toMatch(/^-- name: .+\n-- description: .+\n-- parameters: .+\n(?!--)/);
  });

  test('passes the gate', () => {
    const request = { sql, startTimeUnixNano: 0n, endTimeUnixNano: 10n, duplicates: 'exact' } as const;
    const documents = [{ version: 1, file: FILE, fields: FIELDS, truncated: false }] as const;
    const { plan } = planQuery(request, { files: [FILE], documents });
    expect(plan?.columns.length).toBeGreaterThan(2);
  });
});
