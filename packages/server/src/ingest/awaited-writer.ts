// The folder's writer, and who stands in for it while the disk is too full for it to start: bodies are refused, and it is tried again.
import type { LakeWriter, RunningStep, WriterStats } from '@tracelake/lake';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';

/** How often a start is tried again. It ends at its first small file where there is still no space. */
const RETRY_MS = 1_000;
const RETRY_AFTER_SECONDS = 5;

/** Of one that has not started. */
export type WaitingWriterStats = Pick<WriterStats, 'folder' | 'trouble'>;

export interface AwaitedWriterOptions {
  /** As its stats have it. */
  readonly folder: string;
  readonly open: () => Promise<LakeWriter>;
  /** Once it has started, if it could not at first. */
  readonly onStarted: () => void;
}

export class AwaitedWriter {
  readonly #options: AwaitedWriterOptions;
  #writer: LakeWriter | null = null;
  /** Why it has not started. */
  #trouble: TracelakeError | null = null;
  #timer: NodeJS.Timeout | null = null;
  #trying: Promise<void> | null = null;

  private constructor(options: AwaitedWriterOptions) {
    this.#options = options;
  }

  /** Throws what keeps it from starting for good. */
  static async open(options: AwaitedWriterOptions): Promise<AwaitedWriter> {
    const awaited = new AwaitedWriter(options);
    try {
      awaited.#writer = await options.open();
    } catch (error) {
      if (!isFullDisk(error)) throw error;
      awaited.#trouble = error;
      awaited.#tryLater();
    }
    return awaited;
  }

  /** `null` until it has started. */
  get started(): LakeWriter | null {
    return this.#writer;
  }

  get currentTrouble(): TracelakeError | null {
    return this.#writer === null ? this.#trouble : this.#writer.currentTrouble;
  }

  get hangingSteps(): readonly RunningStep[] {
    return this.#writer?.hangingSteps ?? [];
  }

  get unshownNote(): string | null {
    return this.#writer?.unshownNote ?? null;
  }

  append(...body: Parameters<LakeWriter['append']>): ReturnType<LakeWriter['append']> {
    return this.#writer === null ? Promise.reject(refusalFor(this.#trouble!)) : this.#writer.append(...body);
  }

  async refresh(): Promise<void> {
    if (this.#writer === null) throw this.#trouble;
    await this.#writer.refresh();
  }

  stats(): WriterStats | WaitingWriterStats {
    if (this.#writer !== null) return this.#writer.stats();
    const { code, message, hint } = this.#trouble!;
    return { folder: this.#options.folder, trouble: { code, message, hint } };
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#trying;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writer?.close();
  }

  #tryLater(): void {
    this.#timer = setTimeout(() => {
      this.#trying = this.#try();
    }, RETRY_MS);
  }

  /** Whatever it fails with now, a server is running that says so: another may hold the folder meanwhile. */
  async #try(): Promise<void> {
    try {
      this.#writer = await this.#options.open();
    } catch (error) {
      this.#trouble = isTracelakeError(error) ? error : new TracelakeError('internal', String(error), { cause: error });
      this.#tryLater();
      return;
    }
    this.#options.onStarted();
  }
}

/** Senders keep what is refused for a while only: whatever keeps the writer from starting may pass, as another server's lock does. */
function refusalFor(trouble: TracelakeError): TracelakeError {
  if (trouble.retryable) return trouble;
  const { message, hint } = trouble;
  return new TracelakeError('storage_unavailable', message, {
    hint,
    cause: trouble,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

/** A limit of file sizes is the process's own: that is told at once. */
function isFullDisk(error: unknown): error is TracelakeError {
  return isTracelakeError(error) && error.code === 'disk_full' && error.details['errno'] !== 'EFBIG';
}
