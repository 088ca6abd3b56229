// Checks of the data folder. They only read.
import { constants } from 'node:fs';
import { access, open, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  documentsWithoutFile,
  FolderStorage,
  isLossRecord,
  LakeReader,
  quarantinedFiles,
  readLakeDescription,
  readLockOwner,
  recordedLosses,
  tornEnds,
  UNROLLED_FOLDER,
} from '@tracelake/lake';
import { isTracelakeError, SPANS_TABLE } from '@tracelake/schema';
import { bytesText, countText } from '../output/quantity-text.ts';
import { type CheckResult, fail, ok, warn } from './check-result.ts';

const LITTLE_SPACE_BYTES = 1_000_000_000;
const NO_SPACE_BYTES = 50_000_000;
/** Files whose ends are looked at: the newest. */
const MAX_FILES = 2000;
const PARQUET_MAGIC = 'PAR1';
/** What the lake says of a file that it does not read. */
const LEFT_OUT = 'is left out';
const MOVE_AWAY = 'Move it away, or leave it: questions are answered without it.';

export async function checkFolder(folder: string): Promise<CheckResult[]> {
  const permissions = await checkPermissions(folder);
  if (permissions.level === 'fail' || !(await exists(folder))) return [permissions];
  return [
    permissions,
    await checkSpace(folder),
    await checkFormat(folder),
    await checkLock(folder),
    await checkQuarantine(folder),
    ...(await checkLosses(folder)),
    ...(await checkTornEnds(folder)),
    ...(await checkFiles(folder)),
    ...(await checkLostFiles(folder)),
  ];
}

async function checkPermissions(folder: string): Promise<CheckResult> {
  const shown = resolve(folder);
  if (!(await exists(folder))) {
    const parent = await nearestExisting(dirname(shown));
    if (await mayWrite(parent)) return ok('folder', `${shown} does not exist yet; it can be made`);
    return fail(
      'folder',
      `${shown} does not exist, and ${parent} cannot be written`,
      'Choose another folder with --data.',
    );
  }
  if (!(await stat(folder)).isDirectory()) {
    return fail('folder', `${shown} is not a folder`, 'Choose another folder with --data.');
  }
  if (await mayWrite(folder)) return ok('folder', `${shown} can be read and written`);
  const next = 'It can be asked, but no server can run on it: change its permissions, or choose another with --data.';
  return warn('folder', `${shown} cannot be written`, next);
}

async function checkSpace(folder: string): Promise<CheckResult> {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  // Some file systems count none.
  if (files > 0 && ffree === 0)
    return fail('disk', 'no inode is free', 'Delete small files: spans are refused with 503 when none can be made.');
  const free = bavail * bsize;
  const message = `${bytesText(free)} are free`;
  if (free < NO_SPACE_BYTES)
    return fail('disk', message, 'Free space: spans are refused with 503 when the disk is full.');
  if (free < LITTLE_SPACE_BYTES) return warn('disk', message, 'Free space, or keep less with --retention-days.');
  return ok('disk', message);
}

async function checkFormat(folder: string): Promise<CheckResult> {
  try {
    const description = await readLakeDescription(new FolderStorage(folder));
    if (description === null) return ok('lake', 'no lake.json: a new folder, or files of another writer');
    return ok('lake', `format ${description.format}, lake ${description.lakeId}`);
  } catch (error) {
    return failedWith('lake', error);
  }
}

async function checkLock(folder: string): Promise<CheckResult> {
  const owner = await readLockOwner(folder);
  if (owner === null) return ok('lock', 'no server writes this folder');
  return ok('lock', `process ${owner.pid} on ${owner.host} writes it since ${owner.lockedAt}`);
}

const UNLANDED_TAILS = 'wal/quarantine/wal/tail/';
const REPLACED_LOGS = 'wal/quarantine/wal/log/';
const LOOK_AND_DELETE =
  'They could not be read and are in no answer. Check the disk; delete them when you have looked.';
const NOTHING_LOST =
  'Their spans are in answers: they came from the tails. Check the disk; delete them when you have looked.';
const COPY_BACK = `Check the disk. A tail in ${UNLANDED_TAILS} has what its log has lost, and is damaged too, or there was no space to land it: then, copied below landing/spans/dt=DAY/hour=HOUR/, its spans are in answers again.`;

const KEEP_UNROLLED = `The spans of the logs in ${UNROLLED_FOLDER} are in no answer: this version cannot write them, and what the server said of them is a bug to report. Keep them there: back in wal/log they would count as landed, and be deleted.`;

