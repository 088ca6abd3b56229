// A statement that is written and not run yet, kept for the tab: a link, Back or a reload takes nothing of it.
import { keep, readKept } from '../kept.ts';

const KEY = 'tracelake.sql-draft';

interface SqlDraft {
  /** What the address asked then: over another statement it is not opened. */
  readonly over: string | null;
  readonly text: string;
}

/** Undefined where there is none. The page without a statement opens the last one. */
export function draftOver(asked: string | undefined): string | undefined {
  const { over, text } = (readKept(KEY, 'sessionStorage') ?? {}) as Partial<SqlDraft>;
  if (typeof text !== 'string' || (asked !== undefined && over !== asked)) return undefined;
  return text;
}

/** What is run, or as it was again, is no draft. */
export function keepDraft(asked: string | undefined, text: string): void {
  keep(KEY, text === asked ? null : { over: asked ?? null, text }, 'sessionStorage');
}
