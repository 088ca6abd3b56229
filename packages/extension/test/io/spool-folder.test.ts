// The spool's files: kept over processes, and a folder that cannot be written is no error.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mountSmallDisk } from '@tracelake/testkit';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openSpoolFolder } from '../../src/io/spool-folder.ts';

const disk = mountSmallDisk(65_536, { env: process.env });
const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

afterAll(() => disk?.remove());

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-spool-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'spool');
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the folder', () => {
  it('keeps segments and state for the next process', () => {
    const folder = temporaryFolder();
    const first = openSpoolFolder(folder);
    expect(first.find()).toEqual({ segments: [], invocationState: null });
    first.saveState('{"a":0}');
    expect(openSpoolFolder(folder).find()).toEqual({ segments: [], invocationState: '{"a":0}' });
    expect(first.append('0000000002.spool', bytes('ab'))).toBe(true);
    expect(first.append('0000000001.spool', bytes('x'))).toBe(true);
    expect(first.append('0000000002.spool', bytes('c'))).toBe(true);
    first.saveState('{"a":"longer, é"}');
    first.saveState('{"a":1}');
    writeFileSync(join(folder, 'stranger.txt'), 'x');
    expect(statSync(join(folder, '0000000001.spool')).mode & 0o777).toBe(0o600);

    const second = openSpoolFolder(folder);
    expect(second.find()).toEqual({
      segments: [
        { name: '0000000001.spool', bytes: 1 },
        { name: '0000000002.spool', bytes: 3 },
      ],
      invocationState: '{"a":1}',
    });
    expect(Buffer.from(second.read('0000000002.spool')!).toString()).toBe('abc');
    second.remove('0000000002.spool');
    second.remove('0000000002.spool');
    expect(second.read('0000000002.spool')).toBeNull();
    second.saveState('');
    expect(second.find().invocationState).toBeNull();
  });

  it('that cannot be made or written says so', () => {
    const folder = temporaryFolder();
    writeFileSync(folder, 'a file in its place');
    const spool = openSpoolFolder(folder);
    expect(spool.append('0000000001.spool', bytes('a'))).toBe(false);
    spool.saveState('x');
    expect(spool.find()).toEqual({ segments: [], invocationState: null });
  });

  it.skipIf(process.platform !== 'linux')('below a place that takes no folders says so at once', () => {
    expect(openSpoolFolder('/proc/nothing/spool').append('0000000001.spool', bytes('a'))).toBe(false);
  });

  it.skipIf(disk === null)('that is full says so, and keeps what it has', () => {
    const spool = openSpoolFolder(join(disk!.path, 'spool'));
    expect(spool.append('0000000001.spool', bytes('kept'))).toBe(true);
    expect(spool.append('0000000002.spool', new Uint8Array(200_000))).toBe(false);
    expect(spool.append('0000000001.spool', new Uint8Array(200_000))).toBe(false);
    expect(Buffer.from(spool.read('0000000001.spool')!).toString()).toBe('kept');
  });
});
