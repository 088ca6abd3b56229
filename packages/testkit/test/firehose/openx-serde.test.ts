// The OpenX SerDe's rules, each with where it is known from. "Probed" means: seen on AWS and published in the comments and issues of floci-io/floci.
import { describe, expect, test } from 'vitest';
import { hiveType } from '../../src/firehose/hive-type.ts';
import { JsonDocumentReader } from '../../src/firehose/json-document-reader.ts';
import { type HiveValue, type OpenXOptions, openXRow } from '../../src/firehose/openx-serde.ts';

const EXACT: OpenXOptions = { caseInsensitive: false };

function convert(json: string, type: string, options: OpenXOptions = EXACT): HiveValue {
  const document = new JsonDocumentReader(new TextEncoder().encode(`{"c":${json}}`)).next();
  return openXRow(document, [{ name: 'c', type: hiveType(type) }], options).c!;
}

function row(json: string, columns: Readonly<Record<string, string>>, options: OpenXOptions = EXACT): unknown {
  const members = Object.entries(columns).map(([name, type]) => ({ name, type: hiveType(type) }));
  return { ...openXRow(new JsonDocumentReader(new TextEncoder().encode(json)).next(), members, options) };
}

describe('keys (docs: record-format-conversion; probed)', () => {
  test('keys that no column has are dropped without a word, missing ones are NULL', () => {
    expect(row('{"a":"x","gone":1}', { a: 'string', b: 'bigint' })).toEqual({ a: 'x', b: null });
  });

  test('CaseInsensitive true, the default, makes every key lower-case, of maps and of maps in lists of structs too', () => {
    const json = '{"M":{"User.Plan":"pro"},"Events":[{"Attributes":{"A.B":"x"}}]}';
    const columns = { m: 'map<string,string>', events: 'array<struct<attributes:map<string,string>>>' };
    expect(row(json, columns, {})).toEqual({
      m: new Map([['user.plan', 'pro']]),
      events: [{ attributes: new Map([['a.b', 'x']]) }],
    });
  });

  test('… and two keys that differ only in case fail the record', () => {
    expect(() => convert('{"Plan":"a","plan":"b"}', 'map<string,string>', {})).toThrow('Duplicate key "plan"');
  });

  test('CaseInsensitive false keeps the keys of maps; column and member names must then match exactly', () => {
    expect(convert('{"User.Plan":"a","user.plan":"b"}', 'map<string,string>')).toEqual(
      new Map([
        ['User.Plan', 'a'],
        ['user.plan', 'b'],
      ]),
    );
    expect(row('{"TRACE_ID":"a","s":{"X":"b"}}', { trace_id: 'string', s: 'struct<x:string>' })).toEqual({
      trace_id: null,
      s: { x: null },
    });
  });

  test('ColumnToJsonKeyMappings renames, ConvertDotsInJsonKeysToUnderscores lets dots fit (docs: OpenXJsonSerDe)', () => {
    const mapped = { ...EXACT, columnToJsonKeyMappings: { http_method: 'http.method' } };
    expect(row('{"http.method":"GET"}', { http_method: 'string' }, mapped)).toEqual({ http_method: 'GET' });
    const dotted = { ...EXACT, convertDotsInJsonKeysToUnderscores: true };
    expect(row('{"http.method":"GET"}', { http_method: 'string' }, dotted)).toEqual({ http_method: 'GET' });
  });

  test('a mapped column is not found under its own name (rcongiu/Hive-JSON-Serde: JsonStructObjectInspector.getJsonField)', () => {
    const mapped = { ...EXACT, columnToJsonKeyMappings: { a: 'k' } };
    expect(row('{"a":"by name"}', { a: 'string' }, mapped)).toEqual({ a: null });
    expect(row('{"a":"by name","k":"by key"}', { a: 'string' }, mapped)).toEqual({ a: 'by key' });
  });

  test('a mapping holds for members of structs by name too (rcongiu/Hive-JSON-Serde: NestedWithMappingTest); not for keys of maps', () => {
    const mapped = { ...EXACT, columnToJsonKeyMappings: { a: 'k' } };
    const columns = { list: 'array<struct<a:string>>', map: 'map<string,string>' };
    const json = '{"list":[{"a":"by name","k":"by key"}],"map":{"a":"x"}}';
    const map = new Map([['a', 'x']]);
    expect(row(json, columns, mapped)).toEqual({ list: [{ a: 'by key' }], map });
    // Unprobed on Firehose: it may look at the columns only.
    expect(row(json, columns, { ...mapped, mapsMembers: false })).toEqual({ list: [{ a: 'by name' }], map });
  });

  test('a key called __proto__ is a key', () => {
    expect(convert('{"__proto__":"x"}', 'map<string,string>')).toEqual(new Map([['__proto__', 'x']]));
  });
});

