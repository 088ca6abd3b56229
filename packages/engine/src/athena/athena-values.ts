// Athena's texts in API form, by converters chosen once a column.
import { type AthenaForm, athenaForm, parseTypeText, type ResultColumn, type TrinoType } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import type { ResultValue } from '../query-engine.ts';
import { ownEntries } from '../trino/trino-values.ts';
import type { AthenaColumn } from './athena-execution.ts';

type Converter = (text: string | null) => ResultValue;

/** @param form how the value was asked for */
export function athenaValueConverter(type: TrinoType, form: AthenaForm): Converter {
  const convert = form === 'own' ? ownTextConverter(type) : form === 'json' ? jsonConverter(type) : String;
  return (text) => (text === null ? null : convert(text));
}

/** What Athena says it is, where that is not what was expected: the answer is true to the engine. */
export function answeredColumn(expected: ResultColumn, { type, precision, scale }: AthenaColumn): ResultColumn {
  if (athenaForm(expected.type) !== 'own' || expected.type.kind === 'unknown') return expected;
  const kind = type === 'float' ? 'real' : type;
  if (kind === expected.type.kind) return expected;
  return { name: expected.name, type: parseTypeText(kind === 'decimal' ? `decimal(${precision},${scale})` : kind) };
}

function ownTextConverter(type: TrinoType): (text: string) => ResultValue {
  switch (type.kind) {
    case 'boolean':
      return (text) => text === 'true';
    case 'tinyint':
    case 'smallint':
    case 'integer':
      return Number;
    case 'real':
    case 'double':
      return numberOrText;
    case 'varbinary':
      // `68 c3 a9`
      return (text) => Buffer.from(text.replaceAll(' ', ''), 'hex').toString('base64');
    default:
      return String;
  }
}

function jsonConverter(type: TrinoType): (text: string) => ResultValue {
  const convert = jsonValueConverter(type);
  return (text) => convert(parsed(text));
}

/** It was asked for as JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `Athena answers with ${JSON.stringify(text.slice(0, 40))} where JSON was asked for`;
    throw new TracelakeError('engine_failed', message, { details: { engine: 'athena' }, cause });
  }
}

function jsonValueConverter(type: TrinoType): (value: unknown) => ResultValue {
  switch (type.kind) {
    case 'array': {
      const element = jsonValueConverter(type.element);
      return (value) => (value === null ? null : (value as unknown[]).map(element));
    }
    case 'map': {
      const convert = jsonValueConverter(type.value);
      return (value) => (value === null ? null : ownEntries(value as object, convert));
    }
    case 'row': {
      const fields = type.fields.map((field) => jsonValueConverter(field.type));
      return (value) => (value === null ? null : rowValues(value as Readonly<Record<string, unknown>>, fields));
    }
    default:
      return (value) => value as ResultValue;
  }
}

/** Fields are called f0, f1, … */
function rowValues(row: Readonly<Record<string, unknown>>, fields: readonly ((value: unknown) => ResultValue)[]) {
  return fields.map((convert, i) => convert(row[`f${i}`] ?? null));
}

/** NaN and the infinities stay texts. */
function numberOrText(text: string): ResultValue {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}
