// One line a code, however often senders come.
import { TracelakeError } from '@tracelake/schema';
import { expect, test } from 'vitest';
import { RefusalLog } from '../../src/otlp/refusal-log.ts';

test('tells of each code at once, then once in ten seconds with how many there were', () => {
  const lines: unknown[] = [];
  let nowMs = 0;
  const log = new RefusalLog(
    (level, message, fields) => lines.push([level, message, fields]),
    () => nowMs,
  );
  const busy = new TracelakeError('too_busy', 'busy');
  for (nowMs = 0; nowMs < 9_000; nowMs += 100) log.note(busy);
  log.note(new TracelakeError('disk_full', 'full'));
  nowMs = 10_000;
  log.note(busy);
  expect(lines).toEqual([
    ['warn', 'busy', { code: 'too_busy' }],
    ['warn', 'full', { code: 'disk_full' }],
    ['warn', 'busy', { code: 'too_busy', refusedSinceLastLine: 89 }],
  ]);
});
