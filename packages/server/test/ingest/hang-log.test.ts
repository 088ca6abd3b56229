// One line for a step that hangs, one when it is over, however often is looked.
import { expect, it } from 'vitest';
import { HangLog } from '../../src/ingest/hang-log.ts';

it('tells of each step once, and once that it is over', () => {
  const lines: unknown[] = [];
  const hangs = new HangLog((level, message, fields) => lines.push([level, message, fields]));
  hangs.look([]);
  for (const runningMs of [30_100, 31_100]) hangs.look([{ step: 'landing', runningMs }]);
  hangs.look([
    { step: 'landing', runningMs: 32_100 },
    { step: 'sync', runningMs: 30_900 },
  ]);
  hangs.look([{ step: 'sync', runningMs: 31_900 }]);
  for (let n = 0; n < 2; n++) hangs.look([]);
  hangs.look([{ step: 'landing', runningMs: 30_000 }]);
  expect(lines).toEqual([
    [
      'error',
      expect.stringContaining('a landing file has been running for 30 s. Look at the disk'),
      { step: 'landing' },
    ],
    ['error', expect.stringContaining('syncing the log has been running for 30 s.'), { step: 'sync' }],
    ['info', expect.any(String), { step: 'landing' }],
    ['info', expect.any(String), { step: 'sync' }],
    ['error', expect.any(String), { step: 'landing' }],
  ]);
});
