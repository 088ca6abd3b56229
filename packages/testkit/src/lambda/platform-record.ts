// What happened on the platform and when: the diary that tests read and measure from.

export type PlatformRecordKind =
  | 'sandbox'
  | 'spawn'
  | 'exit'
  | 'register'
  | 'subscribe'
  | 'next'
  | 'event'
  | 'refused'
  | 'telemetry'
  | 'log'
  | 'answer'
  | 'freeze'
  | 'thaw'
  | 'kill';

export interface PlatformRecord {
  /** Milliseconds since 1970, with a fraction. */
  readonly atUnixMs: number;
  readonly kind: PlatformRecordKind;
  /** `runtime`, an extension's name, or `platform`. */
  readonly who: string;
  readonly detail: unknown;
}

export class PlatformDiary {
  readonly records: PlatformRecord[] = [];

  add(kind: PlatformRecordKind, who: string, detail: unknown = null): PlatformRecord {
    const record = { atUnixMs: nowUnixMs(), kind, who, detail };
    this.records.push(record);
    return record;
  }
}

/** The wall clock with microseconds, never running backwards within a test. */
export function nowUnixMs(): number {
  return performance.timeOrigin + performance.now();
}
