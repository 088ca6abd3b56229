// Fields that say the same of the same spans are shown once: service.version and faas.version, user.plan and an own copy of it.
import { columnOfAttribute } from '@tracelake/schema';
import { isOutcome } from './compare-fields.ts';
import { type CountedValue, isMissing } from './counted-value.ts';

export interface FieldValues {
  readonly field: string;
  readonly values: readonly CountedValue[];
}

export interface HeadField extends FieldValues {
  /** Fields that tell nothing beyond it. */
  readonly sameAs: readonly string[];
}

/**
 * A field joins another when its values stand in the same spans, as far as counts can tell: all of them, whatever they are called, or, where it is
 * missing in spans that have the other, each by the very same text. So the field of more spans leads, and among equals the better known.
 */
export function withTwinsJoined(fields: readonly FieldValues[]): HeadField[] {
  const heads: (FieldValues & { sameAs: string[] })[] = [];
  const bySignature = new Map<string, FieldValues & { sameAs: string[] }>();
  const byValue = new Map<string, (FieldValues & { sameAs: string[] })[]>();
  for (const { field, values } of widestFirst(fields)) {
    const known = values.filter((value) => !isMissing(value));
    const keys = known.map(valueKey);
    const signature = known.map(countsKey).sort().join(';');
    const wider = keys.length === 0 || known.some(({ isRest }) => isRest) ? [] : (byValue.get(keys[0]) ?? []);
    const twin = bySignature.get(signature) ?? wider.find((head) => isSubset(keys, head.values.map(valueKey)));
    if (twin !== undefined) {
      twin.sameAs.push(field);
      continue;
    }
    const head = { field, values, sameAs: [] };
    heads.push(head);
    bySignature.set(signature, head);
    for (const key of keys) byValue.set(key, [...(byValue.get(key) ?? []), head]);
  }
  return heads;
}

/** Lower is better known: what a service says of itself, what the semantic conventions name, the sender's own words, effects. */
export function familiarity(field: string): number {
  if (isOutcome(field)) return 3;
  if (field.startsWith('service.')) return 0;
  return columnOfAttribute(field) === undefined ? 2 : 1;
}

function widestFirst(fields: readonly FieldValues[]): FieldValues[] {
  const spans = ({ values }: FieldValues): number =>
    values.reduce((sum, value) => sum + (isMissing(value) ? 0 : value.selected + value.baseline), 0);
  return [...fields].sort(
    (left, right) => spans(right) - spans(left) || familiarity(left.field) - familiarity(right.field),
  );
}

function countsKey({ selected, baseline, mixed }: CountedValue): string {
  return `${selected} ${baseline} ${mixed.toPrecision(6)}`;
}

function valueKey(value: CountedValue): string {
  return `${JSON.stringify([value.text, value.low, value.high, value.isRest])} ${countsKey(value)}`;
}

function isSubset(keys: readonly string[], of: readonly string[]): boolean {
  const all = new Set(of);
  return keys.every((key) => all.has(key));
}
