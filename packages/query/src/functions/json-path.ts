// JSON paths of Trino (JSONPath of json_extract, lax SQL/JSON paths) as DuckDB's: members and indexes only.
import { TracelakeError } from '@tracelake/schema';

export interface JsonPath {
  /** DuckDB's path: `$."a"[0]`; with `[*]` it gives a list. */
  readonly text: string;
  readonly wildcard: boolean;
}

const STEPS = [
  { pattern: /^\.?\["((?:[^"\\]|\\.)*)"\]/, member: true },
  { pattern: /^\.?\['([^']*)'\]/, member: true },
  { pattern: /^\[(\d+)\]/, member: false },
  { pattern: /^\.([\p{L}\p{N}_:]+)/u, member: true },
  { pattern: /^\."((?:[^"\\]|\\.)*)"/, member: true },
] as const;

/** Of json_extract and its like: no wildcard. Throws INVALID_FUNCTION_ARGUMENT or NOT_SUPPORTED. */
export function jsonExtractPath(path: string): string {
  if (!path.startsWith('$')) throw invalid(path);
  return parsePath(path, path, false).text;
}

/** Of json_value, json_query, json_exists: `lax $.a[*].b`. */
export function sqlJsonPath(path: string): JsonPath {
  const [, mode, rest] = /^\s*(?:(lax|strict)\s+)?(.*?)\s*$/s.exec(path)!;
  if (mode === 'strict') throw notSupported(path);
  if (!rest.startsWith('$')) throw invalid(path);
  return parsePath(rest, path, true);
}

function parsePath(text: string, shown: string, wildcards: boolean): JsonPath {
  let rest = text.slice(1);
  let printed = '$';
  let wildcard = false;
  while (rest !== '') {
    if (rest.startsWith('[*]')) {
      if (!wildcards) throw invalid(shown);
      wildcard = true;
      printed += '[*]';
      rest = rest.slice(3);
      continue;
    }
    if (rest.startsWith('..')) throw invalid(shown);
    const step = STEPS.find(({ pattern }) => pattern.test(rest));
    if (step === undefined) throw notSupported(shown);
    const [whole, name] = step.pattern.exec(rest)!;
    printed += step.member ? `."${name.replaceAll('"', '\\"')}"` : whole;
    rest = rest.slice(whole.length);
  }
  return { text: printed, wildcard };
}

function invalid(path: string): TracelakeError {
  return new TracelakeError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${path}'`);
}

function notSupported(path: string): TracelakeError {
  return new TracelakeError('NOT_SUPPORTED', `The JSON path '${path}' is not supported locally`, {
    hint: 'Members and indexes are: $.a["b c"][0].',
  });
}
