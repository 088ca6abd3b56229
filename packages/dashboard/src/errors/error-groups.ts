// Errors of one type whose messages differ only in numbers, ids and quoted names are one group. Pure.
import type { StructuredAnswer } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';

export interface ErrorGroup {
  readonly type: string | null;
  /** Normalised. */
  readonly message: string;
  /** One message as it was; null where there was none. */
  readonly example: string | null;
  readonly count: number;
  readonly services: number;
  readonly versions: number;
  readonly shape: readonly number[];
}

export function errorGroups({ rows, series }: StructuredAnswer): ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const [type, message, count, services, versions] of rows) {
    const normal = normalMessage(message === null ? '' : String(message));
    const key = JSON.stringify([type, normal]);
    const values =
      series?.groups.find(({ group }) => group?.[0] === type && group?.[1] === message)?.values['COUNT'] ?? [];
    const shape = values.map((value) => numberOf(value) ?? 0);
    const known = groups.get(key);
    groups.set(key, {
      type: type === null ? null : String(type),
      message: normal,
      example: known?.example ?? (message === null ? null : String(message)),
      count: (known?.count ?? 0) + Number(count),
      // Of messages that share services the largest is the least that there are.
      services: Math.max(known?.services ?? 0, Number(services)),
      versions: Math.max(known?.versions ?? 0, Number(versions)),
      shape: known === undefined ? shape : known.shape.map((value, at) => value + (shape[at] ?? 0)),
    });
  }
  return [...groups.values()].sort((one, other) => other.count - one.count);
}

export function normalMessage(message: string): string {
  return (
    message
      .split('\n')[0]
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '‹id›')
      // Letters and digits in one longer word are no word.
      .replace(/\b(?=\w*\d)(?=\w*[a-z])\w{6,}\b/gi, '‹id›')
      .replace(/\d+(?:[.,]\d+)*/g, '‹n›')
  );
}
