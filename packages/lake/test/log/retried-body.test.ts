// A body that comes again within ten minutes: answered, and not stored twice.
import { describe, expect, it } from 'vitest';
import {
  abandon,
  append,
  bodyOf,
  ManualClock,
  newFolder,
  openWriter,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';

/** The first has landed, the second is in the log. */
async function killedAfterTwoBodies(clock: ManualClock): Promise<string> {
  const folder = await newFolder();
  const writer = await openWriter(folder, { clock });
  await append(writer, bodyOf(0, 3));
  await writer.land();
  await append(writer, bodyOf(3, 3));
  await abandon(folder);
  return folder;
}

describe('a retried body', () => {
  it('is answered and not stored twice', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder);
    const results = await Promise.all([append(writer, bodyOf(0, 3)), append(writer, bodyOf(0, 3))]);
    expect(results.map((result) => result.duplicate)).toEqual([false, true]);
    await writer.land();
    expect(await append(writer, bodyOf(0, 3))).toMatchObject({ rows: 3, duplicate: true });
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
    expect(writer.stats().duplicateRequests).toBe(2);
  });

  it('is known after a kill and after a restart', async () => {
    const clock = new ManualClock();
    const folder = await killedAfterTwoBodies(clock);
    const second = await openWriter(folder, { clock });
    expect(await append(second, bodyOf(0, 3))).toMatchObject({ rows: 3, duplicate: true });
    expect(await append(second, bodyOf(3, 3))).toMatchObject({ rows: 3, duplicate: true });
    await second.close();
    const third = await openWriter(folder, { clock });
    expect(await append(third, bodyOf(3, 3))).toMatchObject({ duplicate: true });
    clock.advance(600_001);
    expect(await append(third, bodyOf(3, 3))).toMatchObject({ rows: 3, duplicate: false });
    await third.close();
  });

  it('is known for ten minutes, wherever the clock is set meanwhile', async () => {
    const clock = new ManualClock();
    const writer = await openWriter(await newFolder(), { clock });
    for (const [n, jumpMs] of [86_400_000, -172_800_000].entries()) {
      await append(writer, bodyOf(3 * n, 3));
      clock.wallMs += jumpMs;
      expect(await append(writer, bodyOf(3 * n, 3))).toMatchObject({ duplicate: true });
      clock.advance(600_001);
      expect(await append(writer, bodyOf(3 * n, 3))).toMatchObject({ duplicate: false });
    }
    await writer.close();
  });

  it('is known after a kill, wherever the clock is set meanwhile', async () => {
    for (const jumpMs of [86_400_000, -86_400_000]) {
      const clock = new ManualClock();
      const folder = await killedAfterTwoBodies(clock);
      clock.advance(300_000);
      clock.wallMs += jumpMs;
      const second = await openWriter(folder, { clock });
      for (const n of [0, 3]) expect(await append(second, bodyOf(n, 3))).toMatchObject({ rows: 3, duplicate: true });
      await second.close();
      clock.wallMs += jumpMs;
      const third = await openWriter(folder, { clock });
      for (const n of [0, 3]) expect(await append(third, bodyOf(n, 3))).toMatchObject({ rows: 3, duplicate: true });
      await third.close();
      expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    }
  });
});
