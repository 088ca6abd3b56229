// Where a small disk cannot be had its tests are skipped; in CI, where it could be had, they fail.
import { afterEach, expect, it, vi } from 'vitest';
import { mountSmallDisk } from '../src/small-disk.ts';

afterEach(() => void vi.unstubAllEnvs());

it('is missed in CI alone, where this process has the right to mount', ({ skip }) => {
  const disk = mountSmallDisk(1 << 20, { env: process.env });
  if (disk === null) skip();
  disk!.remove();
  // Without its program no disk is mounted.
  vi.stubEnv('PATH', '/nowhere');
  vi.stubEnv('CI', undefined);
  expect(mountSmallDisk(1 << 20, { env: process.env })).toBeNull();
  vi.stubEnv('CI', 'true');
  expect(() => mountSmallDisk(1 << 20, { env: process.env })).toThrow(/has the right to mount, and CI is "true"/);
});
