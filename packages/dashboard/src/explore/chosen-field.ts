// The attribute that a condition is of: its type, and whose values may be asked for. A name that the catalogue has not is asked nothing. Pure.
import { columnOfAttribute, resolveAttributeKey } from '@tracelake/schema';
import { STRUCTURAL_FIELDS } from './structural-fields.ts';

export interface ChosenField {
  readonly type: string;
  /** Whose values are asked for; null where there are none, or while it is not known. */
  readonly asked: string | null;
  /** All that it can be. */
  readonly values?: readonly string[] | undefined;
}

interface KnownField {
  readonly key: string;
  readonly types: Readonly<Record<string, number>>;
}

/** @param found what the catalogue says of the name: among it may be others that are only alike */
export function chosenField(column: string, found: readonly KnownField[]): ChosenField {
  const structural = STRUCTURAL_FIELDS.find(({ key }) => key === column);
  if (structural !== undefined) {
    return { type: structural.type, asked: structural.attribute ?? null, values: structural.values };
  }
  // An older name has the values of the newer one.
  const current = resolveAttributeKey(column)?.attribute.key ?? column;
  const field = keyOf(found, current);
  const types = Object.keys(field?.types ?? {});
  const isAnswered = field !== undefined || columnOfAttribute(current) !== undefined;
  return { type: types.length === 1 ? types[0] : 'string', asked: isAnswered ? column : null };
}

/** This very key, else the only one that differs in case: as the server reads it. */
function keyOf(found: readonly KnownField[], key: string): KnownField | undefined {
  const lower = key.toLowerCase();
  const near = found.filter((one) => one.key.toLowerCase() === lower);
  return near.find((one) => one.key === key) ?? (near.length === 1 ? near[0] : undefined);
}
