// One row of the spans table as the extension holds it: a plain object with only what there is, by physical column name.
import type { SpanRow } from '@tracelake/schema';

/** A 64-bit integer: a number where that is exact. */
export type WideInteger = number | bigint;

type WideValue<T> = T extends bigint
  ? WideInteger
  : T extends readonly (infer Element)[]
    ? { -readonly [Field in keyof Element]?: WideValue<NonNullable<Element[Field]>> }[]
    : T extends Readonly<Record<string, infer Value>>
      ? Map<string, Value>
      : T;

/** NULL columns, and maps and lists of nothing, are absent. */
export type WideRow = { -readonly [Column in keyof SpanRow]?: WideValue<NonNullable<SpanRow[Column]>> };
export type WideEvent = NonNullable<WideRow['events']>[number];
export type WideLink = NonNullable<WideRow['links']>[number];
