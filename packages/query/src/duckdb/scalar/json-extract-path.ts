// Paths of json_extract and its like: members and elements only, `$.a["b c"][0]`. Anything else is invalid, as in Trino.
import { RAISE_PREFIX } from '../raise.ts';

// Java takes a letter of one UTF-16 unit only.
const LETTER = '(?![\\u{10000}-\\u{10ffff}])[\\p{L}\\p{Nd}_]';
const STEP = `\\.((?:${LETTER}|:)+)|\\["((?:[^"\\\\]|\\\\["\\\\])*)"\\]|\\[((?:${LETTER})+)\\]`;
const PATH = new RegExp(`^\\$(?:${STEP})*$`, 'u');
const STEPS = new RegExp(STEP, 'gu');

export function isJsonExtractPath(path: string): boolean {
  return PATH.test(path);
}

/** The path, or an error text where it is none. */
export function checkedJsonExtractPath(path: string): string {
  if (isJsonExtractPath(path)) return path;
  return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|Invalid JSON path: '${path.slice(0, 200)}'`;
}

const MAX_KEPT_PATHS = 100;
const kept = new Map<string, readonly string[]>();

/** Names of members and numbers of elements, of a valid path. */
export function jsonExtractSteps(path: string): readonly string[] {
  let steps = kept.get(path);
  if (steps === undefined) {
    if (kept.size >= MAX_KEPT_PATHS) kept.clear();
    steps = [...path.matchAll(STEPS)].map(([, name, quoted, bare]) => name ?? bare ?? quoted.replace(/\\(.)/g, '$1'));
    kept.set(path, steps);
  }
  return steps;
}
