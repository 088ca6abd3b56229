// A real file system of a few megabytes, to be filled: what no mock of one does. It needs root on Linux.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  /** Fills it up to so many bytes. */
  fill(freeBytes: number): void;
  /** Frees what `fill` took. */
  empty(): void;
  setSize(sizeBytes: number): void;
  /** `false` while a process has a file open for writing. */
  setReadOnly(isReadOnly: boolean): boolean;
  remove(): void;
}

export interface SmallDiskOptions {
  /** So many, folders included. */
  readonly inodes?: number;
  /** Whether `CI` is "true". */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const BALLAST = 'ballast';

/** Linux' CAP_SYS_ADMIN, of which mount(2) asks. */
const MAY_MOUNT = 1n << 21n;

/** In CI a disk that could be mounted and is not is an error: nobody there reads that its tests were skipped. */
function isExpected(env: SmallDiskOptions['env']): boolean {
  if (env['CI'] !== 'true' || process.platform !== 'linux') return false;
  const [, rights] = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return (BigInt(`0x${rights}`) & MAY_MOUNT) !== 0n;
}

/** `null`, and a line on stderr, where this process may not mount: the caller skips its test. */
export function mountSmallDisk(sizeBytes: number, { inodes, env }: SmallDiskOptions): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'tracelake-disk-'));
  const options = `size=${sizeBytes}${inodes === undefined ? '' : `,nr_inodes=${inodes}`}`;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(path);
    const why = `no small disk can be mounted here (${(error as Error).message.split('\n', 1)[0]})`;
    if (isExpected(env))
      throw new Error(`This process has the right to mount, and CI is "true", but ${why}.`, { cause: error });
    console.warn(`NOT TESTED: ${why}.`);
    return null;
  }
  const remount = (option: string) => spawnSync('mount', ['-o', `remount,${option}`, path]).status === 0;
  const ballast = join(path, BALLAST);
  return {
    path,
    fill(freeBytes) {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(ballast, new Uint8Array(Math.max(0, bavail * bsize - freeBytes)), { flag: 'a' });
    },
    empty: () => rmSync(ballast, { force: true }),
    setSize: (bytes) => void remount(`size=${bytes}`),
    setReadOnly: (isReadOnly) => remount(isReadOnly ? 'ro' : 'rw'),
    remove() {
      // Lazily: a process that a test has just killed may still hold a file.
      execFileSync('umount', ['--lazy', path]);
      rmdirSync(path);
    },
  };
}
