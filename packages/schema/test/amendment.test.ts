// What `amends` says of late values.
import { expect, test } from 'vitest';
import { amendedColumns, amendsText } from '../src/amendment.ts';

test('the columns that it names, and none of the identity', () => {
  const columns = ['aws_lambda_billed_duration_ms', 'attributes_number'];
  expect(amendedColumns(amendsText(columns))).toEqual(columns);
  expect(amendedColumns('span_id,duration_nano,amends')).toEqual(['duration_nano']);
});

test('a text that names no column may mean any', () => {
  const columns = amendedColumns('platform.report');
  expect(columns).toContain('duration_nano');
  expect(columns).not.toContain('trace_id');
});
