// Group commit: everything that waits goes to disk in one write and one sync; while that runs, the next group gathers.
import type { LogSegment, PlacedRecord, SealedRecord } from './log-segment.ts';
import type { RunningSteps } from './running-steps.ts';

interface WaitingRecord {
  readonly segment: LogSegment;
  readonly record: SealedRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Called when the last waiting body of a segment has reached the disk, or failed to. */
  readonly onSettled: (segment: LogSegment) => void;
  readonly steps: RunningSteps;
}

export class GroupCommit {
  private waiting: WaitingRecord[] = [];
  private running: Promise<void> | null = null;
  /** The end of the record that was added last: none that was added before it ends later. */
  private last: Promise<void> = Promise.resolve();
  private readonly options: GroupCommitOptions;
  /** Groups written and synced, failed ones included. */
  groups = 0;

  constructor(options: GroupCommitOptions) {
    this.options = options;
  }

  /** Resolves when the record is on disk. Throws the operating system's error when it is not. */
  add(segment: LogSegment, record: SealedRecord): Promise<void> {
    const added = new Promise<void>((resolve, reject) => {
      this.waiting.push({ segment, record, resolve, reject });
      this.running ??= this.run();
    });
    this.last = added.catch(() => undefined);
    return added;
  }

  /** Resolves when none waits of those that are there now: of two senders that take turns one always does. */
  idle(): Promise<void> {
    return this.last;
  }

  private async run(): Promise<void> {
    // Bodies that arrive in the same turn of the event loop share the first group.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.commit(this.takeGroup());
    this.running = null;
  }

  /** The waiting records of the oldest segment: a group never spans two log files. */
  private takeGroup(): WaitingRecord[] {
    const segment = this.waiting[0]!.segment;
    const following = this.waiting.findIndex((entry) => entry.segment !== segment);
    return this.waiting.splice(0, following === -1 ? this.waiting.length : following);
  }

  private async commit(group: readonly WaitingRecord[]): Promise<void> {
    const segment = group[0]!.segment;
    const records = group.map((entry) => entry.record);
    const ranges = contiguousRanges(records).map(({ start, end }) => segment.bytes.subarray(start, end));
    if (segment.file.sizeBytes === 0) ranges.unshift(segment.fileHeader);
    this.groups++;
    try {
      await this.options.steps.during('sync', () => segment.file.append(ranges));
      segment.settle(records, true);
      for (const entry of group) entry.resolve();
    } catch (error) {
      segment.settle(records, false);
      for (const entry of group) entry.reject(error);
    }
    if (segment.pendingBodies === 0) this.options.onSettled(segment);
  }
}

/** Neighbours become one range: a group of whole records is usually a single write. */
export function contiguousRanges(records: readonly PlacedRecord[]): PlacedRecord[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of records) {
    const last = ranges.at(-1);
    if (last !== undefined && last.end === start) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}
