// Attributes that the user gives to every row of a function: its invocations and their spans. What a row says itself counts first.
import { MISPLACED_SEPARATOR } from '@tracelake/schema';
import { columnValue } from '../rows/attribute-value.ts';
import type { OpenRow } from '../rows/row-attributes.ts';
import type { RowKeys, RowTarget } from '../rows/row-keys.ts';
import type { WideRow } from '../rows/wide-row.ts';

interface StaticAttribute {
  readonly key: string;
  readonly text: string;
  readonly target: RowTarget | null;
  /** What its column holds of it; `undefined` where the text does not fit. */
  readonly value: unknown;
}

export class StaticAttributes {
  readonly #map: 'resource_attributes' | 'attributes_string';
  readonly #attributes: readonly StaticAttribute[];

  /** `isResource`: of the resource, which fills no column of a span's attribute. */
  constructor(attributes: ReadonlyMap<string, string> = new Map(), keys: RowKeys, isResource = false) {
    this.#map = isResource ? 'resource_attributes' : 'attributes_string';
    // An older name's is passed over where the current one is there, too.
    const given = [...attributes].sort(([a], [b]) => Number(keys.of(a).isOlder) - Number(keys.of(b).isOlder));
    this.#attributes = given.map(([sent, text]) => {
      const { target, scale } = keys.of(sent);
      const mayFill = target !== null && (target.isResource || !isResource);
      const value = mayFill ? columnValue(text, target.type, scale) : undefined;
      const fits = value !== undefined && (target?.positive !== true || Number(value) > 0);
      return { key: target?.key ?? sent, text, target, value: fits ? value : undefined };
    });
  }

  addTo(row: WideRow): void {
    for (const { key, text, target, value } of this.#attributes) {
      if (has(row, key, target)) continue;
      if (target !== null && value !== undefined) (row as OpenRow)[target.column] = value;
      else {
        (row[this.#map] ??= new Map()).set(key, text);
        if (target !== null) row.misplaced = `${row.misplaced ?? MISPLACED_SEPARATOR}${key}${MISPLACED_SEPARATOR}`;
      }
    }
  }
}

function has(row: WideRow, key: string, target: RowTarget | null): boolean {
  if (target !== null && (row as OpenRow)[target.column] !== undefined) return true;
  const { attributes_string, attributes_number, attributes_boolean, resource_attributes } = row;
  const maps = [attributes_string, attributes_number, attributes_boolean, resource_attributes];
  return maps.some((map) => map?.has(key));
}