function nextStepFor(paths: readonly string[]): string {
  if (paths.some((path) => path.startsWith(`${UNROLLED_FOLDER}/`))) return KEEP_UNROLLED;
  if (paths.some((path) => path.startsWith(UNLANDED_TAILS))) return COPY_BACK;
  return paths.every((path) => path.startsWith(REPLACED_LOGS)) ? NOTHING_LOST : LOOK_AND_DELETE;
}

async function checkQuarantine(folder: string): Promise<CheckResult> {
  const files = (await quarantinedFiles(resolve(folder))).filter(({ path }) => !isLossRecord(path));
  if (files.length === 0) return ok('quarantine', 'nothing was set aside');
  const bytes = bytesText(files.reduce((sum, file) => sum + file.sizeBytes, 0));
  return warn(
    'quarantine',
    `${countText(files.length, 'damaged file')} (${bytes}) in wal/quarantine: ${files[0]?.path ?? ''}${files.length > 1 ? ' …' : ''}`,
    nextStepFor(files.map(({ path }) => path)),
  );
}

/** Rows of which nothing is left that could be set aside. */
async function checkLosses(folder: string): Promise<CheckResult[]> {
  const losses = await recordedLosses(new FolderStorage(resolve(folder)));
  if (losses.length === 0) return [];
  const [{ path, text }] = losses as [(typeof losses)[number]];
  const message = `${text} (${path})${losses.length > 1 ? `, and ${losses.length - 1} more` : ''}`;
  return [
    warn(
      'log',
      message,
      'Nothing is left of these spans here. Check the disk, and who deletes files; delete the records when you have looked.',
    ),
  ];
}

/** After a crash there is nothing unusual in them. */
async function checkTornEnds(folder: string): Promise<CheckResult[]> {
  const ends = await tornEnds(resolve(folder));
  if (ends.length === 0) return [];
  const bytes = ends.reduce((sum, end) => sum + end.sizeBytes, 0);
  const what = `${countText(bytes, 'byte')} that a crash cut off at the end of ${countText(ends.length, 'log')}`;
  const message = `${what} were not acknowledged, and lie in ${ends[0]?.path ?? ''}${ends.length > 1 ? ' …' : ''} until you delete them`;
  return [ok('log', message)];
}

/** The lake as a query sees it, and whether each file begins and ends as Parquet does. */
async function checkFiles(folder: string): Promise<CheckResult[]> {
  try {
    const reader = await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true });
    // Fresh: each tail is looked for. One that was deleted is in no answer.
    const snapshot = await reader.snapshot({ fresh: true });
    const rows = snapshot.files.reduce((sum, file) => sum + file.rows, 0);
    const damaged: string[] = [];
    for (const file of snapshot.files.slice(-MAX_FILES)) {
      if (!(await isWholeParquet(snapshot.locate(file.path)))) damaged.push(file.path);
    }
    const notes = (snapshot.notes ?? []).map((note) =>
      warn('files', note, note.includes(LEFT_OUT) ? MOVE_AWAY : 'Start "tracelake up" on this folder, unless it runs.'),
    );
    if (damaged.length === 0) {
      return [ok('files', `${countText(rows, 'span')} in ${countText(snapshot.files.length, 'file')}`), ...notes];
    }
    const message = `${countText(damaged.length, 'file')} cannot be read: ${damaged.slice(0, 3).join(', ')}`;
    return [fail('files', message, 'Check the disk; move them away, and queries go on without their spans.'), ...notes];
  } catch (error) {
    if (isTracelakeError(error) && error.code === 'folder_not_found') return [ok('files', 'no spans yet')];
    return [failedWith('files', error)];
  }
}

/** Files that lay in landing and do so no more. */
async function checkLostFiles(folder: string): Promise<CheckResult[]> {
  const lost = await documentsWithoutFile(resolve(folder), SPANS_TABLE.name);
  if (lost.length === 0) return [];
  const message = `${countText(lost.length, 'landing file')} of which only the field document is left, deleted or replaced: ${lost[0]}${lost.length > 1 ? ' …' : ''}`;
  return [
    warn('landing', message, 'Put them back if you can; their spans are in no answer. Else delete the documents.'),
  ];
}

async function isWholeParquet(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const ends = Buffer.alloc(8);
      await file.read(ends, 0, 4, 0);
      await file.read(ends, 4, 4, Math.max(0, size - 4));
      return size >= 12 && ends.toString('latin1') === PARQUET_MAGIC + PARQUET_MAGIC;
    } finally {
      await file.close();
    }
  } catch (error) {
    // Replaced by a landing file between looking and opening.
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function failedWith(name: string, error: unknown): CheckResult {
  if (isTracelakeError(error)) return fail(name, `${error.code}: ${error.message}`, error.hint);
  return fail(name, error instanceof Error ? error.message : String(error), 'Check the disk and the permissions.');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function mayWrite(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function nearestExisting(path: string): Promise<string> {
  return (await exists(path)) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
