// Files that could not be read, and that are no damaged ones for that: the disk, a permission or a limit of the process failed. Answers go
// without them until they can be read again; set aside, they would be in no answer any more.
import type { TracelakeError } from '@tracelake/schema';
import { crc32OfFile } from './file-checks.ts';
import { cannotBeRead, errnoOf } from './storage/file-error.ts';

/** They are read whole, to see whether they can be. */
const LOOK_EVERY_MS = 1_000;
/** Who could not read it may be able to by then. */
const SOUND_FOR_MS = 60_000;

export class UnreadableFiles {
  /** When to look again, in monotonic time. */
  private readonly waiting = new Map<string, number>();
  /** Of those that somebody could not read, as long as anybody knew. */
  private readonly written = new Map<string, number>();
  private readonly locate: (path: string) => string;

  constructor(locate: (path: string) => string) {
    this.locate = locate;
  }

  /**
   * Why a file that somebody could not read is none that is damaged; `null`: it is, or nobody knows what was written.
   * @param failure of who could not: one of the disk says nothing of what the file has in it, also where it can be read by now
   * @param who of them the engine may fail longer than this process
   */
  async reasonOf(
    path: string,
    crc32: number | undefined,
    failure: TracelakeError | null,
    who: 'reader' | 'engine' = 'reader',
  ): Promise<string | null> {
    if (crc32 !== undefined) this.written.set(path, crc32);
    if (cannotBeRead(failure)) {
      const isReadHere = who === 'engine' && (await this.canBeRead(path));
      return this.passing(path, String(failure.details['errno']), isReadHere ? SOUND_FOR_MS : LOOK_EVERY_MS);
    }
    try {
      if ((await crc32OfFile(this.locate(path))) !== this.written.get(path)) return null;
      this.waiting.set(path, performance.now() + SOUND_FOR_MS);
      return 'it was not read, though it is as it was written. It is tried again.';
    } catch (error) {
      const errno = errnoOf(error);
      return errno === '' || errno === 'ENOENT' ? null : this.passing(path, errno);
    }
  }

  private passing(path: string, errno: string, lookAfterMs = LOOK_EVERY_MS): string {
    this.waiting.set(path, performance.now() + lookAfterMs);
    return `it cannot be read (${errno}). It is tried again.`;
  }

  /** They are in answers again, or gone. */
  async readableAgain(): Promise<readonly string[]> {
    const nowMs = performance.now();
    const due = [...this.waiting].flatMap(([path, atMs]) => (atMs <= nowMs ? [path] : []));
    const readable: string[] = [];
    for (const path of due) {
      if (await this.canBeRead(path)) readable.push(path);
      else this.waiting.set(path, performance.now() + LOOK_EVERY_MS);
    }
    for (const path of readable) this.waiting.delete(path);
    return readable;
  }

  private canBeRead(path: string): Promise<boolean> {
    return crc32OfFile(this.locate(path)).then(
      () => true,
      (error) => errnoOf(error) === 'ENOENT',
    );
  }
}
