// Derives docs/errors.md from the error table; a test keeps it equal.
import { ERROR_TABLE } from './error-table.ts';

export function errorsPage(): string {
  const rows = Object.entries(ERROR_TABLE).map(
    ([code, entry]) =>
      `| \`${code}\` | ${entry.status} | ${entry.title} | ${entry.hint} | ${entry.retryable ? 'yes' : 'no'} |`,
  );
  return [
    '# Errors',
    '',
    'Generated from `packages/schema`; a test keeps it equal. Every error has one of these codes: in `code` of an',
    "`application/problem+json` answer, and in front of the message on the command line. Upper-case codes are Trino's own.",
    '',
    '| code | HTTP | what happened | next step | worth a retry |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
