// What a deployment may be told, and what is refused before anything is made.
import { expect, it } from 'vitest';
import { readSettings } from '../../infra/settings.ts';
import { lifecycleRules } from '../../infra/storage.ts';

it('has defaults for all', () => {
  expect(readSettings({})).toEqual({
    bufferSeconds: 300,
    retentionDays: null,
    scanLimitBytes: 100e9,
    queryConcurrency: 10,
    queryMemoryMb: 1769,
    architecture: 'arm64',
    bucketName: null,
  });
});

it('takes what it is told', () => {
  const settings = readSettings({
    TRACELAKE_BUFFER_SECONDS: '60',
    TRACELAKE_RETENTION_DAYS: '30',
    TRACELAKE_SCAN_LIMIT_GB: '5',
    TRACELAKE_QUERY_CONCURRENCY: '0',
    TRACELAKE_QUERY_MEMORY_MB: '3008',
    TRACELAKE_ARCHITECTURE: 'x86_64',
  });
  expect(settings).toMatchObject({ bufferSeconds: 60, retentionDays: 30, scanLimitBytes: 5e9, queryConcurrency: null });
});

it.each([
  ['TRACELAKE_BUFFER_SECONDS', '30', '60 to 900'],
  ['TRACELAKE_BUFFER_SECONDS', '5m', '60 to 900'],
  ['TRACELAKE_RETENTION_DAYS', '-1', '0 to 36500'],
  ['TRACELAKE_SCAN_LIMIT_GB', '0.5', '1 to 100000'],
  ['TRACELAKE_ARCHITECTURE', 'arm', 'arm64 or x86_64'],
  ['TRACELAKE_BUCKET', 's3://lake', 'without s3://'],
])('refuses %s=%s', (name, value, allowed) => {
  expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`${name} is "${value}".*${allowed}`));
});

it.each([
  [0, { errors: 90, results: 7, cancel: 1 }],
  [30, { errors: 30, results: 7, cancel: 1, landing: 30, catalog: 30 }],
  [3, { errors: 3, results: 3, cancel: 1, landing: 3, catalog: 3 }],
])('keeps nothing that is made of spans longer than %d days', (days, expected) => {
  const rules = lifecycleRules(readSettings({ TRACELAKE_RETENTION_DAYS: String(days) }));
  const expiring = rules.flatMap((rule) => ('expiration' in rule ? [[rule.id, rule.expiration.days]] : []));
  expect(Object.fromEntries(expiring)).toEqual(expected);
});
