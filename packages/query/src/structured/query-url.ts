// A structured query as text for a URL, and back: what the page, the CLI and whoever links to either share.
import { TracelakeError } from '@tracelake/schema';
import { readStructuredQuery } from './read-structured-query.ts';
import type { StructuredQuery } from './structured-query.ts';

const VERSION = '1';
/** Browsers and proxies take far more than 8,000, mail programs do not. */
export const MAX_URL_TEXT_LENGTH = 60_000;

/** Long names that are in every URL, by one letter. Only ever added to: old links must keep their meaning. */
const MEMBERS: readonly (readonly [name: string, short: string])[] = [
  ['calculations', 'c'],
  ['filters', 'f'],
  ['filterCombination', 'm'],
  ['breakdowns', 'b'],
  ['orders', 'o'],
  ['havings', 'h'],
  ['limit', 'l'],
  ['start', 's'],
  ['end', 'e'],
  ['granularity', 'g'],
  ['calculatedFields', 'x'],
  ['column', 'k'],
  ['op', 'p'],
  ['value', 'v'],
  ['order', 'd'],
  ['calculateOp', 'q'],
  ['name', 'n'],
  ['expression', 't'],
  ['scale', 'a'],
  ['buckets', 'u'],
];
const SHORT_BY_NAME = new Map(MEMBERS);
const NAME_BY_SHORT = new Map(MEMBERS.map(([name, short]) => [short, name]));

/**
 * `1~` and the query as JSON with short names, in characters that need no escape in a URL's query:
 * quotes are `'`, and what is left is percent-encoded.
 */
export function encodeQuery(query: StructuredQuery): string {
  const json = JSON.stringify(renamed(query, (name) => SHORT_BY_NAME.get(name) ?? name));
  const swapped = json.replace(/["']/g, (quote) => (quote === '"' ? "'" : '"'));
  const escaped = encodeURIComponent(swapped).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/');
  return `${VERSION}~${escaped}`;
}

/** Takes the text as it stands in the URL, or already percent-decoded. Throws `invalid_request`. */
export function decodeQuery(text: string): StructuredQuery {
  if (text.length > MAX_URL_TEXT_LENGTH) {
    throw unreadable(`has ${text.length} characters; the limit is ${MAX_URL_TEXT_LENGTH}`, text);
  }
  const [, version, body] = /^([0-9]+)(?:~|%7E)(.*)$/s.exec(text) ?? [];
  if (version === undefined) throw unreadable('does not begin with a version', text);
  if (version !== VERSION) {
    throw unreadable(`is of version ${version}; known here is ${VERSION}`, text, 'Update tracelake, or ask anew.');
  }
  return readStructuredQuery(renamed(parsed(body, text), (short) => NAME_BY_SHORT.get(short) ?? short));
}

/** A decoded text can hold `%` that is no escape: it is tried as it stands first. */
function parsed(body: string, text: string): unknown {
  for (const candidate of [() => body, () => decodeURIComponent(body)]) {
    try {
      return JSON.parse(candidate().replace(/["']/g, (quote) => (quote === "'" ? '"' : "'")));
    } catch {
      // The next form, or the error below.
    }
  }
  throw unreadable('is cut or damaged', text, 'Copy the whole link.');
}

function unreadable(problem: string, text: string, hint = 'Make the link again.'): TracelakeError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new TracelakeError('invalid_request', `The query in the URL ${problem}: ${JSON.stringify(shown)}`, {
    details: { field: 'q' },
    hint,
  });
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [rename(name), renamed(item, rename)]));
}
