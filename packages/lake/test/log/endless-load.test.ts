// Senders that never pause: the roll is never done with all of it, and what else the writer has to do must not wait for that.
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isTracelakeError } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LakeWriter } from '../../src/log/lake-writer.ts';
import { openLogFile } from '../../src/log/log-file.ts';
import { type BuiltPrograms, buildPrograms } from './built-roll-worker.ts';
import { append, bodyOf, namesIn, newFolder, openWriter, visibleSpanIds } from './lake-fixture.ts';

let programs: BuiltPrograms;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => rm(dirname(programs.rollWorker), { recursive: true }));

/** Sends without a pause until it is told to stop; then gives the number of spans that were acknowledged. */
function sendTo(writer: LakeWriter, count = 8, first = 0): () => Promise<number> {
  let isOver = false;
  let acknowledged = 0;
  const send = async (sender: number) => {
    for (let n = 0; !isOver; n++) {
      try {
        await append(writer, bodyOf(first + n * count + sender, 1));
        acknowledged++;
      } catch (error) {
        if (!isTracelakeError(error) || error.code !== 'too_busy') throw error;
        await setTimeout(1);
      }
    }
  };
  const senders = Promise.all(Array.from({ length: count }, (_, sender) => send(sender)));
  return async () => {
    isOver = true;
    await senders;
    return acknowledged;
  };
}

describe('a load without a pause', () => {
  it('lets a refresh end with what was there when it began', async () => {
    // A log for each body: more come than can be rolled.
    const writer = await openWriter(await newFolder(), {
      worker: { entry: programs.rollWorker },
      limits: { segmentBytes: 256, waitingBytes: 1 << 14 },
    });
    const stop = sendTo(writer);
    await setTimeout(100);
    await writer.refresh();
    expect(writer.stats().log.unlandedRows).toBeGreaterThan(0);
    await stop();
    await writer.close();
  });

  it('lets a refresh end, too, where two senders share a log and take turns', async () => {
    const folder = await newFolder();
    // The second comes while the first one's body is being synced, and so on.
    const writer = await openWriter(folder, {
      openLogFile: async (path) => {
        const file = await openLogFile(path);
        return {
          writev: (buffers, position) => file.writev(buffers, position),
          datasync: () => setTimeout(10).then(() => file.datasync()),
          truncate: (size) => file.truncate(size),
          close: () => file.close(),
        };
      },
    });
    const stops = [sendTo(writer, 1)];
    await setTimeout(5);
    stops.push(sendTo(writer, 1, 1_000_000));
    await setTimeout(100);
    await writer.refresh();
    expect((await visibleSpanIds(folder)).length).toBeGreaterThan(0);
    const [first, second] = await Promise.all(stops.map((stop) => stop()));
    const acknowledged = first! + second!;
    await writer.close();
    expect((await visibleSpanIds(folder)).length).toBe(acknowledged);
  });

  it('lets tails be deleted whose rows have landed', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder, {
      worker: { entry: programs.rollWorker },
      limits: { segmentBytes: 256, waitingBytes: 1 << 14, tailEveryMs: 50, landEveryMs: 500, graceMs: 100 },
    });
    const stop = sendTo(writer);
    let first: string | undefined;
    while (first === undefined) {
      await setTimeout(5);
      first = (await namesIn(folder, 'wal/tail')).find((name) => name.endsWith('.parquet'));
    }
    while ((await namesIn(folder, 'wal/tail')).includes(first)) await setTimeout(20);
    const acknowledged = await stop();
    await writer.close();
    expect((await visibleSpanIds(folder)).length).toBe(acknowledged);
  });
});
