// Reads a type as Trino writes it, in CAST and in the function table's signatures.
import { TracelakeError } from '@tracelake/schema';
import { foreignTypeHint } from './foreign-types.ts';
import type { RowField, TrinoType } from './trino-type.ts';
import * as types from './type-constructors.ts';
import { isUnsupportedType, unsupportedTypeHint } from './unsupported-types.ts';

/** `int` → integer …; types without parameters. */
const SIMPLE_TYPES: Readonly<Record<string, TrinoType>> = {
  boolean: types.BOOLEAN,
  tinyint: types.TINYINT,
  smallint: types.SMALLINT,
  int: types.INTEGER,
  integer: types.INTEGER,
  bigint: types.BIGINT,
  real: types.REAL,
  double: types.DOUBLE,
  'double precision': types.DOUBLE,
  varbinary: types.VARBINARY,
  date: types.DATE,
  json: types.JSON_TYPE,
  uuid: types.UUID,
  unknown: types.UNKNOWN,
  'interval day to second': types.INTERVAL_DAY_TO_SECOND,
  'interval year to month': types.INTERVAL_YEAR_TO_MONTH,
};

const MAX_TEMPORAL_PRECISION = 12;
const DEFAULT_TEMPORAL_PRECISION = 3;

/** Throws TYPE_MISMATCH `Unknown type: …`, as Trino does. */
export function parseTypeText(text: string): TrinoType {
  const parser = new TypeTextParser(text);
  const type = parser.type();
  parser.end();
  return type;
}

class TypeTextParser {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  type(): TrinoType {
    const word = this.word().toLowerCase();
    switch (word) {
      case 'row':
        return this.rowType();
      case 'array': {
        this.expect('(');
        const element = this.type();
        this.expect(')');
        return types.array(element);
      }
      case 'map': {
        this.expect('(');
        const key = this.type();
        this.expect(',');
        const value = this.type();
        this.expect(')');
        return types.map(key, value);
      }
      case 'timestamp':
      case 'time':
        return this.temporalType(word);
      case 'interval':
      case 'double':
        return this.severalWords(word);
      default:
        return this.parameterizedType(word, this.numbers());
    }
  }

  end(): void {
    this.skipBlanks();
    if (this.position < this.text.length) this.fail();
  }

  private rowType(): TrinoType {
    const fields: RowField[] = [];
    this.expect('(');
    do fields.push(this.rowField());
    while (this.accept(','));
    this.expect(')');
    return types.row(fields);
  }

  private rowField(): RowField {
    const start = this.position;
    const name = this.word();
    this.skipBlanks();
    const next = this.text[this.position];
    if (next === undefined || next === ',' || next === ')' || next === '(') {
      this.position = start;
      return { name: undefined, type: this.type() };
    }
    return { name, type: this.type() };
  }

  private temporalType(word: 'time' | 'timestamp'): TrinoType {
    const precision = this.numbers()[0] ?? DEFAULT_TEMPORAL_PRECISION;
    if (precision > MAX_TEMPORAL_PRECISION) this.fail();
    const zone = /^\s*with(out)? time zone/i.exec(this.rest());
    if (zone) this.position += zone[0].length;
    if (zone && zone[1] === undefined) {
      if (word === 'timestamp') return types.timestampWithTimeZone(precision);
      throw new TracelakeError('NOT_SUPPORTED', 'time with time zone is not supported locally');
    }
    return word === 'timestamp' ? types.timestamp(precision) : types.time(precision);
  }

  private severalWords(word: string): TrinoType {
    const more = /^\s*(day to second|year to month|precision)/i.exec(this.rest());
    if (more) this.position += more[0].length;
    return SIMPLE_TYPES[more ? `${word} ${more[1].toLowerCase()}` : word] ?? this.fail();
  }

  private parameterizedType(word: string, numbers: readonly number[]): TrinoType {
    switch (word) {
      case 'varchar':
        return types.varchar(numbers[0]);
      case 'char':
        return types.char(numbers[0] ?? 1);
      case 'decimal':
      case 'numeric':
        return this.decimalType(numbers[0] ?? 38, numbers[1] ?? 0);
      default:
        if (numbers.length > 0) this.fail();
        return SIMPLE_TYPES[word] ?? this.fail();
    }
  }

  private decimalType(precision: number, scale: number): TrinoType {
    if (precision < 1 || precision > 38 || scale > precision) {
      throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `DECIMAL(${precision}, ${scale}) is not a type`, {
        hint: 'Precision is 1 to 38, scale at most the precision.',
      });
    }
    return types.decimal(precision, scale);
  }

  private numbers(): number[] {
    const found = /^\s*\(\s*(\d+(?:\s*,\s*\d+)*)\s*\)/.exec(this.rest());
    if (!found) return [];
    this.position += found[0].length;
    return found[1].split(',').map(Number);
  }

  private word(): string {
    this.skipBlanks();
    const found = /^(?:"((?:[^"]|"")*)"|[\p{L}_][\p{L}\d_.]*)/u.exec(this.rest()) ?? this.fail();
    this.position += found[0].length;
    return found[1] === undefined ? found[0] : found[1].replaceAll('""', '"');
  }

  private accept(character: string): boolean {
    this.skipBlanks();
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private expect(character: string): void {
    if (!this.accept(character)) this.fail();
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text[this.position] ?? '')) this.position++;
  }

  private rest(): string {
    return this.text.slice(this.position);
  }

  private fail(): never {
    if (isUnsupportedType(this.text)) {
      throw new TracelakeError('NOT_SUPPORTED', `Type ${this.text} is not supported locally`, {
        hint: unsupportedTypeHint(this.text),
      });
    }
    const hint = foreignTypeHint(this.text);
    throw new TracelakeError('TYPE_MISMATCH', `Unknown type: ${this.text}`, hint === undefined ? {} : { hint });
  }
}