describe('values (probed; Trino 476 reads them alike unless said)', () => {
  test.each([
    ['an integer keeps all of its 64 bits', '9007199254740993', 'bigint', 9007199254740993n],
    ['the smallest too', '-9223372036854775808', 'bigint', -9223372036854775808n],
    ['a fraction is cut', '2.9', 'bigint', 2n],
    ['numeric text is parsed', '"42"', 'bigint', 42n],
    ['numeric text is parsed as a double', '"4.5"', 'double', 4.5],
    ['beyond its range a double is infinite', '1e999', 'double', Number.POSITIVE_INFINITY],
    ['a number becomes text', '200', 'string', '200'],
    ['a fraction becomes text as Java writes it', '1e3', 'string', '1000.0'],
    ['a boolean becomes text', 'true', 'string', 'true'],
    ['an object becomes compact text', '{"A": {"b": [1, null]}}', 'string', '{"A":{"b":[1,null]}}'],
    ['null is NULL', 'null', 'bigint', null],
    ['a scalar becomes a list of one', '"x"', 'array<string>', ['x']],
    ['nulls in lists are kept', '["x",null]', 'array<string>', ['x', null]],
    ['a list fills a struct by position', '["x",7]', 'struct<a:string,b:bigint>', { a: 'x', b: 7n }],
    ['{} is a struct of NULLs', '{}', 'struct<a:string>', { a: null }],
    ['members that the struct lacks are dropped', '{"a":"x","z":1}', 'struct<a:string>', { a: 'x' }],
    ['varchar is cut to its length (docs: record-format-conversion)', '"abcdef"', 'varchar(3)', 'abc'],
  ] as const)('%s', (_, json, type, expected) => {
    expect(convert(json, type)).toEqual(expected);
  });

  test('nulls in maps are kept', () => {
    expect(convert('{"a":null,"b":"x"}', 'map<string,string>')).toEqual(
      new Map([
        ['a', null],
        ['b', 'x'],
      ]),
    );
  });

  test('text of an object has lower-case keys when case does not matter', () => {
    expect(convert('{"A":1}', 'string', {})).toBe('{"a":1}');
  });
});

// Unprobed on Firehose, and nothing of ours is as narrow: what the library's inspectors make of their text.
describe('narrow numbers (rcongiu/Hive-JSON-Serde: ParsePrimitiveUtils; JavaStringByte-, Short-, Int- and FloatObjectInspector)', () => {
  test.each([
    ['tinyint', '-128', '127', '128'],
    ['smallint', '-32768', '32767', '32768'],
    ['int', '-2147483648', '2147483647', '2147483648'],
  ])('%s takes %s to %s, as number and as text; %s fails, and is not wrapped', (type, least, most, beyond) => {
    for (const json of [least, most, `"${least}"`, `"${most}"`]) {
      expect(convert(json, type)).toBe(Number(json.replaceAll('"', '')));
    }
    expect(convert('1.9', type)).toBe(1);
    for (const json of [beyond, `"${beyond}"`]) expect(() => convert(json, type)).toThrow('For input string');
  });

  test('float has 24 bits of a number, of text too; beyond its range it is infinite', () => {
    expect(convert('0.1', 'float')).toBe(Math.fround(0.1));
    expect(convert('"16777217"', 'float')).toBe(16_777_216);
    expect(convert('1e39', 'float')).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('failures (probed)', () => {
  test.each([
    ['a scalar for a struct', '42', 'struct<a:string>', 'Data is not JSONObject  but java.lang.Long with value 42'],
    ['a list for a map', '[1]', 'map<string,string>', 'Data is not JSONObject  but'],
    ['text that is no number', '"oops"', 'bigint', 'For input string: "oops"'],
    ['text that is no double', '"1,5"', 'double', 'For input string: "1,5"'],
    ['2^63: Trino reads NULL, Firehose refuses', '9223372036854775808', 'bigint', 'For input string'],
    ['a map value of another type', '{"a":"x"}', 'map<string,double>', 'For input string: "x"'],
  ])('%s', (_, json, type, message) => {
    expect(() => convert(json, type)).toThrow(message);
  });

  test('a document that is no object', () => {
    expect(() => row('[{"a":1}]', { a: 'bigint' })).toThrow('Data is not JSONObject');
  });
});

describe('timestamps, which is why nothing of ours is one (probed)', () => {
  const NANOS = 1_700_000_000_123_456_789n;

  test.each([
    ['the ISO form, up to nine digits', '"2023-11-14T22:13:20.123456789Z"', NANOS],
    ['the form with a space, one-digit parts too', '"2023-11-4 2:3:9.5"', 1_699_063_389_500_000_000n],
    ['seconds', '1700000000', 1_700_000_000_000_000_000n],
    ['seconds with a fraction', '1700000000.123', 1_700_000_000_123_000_000n],
    ['from 1e12 on milliseconds', '1700000000123', 1_700_000_000_123_000_000n],
  ])('%s', (_, json, expected) => {
    expect(convert(json, 'timestamp')).toBe(expected);
  });

  test.each(['"2023-11-14T22:13:20+00:00"', '"2023-11-4T2:3:9Z"', '"yesterday"', 'true'])('%s fails', (json) => {
    expect(() => convert(json, 'timestamp')).toThrow('For input string');
  });

  test('nanoseconds do not fail: they are read as milliseconds, a date that never was', () => {
    expect(convert(String(NANOS), 'timestamp')).toBe(NANOS * 1_000_000n);
  });

  test('dates are lenient', () => {
    expect(convert('"1970-1-11"', 'date')).toBe(10);
  });
});
