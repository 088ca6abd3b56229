// Where everything lies in a lake, and what the names say. Pure: names in, names out.

/** Format and identity of the lake. */
export const LAKE_FILE = 'lake.json';
export const CURRENT_FILE = 'wal/current.json';
export const LOCK_FILE = 'wal/lock';
export const LOG_FOLDER = 'wal/log';
export const TAIL_FOLDER = 'wal/tail';
export const RECENT_FOLDER = 'wal/recent';
export const QUARANTINE_FOLDER = 'wal/quarantine';
/** Of logs that are whole, and that no step of the roll got through. */
export const UNROLLED_FOLDER = `${QUARANTINE_FOLDER}/unrolled`;

/** Log files, tails and landing files are numbered by one ascending sequence per lake: 12 digits, so that names sort. */
const SEQUENCE_DIGITS = 12;

function sequenceText(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function logPath(sequence: number): string {
  return `${LOG_FOLDER}/${sequenceText(sequence)}.log`;
}

/** `null` when the name is not that of a log file. */
export function sequenceOfLog(name: string): number | null {
  const match = /^(\d{12})\.log$/.exec(name);
  return match === null ? null : Number(match[1]);
}

export function tailPath(table: string, sequence: number): string {
  return `${TAIL_FOLDER}/${table}-${sequenceText(sequence)}.parquet`;
}

/** A tail's field document lies beside it: `current.json` stays small however many attributes there are. */
export function tailDocumentPath(path: string): string {
  return path.replace(/\.parquet$/, '.fields.json');
}

/** Of a tail or its document. */
export function sequenceOfTail(name: string): number | null {
  const match = /-(\d{12})\.(?:parquet|fields\.json)$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/** Fingerprints of the bodies that landed in the file ending with this sequence. */
export function recentPath(lastSequence: number): string {
  return `${RECENT_FOLDER}/${sequenceText(lastSequence)}.bin`;
}

export function sequenceOfRecent(name: string): number | null {
  const match = /^(\d{12})\.bin$/.exec(name);
  return match === null ? null : Number(match[1]);
}

export function quarantinePath(sequence: number, offset: number): string {
  return `${QUARANTINE_FOLDER}/${sequenceText(sequence)}-${offset}.bin`;
}

/** What a log ended with that was cut off while it was written. */
export function tornEndPath(sequence: number, offset: number): string {
  return `${QUARANTINE_FOLDER}/${sequenceText(sequence)}-${offset}${TORN_END}`;
}

export function isTornEnd(path: string): boolean {
  return path.endsWith(TORN_END);
}

const TORN_END = '.torn';

/** Of a record that rows are lost of which nothing is left: see loss-record.ts. */
export function lossPath(sequence: number, offset: number): string {
  return `${QUARANTINE_FOLDER}/${sequenceText(sequence)}-${offset}.lost`;
}

/** Of several that would have one name the first has it, the others get their number before its ending. */
export function numberedPath(path: string, number: number): string {
  return number === 1 ? path : path.replace(/(\.[^./]*)?$/, `-${number}$1`);
}

export function landingPrefix(table: string): string {
  return `landing/${table}/`;
}

/** The rows of the log files `firstSequence` to `lastSequence` of one lake, which arrived from `arrivalMs` on. */
export interface LandingName {
  readonly lakeId: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly arrivalMs: number;
}

/** `landing/spans/dt=2026-11-22/hour=17/20261122T170500Z-<lake>-<first>-<last>.parquet`: arrival time, UTC. */
export function landingPath(table: string, name: LandingName): string {
  const range = `${sequenceText(name.firstSequence)}-${sequenceText(name.lastSequence)}`;
  return arrivedPath(table, name.arrivalMs, `${name.lakeId}-${range}`);
}

/** A tail in its log's stead. No range is in the name: it counts whatever has landed around it. */
export function landedTailPath(table: string, lakeId: string, sequence: number, arrivalMs: number): string {
  return arrivedPath(table, arrivalMs, `${lakeId}-tail-${sequenceText(sequence)}`);
}

function arrivedPath(table: string, arrivalMs: number, name: string): string {
  const iso = new Date(arrivalMs).toISOString();
  const stamp = `${iso.slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `${landingPrefix(table)}dt=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}/${stamp}-${name}.parquet`;
}

export type LandingRange = Omit<LandingName, 'arrivalMs'>;

/** What a landing file's name says, or `null` for a file that no local writer made (Firehose's, say). */
export function landingRangeOf(path: string): LandingRange | null {
  const match = /^\d{8}T\d{6}Z-([0-9a-f]{12})-(\d{12})-(\d{12})\.parquet$/.exec(fileName(path));
  if (match === null) return null;
  return { lakeId: match[1]!, firstSequence: Number(match[2]), lastSequence: Number(match[3]) };
}

/** Which log's tail lies there, see landedTailPath; `null` for any other file. */
export function landedTailOf(path: string): { readonly lakeId: string; readonly sequence: number } | null {
  const match = /^\d{8}T\d{6}Z-([0-9a-f]{12})-tail-(\d{12})\.parquet$/.exec(fileName(path));
  return match === null ? null : { lakeId: match[1]!, sequence: Number(match[2]) };
}

/** When its first body arrived, to the second; `null` for a file that no local writer made. */
export function landingArrivalOf(path: string): number | null {
  if (landingRangeOf(path) === null) return null;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(fileName(path))!;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The hour of arrival a landing file belongs to, as text that sorts: `2026-11-22T17`; `null` outside such a folder. */
export function partitionOf(path: string): string | null {
  const match = /\/dt=(\d{4}-\d{2}-\d{2})\/hour=(\d{2})\//.exec(path);
  return match === null ? null : `${match[1]}T${match[2]}`;
}

/** The partition that `timeMs` falls into. */
export function partitionAt(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 13);
}

/** Whether a query may read it: Hive leaves out names that begin with "." or "_", and so do we. */
export function isDataFileName(name: string): boolean {
  return name.endsWith('.parquet') && !name.startsWith('.') && !name.startsWith('_');
}
