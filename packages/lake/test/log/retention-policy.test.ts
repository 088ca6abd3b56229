// Whole hours only, and never back.
import { expect, it } from 'vitest';
import { retainedFrom } from '../../src/log/retention-policy.ts';

it('keeps every hour that is not wholly too old, and never takes one back', () => {
  const now = Date.UTC(2026, 10, 22, 17, 30);
  expect(retainedFrom(now, 7, null)).toBe('2026-11-15T17');
  expect(retainedFrom(now, 7, '2026-11-15T16')).toBe('2026-11-15T17');
  expect(retainedFrom(now - 86_400_000, 7, '2026-11-15T17')).toBe('2026-11-15T17');
});
