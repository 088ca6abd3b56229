// How many connections each port may hold.
import { describe, expect, it } from 'vitest';
import { connectionPlaces, KEPT_FOR_FILES, MAX_CONNECTIONS, openFilesLimit } from '../../src/http/connection-places.ts';

describe('connectionPlaces', () => {
  it('leaves files to log, lock and queries, of few the half', () => {
    for (let openFiles = 8; openFiles < 5000; openFiles += 7) {
      const { senders, readers } = connectionPlaces(openFiles);
      expect(readers).toBeGreaterThan(0);
      expect(senders).toBeGreaterThan(readers - 1);
      expect(senders + readers).toBeLessThanOrEqual(Math.max(openFiles - KEPT_FOR_FILES, openFiles / 2));
    }
  });

  it('is the same for all where files are plenty, and where nobody says how many there are', () => {
    const plenty = { senders: MAX_CONNECTIONS, readers: MAX_CONNECTIONS };
    expect([connectionPlaces(1_000_000), connectionPlaces(null)]).toEqual([plenty, plenty]);
  });
});

describe('openFilesLimit', () => {
  it('is what the process may have open', () => {
    if (process.platform === 'linux') expect(openFilesLimit()).toBeGreaterThan(0);
  });
});
