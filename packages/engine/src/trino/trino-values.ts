// Trino's JSON values in API form, by converters chosen once a column.
import type { TrinoType } from '@tracelake/query';
import type { ResultValue } from '../query-engine.ts';

type Converter = (value: unknown) => ResultValue;

/** Values come from `parsePage`, so that a long integer may be a number or a text. */
export function trinoValueConverter(type: TrinoType): Converter {
  const convert = converterOf(type);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function converterOf(type: TrinoType): Converter {
  switch (type.kind) {
    case 'bigint':
      return String;
    case 'real':
    case 'double':
      // "NaN" and the infinities stay texts; a whole number of many digits was made one.
      return (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : (value as ResultValue));
    case 'array': {
      const element = trinoValueConverter(type.element);
      return (value) => (value as unknown[]).map(element);
    }
    case 'map': {
      const convert = trinoValueConverter(type.value);
      return (value) => ownEntries(value as object, convert);
    }
    case 'row': {
      const fields = type.fields.map((field) => trinoValueConverter(field.type));
      return (value) => (value as unknown[]).map((item, i) => fields[i](item));
    }
    default:
      return (value) => value as ResultValue;
  }
}

export function ownEntries(map: object, convert: Converter): ResultValue {
  const object: { [key: string]: ResultValue } = {};
  for (const [key, value] of Object.entries(map)) {
    // defineProperty, because a key may be called __proto__.
    Object.defineProperty(object, key, {
      value: convert(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}
