// What a start takes of the fingerprints on disk: those of a busy server's last ten minutes are millions.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { latestBodies } from '../../src/log/latest-bodies.ts';
import { decodeRecentBodies, encodeRecentBodies } from '../../src/log/recent-bodies-file.ts';
import { abandon, append, bodyOf, ManualClock, newFolder, openWriter } from './lake-fixture.ts';
import { usedBytes } from './used-bytes.ts';

const FILES = 12;
const BODIES_A_FILE = 25_000;

function fingerprint(n: number): Uint8Array {
  const bytes = new Uint8Array(20);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
}

/** Of one file, in order of arrival. */
const fileOf = (first: number, count: number) =>
  encodeRecentBodies([
    {
      arrival: { atMs: new ManualClock().nowMs(), atMonotonicMs: 0 },
      bodies: Array.from({ length: count }, (_, n) => ({ fingerprint: fingerprint(first + n), rows: 1, rejected: 0 })),
    },
  ]);

it('are the latest, and files of earlier ones are not read', async () => {
  const read: string[] = [];
  const bodies = await latestBodies([3, 10, 9], 5, async (path) => {
    read.push(path);
    const first = Number(path.match(/\d+/)![0]) * 100;
    return decodeRecentBodies(fileOf(first, 3)).bodies;
  });
  expect(read).toEqual(['wal/recent/000000000010.bin', 'wal/recent/000000000009.bin']);
  const latest = [901, 902, 1000, 1001, 1002].map(fingerprint);
  expect(Array.from(bodies, (body) => body.fingerprint)).toEqual(latest);
});

it.each([
  ['fewer than they are', 1_000, 16],
  ['all of them', undefined, 24],
])(
  'keep no server from starting, however many they are, nor their memory once it runs: %s are remembered',
  async (_, recentBodies, mebibytes) => {
    const folder = await newFolder();
    const clock = new ManualClock();
    const limits = recentBodies === undefined ? {} : { recentBodies };
    const first = await openWriter(folder, { clock });
    await append(first, bodyOf(0, 1));
    await first.land();
    await append(first, bodyOf(1, 1));
    await abandon(folder);
    // As ten minutes of 500 requests a second leave them; the server's own is the latest.
    const recent = join(folder, 'wal/recent');
    await mkdir(recent, { recursive: true });
    const own = await readFile(join(recent, '000000000001.bin'));
    await writeFile(join(recent, `${FILES + 1}`.padStart(12, '0').concat('.bin')), own);
    for (let n = 1; n <= FILES; n++) {
      await writeFile(join(recent, `${n}`.padStart(12, '0').concat('.bin')), fileOf(n * BODIES_A_FILE, BODIES_A_FILE));
    }
    const before = usedBytes();
    const next = await openWriter(folder, { clock, limits });
    // As objects 300,000 of them take 170 MB.
    expect(usedBytes() - before).toBeLessThan(mebibytes << 20);
    for (const n of [0, 1]) expect(await append(next, bodyOf(n, 1))).toMatchObject({ duplicate: true });
    await next.close();
  },
  60_000,
);
