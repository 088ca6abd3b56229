// The part of the address that every view shares, range of time and environment, and how an address is read and written. Pure.
import { DEFAULT_RANGE, type RangeText } from './time/time-range.ts';

export interface PageSearch {
  readonly start?: string;
  readonly end?: string;
  /** `deployment.environment.name`; without it all of them. */
  readonly env?: string;
}

/** Members that are no text are left out: an address is typed by people, too. */
export function textMembers<Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): { [K in Name]?: string } {
  const read: { [K in Name]?: string } = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') read[name] = value;
  }
  return read;
}

export function readPageSearch(search: Record<string, unknown>): PageSearch {
  return textMembers(search, ['start', 'end', 'env']);
}

/** Plain text members. `q` is percent-encoded already, in the few characters that need it, so that links stay readable. */
export function searchText(search: Record<string, unknown>): string {
  const parts = Object.entries(search).flatMap(([name, value]) => {
    if (typeof value !== 'string' || value === '') return [];
    return [
      `${encodeURIComponent(name)}=${name === 'q' ? value : encodeURIComponent(value).replaceAll('%3A', ':').replaceAll('%2C', ',')}`,
    ];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** `q` is left as it stands in the address: its codec decodes it. A member without a value says nothing. */
export function parseSearch(text: string): Record<string, string> {
  const members = text
    .replace(/^\?/, '')
    .split('&')
    .map((part) => /^([^=]*)=(.+)$/s.exec(part));
  return Object.fromEntries(
    members.flatMap((member) => {
      if (member === null) return [];
      const [, name, value] = member;
      return [[decoded(name), name === 'q' ? value : decoded(value)]];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

export function rangeTextOf({ start, end }: PageSearch): RangeText {
  return start === undefined ? DEFAULT_RANGE : { start, end: end ?? 'now' };
}
