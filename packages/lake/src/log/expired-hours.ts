// Hides hours that are no longer kept, and deletes them a grace period later. It makes its own room where the disk is full.
import { isTracelakeError } from '@tracelake/schema';
import { withRetention } from '../current-document.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import type { CurrentPublisher } from './current-publisher.ts';
import { retainedFrom } from './retention-policy.ts';
import { deleteExpired, deleteOldestExpired } from './retention-sweep.ts';
import type { WriterClock } from './writer-clock.ts';

export interface ExpiredHoursOptions {
  readonly storage: FolderStorage;
  readonly table: string;
  readonly publisher: CurrentPublisher;
  readonly clock: WriterClock;
  /** Throws when the folder is not the writer's any more: then it is left as it is. */
  readonly assertOwned: () => void;
  readonly retentionDays: number | null;
  readonly graceMs: number;
}

/** What is older than `from`, and when a grace period is over since that was said. */
interface Bound {
  readonly from: string | null;
  readonly dueAtMonotonicMs: number;
}

export class ExpiredHours {
  deletedFiles = 0;
  private readonly options: ExpiredHoursOptions;
  /** As the clock says. */
  private bound: Bound | null = null;
  /** As this process has published; what an earlier one left is deleted a grace period after its start. */
  private hidden: Bound | null = null;
  private isSwept = false;

  constructor(options: ExpiredHoursOptions) {
    this.options = options;
  }

  /** First the published document leaves old hours out; a grace period later they are deleted, if the clock then says the same. */
  async hide(): Promise<void> {
    const { publisher, clock, retentionDays } = this.options;
    const from = retainedFrom(clock.nowMs(), retentionDays);
    if (this.bound === null || this.bound.from !== from) this.bound = this.boundFrom(from);
    if (from !== publisher.current.retainedFrom) await this.publish(this.bound);
    if (this.hidden !== null && this.hidden.from === from) return;
    this.hidden = this.boundFrom(from);
    this.isSwept = false;
  }

  /**
   * Ends early where a clock that was ahead is set right: to show again what it had hidden waits for this.
   * @param isStopping see deleteExpired
   */
  async deleteDue(isStopping: () => boolean): Promise<void> {
    const { storage, table, assertOwned, clock, retentionDays } = this.options;
    if (this.hidden === null || this.hidden.from === null || this.isSwept || !this.isDue(this.hidden)) return;
    const { from } = this.hidden;
    const isOver = () => isStopping() || (retainedFrom(clock.nowMs(), retentionDays) ?? '') < from;
    this.isSwept = true;
    this.deletedFiles += await deleteExpired({ storage, table, assertOwned }, from, isOver);
    this.isSwept = !isOver();
  }

  /** A full disk has no space for the document by which it would get some: one file of what is to go gives that, though nothing has hidden it. */
  private async publish(bound: Bound): Promise<void> {
    const { storage, table, publisher, assertOwned } = this.options;
    const publish = () => {
      assertOwned();
      return publisher.publish(withRetention(publisher.current, bound.from), true);
    };
    try {
      await publish();
    } catch (error) {
      const isFull = isTracelakeError(error) && error.code === 'disk_full';
      if (!isFull || bound.from === null || !this.isDue(bound)) throw error;
      this.deletedFiles += await deleteOldestExpired({ storage, table, assertOwned }, bound.from);
      await publish();
    }
  }

  private boundFrom(from: string | null): Bound {
    return { from, dueAtMonotonicMs: this.options.clock.monotonicMs() + this.options.graceMs };
  }

  private isDue({ dueAtMonotonicMs }: Bound): boolean {
    return this.options.clock.monotonicMs() >= dueAtMonotonicMs;
  }
}
