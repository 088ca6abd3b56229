// docs/reliability.md: every test that a promise names exists, and every limit is the one of the code.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAX_FIELDS } from '../packages/lake/src/catalog/field-summary.ts';
import { DEFAULT_WRITER_LIMITS } from '../packages/lake/src/log/writer-limits.ts';
import { MAX_BODY_KEYS } from '../packages/otlp/src/key-cache.ts';
import { MAX_VALUE_DEPTH } from '../packages/otlp/src/malformed-body.ts';
import { MAX_BODY_VALUES } from '../packages/otlp/src/value-count.ts';
import { KEPT_FOR_FILES } from '../packages/server/src/http/connection-places.ts';
import { DEFAULT_OTLP_LIMITS } from '../packages/server/src/otlp/otlp-receiver.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const PAGE = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');
const MEBIBYTE = 1_048_576;
const VALUES_PER_WEIGHT = 64;

/** Cells of the rows of a guarded table, without its head. */
function rows(name: string): string[][] {
  const [, after = ''] = PAGE.split(`<!-- ${name}: guarded by test/reliability.test.ts -->`);
  const lines = after.split(`<!-- end of ${name} -->`)[0]!.trim().split('\n').slice(2);
  return lines.map((line) => line.slice(2, -2).split(' | '));
}

const NAMED = ['promises', 'faults'].flatMap(rows).map((cells) => ({
  path: cells.at(-2)!.slice(1, -1),
  title: cells.at(-1)!,
}));

test('there are promises and faults', () => {
  expect(NAMED.length).toBeGreaterThan(30);
});

test.each(NAMED)('$path: $title', ({ path, title }) => {
  expect(existsSync(join(ROOT, path))).toBe(true);
  const source = readFileSync(join(ROOT, path), 'utf8');
  expect(source.includes(`'${title}'`)).toBe(true);
});

test('limits are those of the code', () => {
  const { maxBodyBytes, maxInflatedBytes, maxInflightBytes, maxConnections, headersTimeoutMs, requestTimeoutMs } =
    DEFAULT_OTLP_LIMITS;
  const { waitingBytes, waitingWeight, unlandedLogBytes, recentBodies } = DEFAULT_WRITER_LIMITS;
  expect(maxInflatedBytes).toBe(maxBodyBytes);
  const count = (n: number) => n.toLocaleString('en');
  const lines = [
    `after decompression | ${maxBodyBytes / MEBIBYTE} MiB |`,
    `becomes | ${count(MAX_BODY_VALUES)} values:`,
    `had not | ${count(MAX_BODY_KEYS)} |`,
    `| ${MAX_VALUE_DEPTH} levels |`,
    `at once | ${maxInflightBytes / MEBIBYTE} MiB |`,
    `written | ${waitingBytes / MEBIBYTE} MiB, ${count(waitingWeight * VALUES_PER_WEIGHT)} values |`,
    `landed | ${unlandedLogBytes / MEBIBYTE / 1024} GiB |`,
    `connections of each port | ${count(maxConnections)}, or as many as leave ${KEPT_FOR_FILES} files`,
    `${headersTimeoutMs / 1000} s, ${requestTimeoutMs / 1000} s |`,
    `| ${count(MAX_FIELDS)}, of 512 bytes`,
    `ten minutes, ${count(recentBodies)} |`,
  ];
  for (const line of lines) expect(PAGE).toContain(line);
});
