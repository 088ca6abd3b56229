// Columns of Trino types as Arrow buffers. What Arrow has no exact type for (decimal, time, intervals, json, uuid, timestamps finer
// than microseconds) is text; each field says its Trino type in the metadata `trino.type`.
import type { ResultValue } from '@tracelake/engine';
import { type TrinoType, typeText } from '@tracelake/query';
import type { Data, DataType, Field } from 'apache-arrow';
import { valueText } from './value-text.ts';

type Arrow = typeof import('apache-arrow');

/** Fields side by side. Arrow's own reader and others know a column by its name alone: a second `n` is `n_2`, and says so in `trino.name`. */
export function arrowFields(
  arrow: Arrow,
  columns: readonly { readonly name: string; readonly type: TrinoType }[],
): Field[] {
  const taken = new Set(columns.map(({ name }) => name));
  const seen = new Set<string>();
  return columns.map(({ name, type }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return arrowField(arrow, name, type);
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number++;
    const free = `${name}_${number}`;
    taken.add(free);
    const field = arrowField(arrow, free, type);
    field.metadata.set('trino.name', name);
    return field;
  });
}

function arrowField(arrow: Arrow, name: string, type: TrinoType): Field {
  return new arrow.Field(name, arrowType(arrow, type), true, new Map([['trino.type', typeText(type)]]));
}

function arrowType(arrow: Arrow, type: TrinoType): DataType {
  switch (type.kind) {
    case 'boolean':
      return new arrow.Bool();
    case 'tinyint':
      return new arrow.Int8();
    case 'smallint':
      return new arrow.Int16();
    case 'integer':
      return new arrow.Int32();
    case 'bigint':
      return new arrow.Int64();
    case 'real':
      return new arrow.Float32();
    case 'double':
      return new arrow.Float64();
    case 'varbinary':
      return new arrow.Binary();
    case 'date':
      return new arrow.DateDay();
    case 'timestamp':
      return type.precision <= 6 ? new arrow.TimestampMicrosecond() : new arrow.Utf8();
    case 'array':
      return new arrow.List(arrowField(arrow, 'item', type.element));
    case 'map':
      return new arrow.Map_(entriesField(arrow, type));
    case 'row':
      return new arrow.Struct(
        arrowFields(
          arrow,
          type.fields.map((field, index) => ({ name: field.name ?? `field${index}`, type: field.type })),
        ),
      );
    default:
      return new arrow.Utf8();
  }
}

function entriesField(arrow: Arrow, type: TrinoType & { kind: 'map' }): Field {
  // Arrow: keys are never NULL.
  const key = new arrow.Field('key', arrowType(arrow, type.key), false);
  return new arrow.Field('entries', new arrow.Struct([key, arrowField(arrow, 'value', type.value)]), false);
}

/** One column's values, in the form of the API, as Arrow's buffers. */
export function arrowColumn(arrow: Arrow, type: TrinoType, values: readonly ResultValue[]): Data {
  const shape = { type: arrowType(arrow, type), length: values.length, ...validity(values) };
  switch (type.kind) {
    case 'boolean':
      return make(arrow, { ...shape, data: bitmap(values, (value) => value === true || value === 'true') });
    case 'tinyint':
      return make(arrow, { ...shape, data: Int8Array.from(values, Number) });
    case 'smallint':
      return make(arrow, { ...shape, data: Int16Array.from(values, Number) });
    case 'integer':
      return make(arrow, { ...shape, data: Int32Array.from(values, Number) });
    case 'bigint':
      return make(arrow, {
        ...shape,
        data: BigInt64Array.from(values, (value) => BigInt((value ?? 0) as string | number)),
      });
    case 'real':
      return make(arrow, { ...shape, data: Float32Array.from(values, Number) });
    case 'double':
      // Number understands the texts "NaN", "Infinity" and "-Infinity".
      return make(arrow, { ...shape, data: Float64Array.from(values, Number) });
    case 'varbinary':
      return make(arrow, { ...shape, ...texts(values, (value) => Buffer.from(String(value), 'base64')) });
    case 'date':
      return make(arrow, { ...shape, data: Int32Array.from(values, daysOf) });
    case 'timestamp':
      if (type.precision > 6) break;
      return make(arrow, { ...shape, data: BigInt64Array.from(values, microsecondsOf) });
    case 'array': {
      const lists = values.map((value) => (value ?? []) as ResultValue[]);
      return make(arrow, {
        ...shape,
        valueOffsets: offsets(lists),
        child: arrowColumn(arrow, type.element, lists.flat(1)),
      });
    }
    case 'map':
      return mapColumn(arrow, type, values, shape);
    case 'row': {
      const children = type.fields.map((field, index) => {
        const members = values.map((value) => (value === null ? null : (value as ResultValue[])[index]));
        return arrowColumn(arrow, field.type, members);
      });
      return make(arrow, { ...shape, children });
    }
  }
  return make(arrow, { ...shape, ...texts(values, utf8) });
}

function mapColumn(
  arrow: Arrow,
  type: TrinoType & { kind: 'map' },
  values: readonly ResultValue[],
  shape: object,
): Data {
  const entries = values.map((value) => Object.entries((value ?? {}) as Record<string, ResultValue>));
  const flat = entries.flat(1);
  const child = make(arrow, {
    type: entriesField(arrow, type).type,
    length: flat.length,
    nullCount: 0,
    children: [
      arrowColumn(
        arrow,
        type.key,
        flat.map(([key]) => key),
      ),
      arrowColumn(
        arrow,
        type.value,
        flat.map(([, value]) => value),
      ),
    ],
  });
  return make(arrow, { ...shape, valueOffsets: offsets(entries), child });
}

/** `makeData` has an overload per type; which one fits is known only by the switch above. */
function make(arrow: Arrow, parts: object): Data {
  return arrow.makeData(parts as Parameters<typeof arrow.makeData>[0]);
}

function validity(values: readonly ResultValue[]): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullCount = values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0);
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap: bitmap(values, (value) => value !== null) };
}

/** Least significant bit first. */
function bitmap(values: readonly ResultValue[], isSet: (value: ResultValue) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, index) => {
    if (isSet(value)) bits[index >> 3] |= 1 << (index & 7);
  });
  return bits;
}

function offsets(lists: readonly { readonly length: number }[]): Int32Array {
  const ends = new Int32Array(lists.length + 1);
  lists.forEach((list, index) => {
    ends[index + 1] = ends[index] + list.length;
  });
  return ends;
}

function texts(values: readonly ResultValue[], encode: (value: ResultValue) => Uint8Array) {
  const encoded = values.map((value) => (value === null ? new Uint8Array(0) : encode(value)));
  return { valueOffsets: offsets(encoded), data: new Uint8Array(Buffer.concat(encoded)) };
}

function utf8(value: ResultValue): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : valueText(value), 'utf8');
}

function daysOf(value: ResultValue): number {
  return value === null ? 0 : Date.parse(`${value}T00:00:00Z`) / 86_400_000;
}

/** Of `2026-11-22 17:00:00.123456`. */
function microsecondsOf(value: ResultValue): bigint {
  if (value === null) return 0n;
  const [seconds, fraction = ''] = String(value).split('.');
  return BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
}
