// What a sender is told where the log is full.
import { TracelakeError } from '@tracelake/schema';
import { expect, test } from 'vitest';
import { withRollTrouble } from '../../src/log/append-admission.ts';

const BUSY = new TracelakeError('too_busy', '9 bytes of the log have not landed.', { retryAfterSeconds: 5 });

test.each([
  ['disk_full', 'disk_full'],
  ['storage_unavailable', 'storage_unavailable'],
  ['folder_read_only', 'storage_unavailable'],
] as const)('the roll fails with %s: %s, with both reasons', (code, told) => {
  const roll = new TracelakeError(code, 'It cannot be written.', { hint: 'Mend it.' });
  expect(withRollTrouble(BUSY, roll)).toMatchObject({
    code: told,
    message: '9 bytes of the log have not landed. It cannot be written.',
    hint: 'Mend it.',
    retryAfterSeconds: 5,
  });
});

test("what is not the disk's doing is told as it is", () => {
  expect(withRollTrouble(BUSY, null)).toBe(BUSY);
  expect(withRollTrouble(BUSY, new TracelakeError('internal', 'A mistake.'))).toBe(BUSY);
  const large = new TracelakeError('body_too_large', 'Too large.');
  expect(withRollTrouble(large, new TracelakeError('disk_full', 'Full.'))).toBe(large);
});
