// What makes messages of one error alike: its first line without numbers, ids and quoted parts. As SQL, so that the engine groups by it.
import { quoteLiteral } from '../types/quoting.ts';

/** Longer messages are told apart by their beginning. */
const COMPARED_CHARACTERS = 1000;

/** Numbers and ids, the longest form first. */
const PARTS = [
  // A uuid.
  '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}',
  '0[xX][0-9a-fA-F]+',
  '[0-9a-fA-F]{8,}',
  // An id of digits and letters, from its first digit on.
  '[0-9]+[A-Za-z_]+[0-9][0-9A-Za-z_]*',
  // Also 1,234.5, an address with its port, a time of day.
  '[0-9]+(?:[.,:][0-9]+)*',
];

/**
 * In this order. Each is a pattern that RE2 takes as Trino does, so none has \b: what is greedy finds whole words anyway.
 */
const REPLACEMENTS: readonly (readonly [pattern: string, replacement: string])[] = [
  ['["`][^"`]*["`]', '"…"'],
  // An apostrophe inside a word opens nothing.
  ["([^0-9A-Za-z])'[^']*'", "$1'…'"],
  [PARTS.join('|'), '#'],
];

/** @param message SQL text of the message; NULL stays NULL */
export function normalMessageSql(message: string): string {
  // The blank is what the first quote of a message is preceded by. Not trim to take it off: that costs the parser of a new process 18,000 steps, 50 ms.
  const line = `' ' || substr(split_part(${message}, chr(10), 1), 1, ${COMPARED_CHARACTERS})`;
  const replaced = REPLACEMENTS.reduce(
    (sql, [pattern, replacement]) => `regexp_replace(${sql}, ${quoteLiteral(pattern)}, ${quoteLiteral(replacement)})`,
    line,
  );
  return `substr(${replaced}, 2)`;
}
