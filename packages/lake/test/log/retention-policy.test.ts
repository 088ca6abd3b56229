// Whole hours only; the bound goes where the clock goes.
import { expect, it } from 'vitest';
import { retainedFrom } from '../../src/log/retention-policy.ts';

it('keeps every hour that is not wholly too old', () => {
  const now = Date.UTC(2026, 10, 22, 17, 30);
  expect(retainedFrom(now, 7)).toBe('2026-11-15T17');
  expect(retainedFrom(now + 1_800_000, 7)).toBe('2026-11-15T18');
  expect(retainedFrom(now - 86_400_000, 7)).toBe('2026-11-14T17');
});

it('keeps all where nobody asked for less', () => {
  expect(retainedFrom(Date.UTC(2026, 10, 22), null)).toBe(null);
});
