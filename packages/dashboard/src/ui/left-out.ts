// What an answer lacks, told apart from advice among the notes of the server. Pure.
import type { QueryResult } from '../api/api-types.ts';
import { countText } from '../format/count.ts';

type Noted = Pick<QueryResult['stats'], 'notes' | 'files'>;

export interface LeftOut {
  /** What is missing and how much of it. */
  readonly words: readonly string[];
  /** Each file of those, and why. */
  readonly files: readonly string[];
}

const OF_FILE = /^".+" is left out: /;
/** Sentences of lake, engine and server; all others say how the question was run. */
const OTHERS =
  /were left out: |are left out(?:\.|, or )|cannot be shown yet|not in this answer|have not landed\.|are in no answer/;

/** Null of a whole answer. */
export function leftOut({ notes, files: read }: Noted): LeftOut | null {
  const files = notes.filter((note) => OF_FILE.test(note));
  const others = notes.filter((note) => !OF_FILE.test(note) && OTHERS.test(note));
  if (files.length === 0 && others.length === 0) return null;
  return { words: files.length === 0 ? others : [filesText(files.length, read), ...others], files };
}

function filesText(missing: number, read: number): string {
  const all = missing + read;
  return `${countText(missing)} of ${countText(all)} ${all === 1 ? 'file' : 'files'} ${missing === 1 ? 'is' : 'are'} left out.`;
}

/** The stats of whatever was answered: of pages, those of the last. */
export function statsOf(answer: unknown): QueryResult['stats'] | undefined {
  const { stats, pages } = answer as { stats?: QueryResult['stats']; pages?: readonly unknown[] };
  return stats ?? (pages === undefined || pages.length === 0 ? undefined : statsOf(pages.at(-1)));
}
