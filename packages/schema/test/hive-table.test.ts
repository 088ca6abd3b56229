// The catalogue for a Trino of one's own: Glue's types in Trino's words, partitions by projection. test/trino runs it on a real one.
import { expect, test } from 'vitest';
import { glueTypeText } from '../src/column-type.ts';
import { hiveTableStatement, SPANS_TABLE, trinoTypeOfGlue, trinoTypeText } from '../src/index.ts';

test('every column keeps its type by way of Glue', () => {
  for (const { type } of SPANS_TABLE.columns) {
    expect(trinoTypeOfGlue(glueTypeText(type)).replaceAll('"', '')).toBe(trinoTypeText(type));
  }
});

test('the statement names every column, its attribute and the partitions', () => {
  const statement = hiveTableStatement(SPANS_TABLE, {
    name: 'hive.o.spans_landing',
    location: "s3://it's/landing/spans",
    days: ['2026-01-01', 'NOW'],
  });
  for (const { name } of SPANS_TABLE.columns) expect(statement).toContain(`"${name}" `);
  expect(statement).toContain(`"http_route" varchar COMMENT 'http.route'`);
  expect(statement).toContain(`external_location = 's3://it''s/landing/spans'`);
  expect(statement).toContain(`"dt" varchar WITH (partition_projection_type = 'DATE'`);
  expect(statement).toContain(`ARRAY['2026-01-01', 'NOW']`);
});
