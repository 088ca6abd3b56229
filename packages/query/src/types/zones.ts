// The zones inside a type: Trino's types do not have them, its values do.
import type { TrinoType } from './trino-type.ts';
import * as types from './type-constructors.ts';

/**
 * `to` with the zones that a value of type `from` keeps when it becomes `to`: its own, the session's where it has none,
 * and one per value where `to` holds several.
 */
export function keepingZones(from: TrinoType, to: TrinoType): TrinoType {
  if (to.kind === 'timestamp with time zone') {
    if (to.zone === null || from.kind === 'unknown') return to;
    return { ...to, zone: from.kind === 'timestamp with time zone' ? from.zone : 'UTC' };
  }
  if (to.kind === 'array' && from.kind === 'array') return types.array(keepingZones(from.element, to.element));
  if (to.kind === 'map' && from.kind === 'map') {
    return types.map(keepingZones(from.key, to.key), keepingZones(from.value, to.value));
  }
  if (to.kind === 'row' && from.kind === 'row') {
    return types.row(to.fields.map((field, i) => ({ ...field, type: keepingZones(from.fields[i].type, field.type) })));
  }
  return to;
}

/** Whether a value, or one inside it, carries its zone. */
export function holdsRunTimeZone(type: TrinoType): boolean {
  return holdsZone(type, (zone) => zone === null);
}

/** Whether there is a zone inside for which `test` holds. */
export function holdsZone(type: TrinoType, test: (zone: string | null) => boolean = () => true): boolean {
  switch (type.kind) {
    case 'timestamp with time zone':
      return test(type.zone);
    case 'array':
      return holdsZone(type.element, test);
    case 'map':
      return holdsZone(type.key, test) || holdsZone(type.value, test);
    case 'row':
      return type.fields.some((field) => holdsZone(field.type, test));
    default:
      return false;
  }
}
