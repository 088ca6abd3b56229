// The spool's files. Written synchronously: a few kilobytes into the page cache, 30 µs, and whoever kills the process comes too late.
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { segmentNumber } from '../core/document-store.ts';
import type { FoundSegment } from '../core/extension-input.ts';

export interface SpoolFolder {
  find(): { segments: FoundSegment[]; invocationState: string | null };
  /** Whether all of it was written; if not, none is. */
  append(segment: string, frame: Uint8Array): boolean;
  read(segment: string): Uint8Array | null;
  remove(segment: string): void;
  saveState(text: string): void;
}

const STATE_FILE = 'invocation.json';

export function openSpoolFolder(folder: string): SpoolFolder {
  /** The segment that is appended to now stays open. */
  let open: { segment: string; file: number } | null = null;
  /** Written over in place once an invocation: truncating it each time took a file system 3 ms. */
  let stateFile: number | undefined;
  const close = () => {
    if (open !== null) closeSync(open.file);
    open = null;
  };
  /** The folder is made when it is missed. */
  const inFolder = <Result>(act: () => Result): Result => {
    try {
      return act();
    } catch {
      makeFolder(folder);
      return act();
    }
  };
  const fileOf = (segment: string): number => {
    if (open?.segment === segment) return open.file;
    close();
    const file = inFolder(() => openSync(join(folder, segment), 'a', 0o600));
    open = { segment, file };
    return file;
  };
  return {
    find() {
      try {
        const names = readdirSync(folder).filter((name) => segmentNumber(name) > 0);
        const segments = names
          .sort()
          .map((name) => ({ name, bytes: statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0 }));
        return { segments, invocationState: readState(join(folder, STATE_FILE)) };
      } catch {
        return { segments: [], invocationState: null };
      }
    },
    append(segment, frame) {
      try {
        const file = fileOf(segment);
        const written = writeSync(file, frame);
        if (written === frame.length) return true;
        // Whoever reads it later would tell of documents as damaged that are in memory, or were told as lost.
        ftruncateSync(file, fstatSync(file).size - written);
        return false;
      } catch {
        return false;
      }
    },
    read(segment) {
      try {
        return readFileSync(join(folder, segment));
      } catch {
        return null;
      }
    },
    remove(segment) {
      if (open?.segment === segment) close();
      try {
        unlinkSync(join(folder, segment));
      } catch {
        // Gone already, or a folder that became read-only: it is found again by the next process.
      }
    },
    saveState(text) {
      try {
        stateFile ??= inFolder(() => openSync(join(folder, STATE_FILE), constants.O_WRONLY | constants.O_CREAT, 0o600));
        writeSync(stateFile, `${Buffer.byteLength(text)} ${text}`, 0);
      } catch {
        // Without it a restarted extension only knows less.
      }
    },
  };
}

/** What was longer before may stand behind it. */
function readState(path: string): string | null {
  try {
    const bytes = readFileSync(path);
    const space = bytes.indexOf(' ');
    const length = Number(bytes.toString('latin1', 0, space));
    return length > 0 ? bytes.toString('utf8', space + 1, space + 1 + length) : null;
  } catch {
    return null;
  }
}

/** Not mkdir's own `recursive`: where nothing can be made (below /proc) it tries for ever at full speed. */
function makeFolder(folder: string): void {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent);
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
}
