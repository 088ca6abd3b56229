// Bodies that stand in the log twice: a disk refused a body and then refused to be cut back, so the sender was told to try again
// and did, and after a crash both are found. Pure.
import type { FoundLog } from './found-log.ts';
import type { LogRecord } from './log-record.ts';
import { type RecentBody, textOfFingerprint } from './recent-bodies.ts';

/** A body that landed, by the last sequence of its landing file. */
export interface LandedBody extends RecentBody {
  readonly sequence: number;
}

type KnownBody = Pick<LandedBody, 'fingerprint' | 'sequence' | 'atMs'>;

/**
 * Of each log, by ascending sequence, the records whose body an earlier log or landing file has. As the writer itself does, a
 * body that comes again after `keepMs` is taken for a new one.
 */
export function repeatedBodies(
  logs: readonly Pick<FoundLog, 'sequence' | 'createdAtMs' | 'records'>[],
  landed: Iterable<LandedBody>,
  keepMs: number,
): Map<number, ReadonlySet<LogRecord>> {
  const known = new Map<string, KnownBody[]>();
  const remember = (body: KnownBody) => {
    const key = textOfFingerprint(body.fingerprint);
    known.set(key, [...(known.get(key) ?? []), body]);
  };
  // Of ten minutes' bodies, which are two million, few are in a log that has not landed, and none where there is no log.
  const found = new Set(logs.flatMap(({ records }) => records.map(({ fingerprint }) => beginningOf(fingerprint))));
  for (const body of found.size === 0 ? [] : landed) if (found.has(beginningOf(body.fingerprint))) remember(body);
  const repeats = new Map<number, ReadonlySet<LogRecord>>();
  for (const { sequence, createdAtMs, records } of logs) {
    // The fingerprints of a landing file that was lost are those of the very logs that have to land again.
    const isRepeated = ({ fingerprint }: LogRecord) =>
      (known.get(textOfFingerprint(fingerprint)) ?? []).some(
        (body) => body.sequence < sequence && createdAtMs - body.atMs <= keepMs,
      );
    repeats.set(sequence, new Set(records.filter(isRepeated)));
    for (const record of records) remember({ ...record, sequence, atMs: createdAtMs });
  }
  return repeats;
}

/** Four bytes of it: enough to tell what need not be looked at, and quick. */
function beginningOf(fingerprint: Uint8Array): number {
  return (fingerprint[0]! << 24) | (fingerprint[1]! << 16) | (fingerprint[2]! << 8) | fingerprint[3]!;
}
