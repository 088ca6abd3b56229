// OTLP/JSON's own rules: hexadecimal ids, 64-bit integers as text or number, integers for enums, unknown members ignored.
import { isTracelakeError } from '@tracelake/schema';
import { describe, expect, test } from 'vitest';
import { decodeJson } from './decoding.ts';

const IDS = '"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174"';

function spanJson(members: string): string {
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[{${IDS},${members}}]}]}]}`;
}

function rowOf(members: string) {
  return decodeJson(spanJson(members)).rows[0];
}

function refusalOf(json: string): string {
  try {
    decodeJson(json);
  } catch (error) {
    if (isTracelakeError(error) && error.code === 'malformed_body') return error.message;
    throw error;
  }
  throw new Error('the body was not refused');
}

test('ids in either case; times as text or number, all their digits kept', () => {
  const row = rowOf('"startTimeUnixNano":1767225600000000001,"endTimeUnixNano":"1767225600000000004"');
  expect(row).toMatchObject({
    trace_id: '5b8efff798038103d269b633813fc60c',
    span_id: 'eee19b7ec3c1b174',
    start_time_unix_nano: 1767225600000000001n,
    duration_nano: 3n,
  });
});

test.each([
  ['9223372036854775807', '9223372036854775807'],
  ['"-9223372036854775808"', '-9223372036854775808'],
  ['9007199254740993', '9007199254740993'],
  ['"9223372036854775808"', '9223372036854775808'],
  ['-9223372036854775809', '-9223372036854775809'],
  ['12345678901234567890', '12345678901234567890'],
  [`"${'9'.repeat(400)}"`, '9'.repeat(400)],
])('intValue %s keeps its digits', (written, expected) => {
  const row = rowOf(`"attributes":[{"key":"n","value":{"intValue":${written}}}]`);
  expect(row['attributes_string']).toEqual(new Map([['n', expected]]));
});

test.each([
  ['"intValue":5.0', 5],
  ['"intValue":1e3', 1000],
  ['"intValue":1e+300', 1e300],
  ['"intValue":100000000000000000000', 1e20],
  ['"intValue":-9223372036854778000', -(2 ** 63) - 2048],
  ['"doubleValue":"-1.5e3"', -1500],
  ['"doubleValue":12345678901234567890', 12345678901234567000],
])('%s is the number %d', (member, expected) => {
  const row = rowOf(`"attributes":[{"key":"n","value":{${member}}}]`);
  expect(row['attributes_number']).toEqual(new Map([['n', expected]]));
});

test.each([
  ['1.7e18', 1_700_000_000_000_000_000n],
  ['"1.767225600000000001E18"', 1_767_225_600_000_000_001n],
  ['17672256000000000010e-1', 1_767_225_600_000_000_001n],
  ['9.223372036854775807e+18', 9_223_372_036_854_775_807n],
  ['5.00', 5n],
  ['0e99999999999999999999', 0n],
])('a time may be written as %s, which is a whole number', (written, expected) => {
  expect(rowOf(`"startTimeUnixNano":${written}`)['start_time_unix_nano']).toBe(expected);
});

test.each(['1.0000000000000000001', '1.7e-1', '1767225600000000001.5e0', '1e20', '-1.7e18', '1e999999999999'])(
  'a time of %s is refused',
  (written) => {
    expect(() => rowOf(`"startTimeUnixNano":${written}`)).toThrow(/a whole number from 0 to 18446744073709551615/);
  },
);

test('unknown members of any shape are ignored, snake case too; null is as if left out', () => {
  const row = rowOf(
    '"name":"op","start_time_unix_nano":"7","new":{"a":[1,{"b":"\\u00e9]}"},true,null,-1.5e-7]},"kind":null,"flags":257',
  );
  expect(row).toMatchObject({ name: 'op', start_time_unix_nano: 0n, kind: 'UNSPECIFIED', flags: 257n });
});

test('members in snake case are ignored, and the sender is told', () => {
  const { rows, results } = decodeJson('{"resource_spans":[{"scope_spans":[]}],"other_one":1}');
  expect(rows).toEqual([]);
  expect(results[0]).toMatchObject({
    rejected: 0,
    message: '1 member ignored, "resource_spans" first: OTLP/JSON has lowerCamelCase names, "resourceSpans"',
  });
  const span = decodeJson(spanJson('"start_time_unix_nano":"7","end_time_unix_nano":"9","my_own":1'));
  expect(span.results[0]!.message).toBe(
    '2 members ignored, "start_time_unix_nano" first: OTLP/JSON has lowerCamelCase names, "startTimeUnixNano"',
  );
});

test('escapes and lone surrogates in texts, names and keys', () => {
  const row = rowOf(
    '"na\\u006de":"\\ud83d\\ude00\\n\\ud800","attributes":[{"key":"\\u0061","value":{"stringValue":"é"}}]',
  );
  expect(row['name']).toBe('\u{1f600}\n\ufffd');
  expect(row['attributes_string']).toEqual(new Map([['a', 'é']]));
});

test('bytes in both alphabets, with padding or without', () => {
  for (const written of ['-_8=', '+/8', '-_8']) {
    const row = rowOf(`"attributes":[{"key":"b","value":{"bytesValue":"${written}"}}]`);
    expect(row['attributes_string']).toEqual(new Map([['b', '+/8=']]));
  }
});

test('spans whose id is not hexadecimal are left out, with the reason', () => {
  const json = `{"resourceSpans":[{"scopeSpans":[{"spans":[
    {"traceId":"not hex","spanId":"eee19b7ec3c1b174"},{${IDS}},{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee"}]}]}]}`;
  const { rows, results } = decodeJson(json);
  expect(rows).toHaveLength(1);
  expect(results[0].rejected).toBe(2);
  expect(results[0].message).toBe(
    '1 span was left out because of trace_id: it is not hexadecimal: "not hex"; ' +
      '1 span was left out because of span_id: it has 3 hexadecimal digits, an odd number',
  );
});

test('white space and a byte order mark around the text', () => {
  expect(decodeJson(`\ufeff \t\r\n ${spanJson('"name":"x"')} \n`).rows).toHaveLength(1);
});

describe('refused', () => {
  test.each([
    ['', 'the body is empty; an object is needed, at byte 0 of the body'],
    ['[]', 'the body is an array; an object is needed, at byte 0 of the body'],
    ['{"resourceSpans":{}}', '"resourceSpans" is an object; an array is needed, at byte 17 of the body'],
    ['{"resourceSpans":[1]}', '"resourceSpans" is a number; an object is needed, at byte 18 of the body'],
    ['{"resourceSpans":[]} x', '"x" follows the end of the JSON text, at byte 21 of the body'],
    ['{"a":1,}', '"}" stands where a member\'s name is needed, at byte 7 of the body'],
    ['{"a":[1,]}', 'a value is "]"; a number is needed, at byte 8 of the body'],
    ['{"a":01}', '"01" is not a number as JSON writes it, at byte 5 of the body'],
    ['{"a":"\\x"}', 'a text has an escape that JSON does not know, at byte 6 of the body'],
    ['{"a":"b', 'the body ends inside a text, at byte 7 of the body'],
    ['{"a":tru}', '"}" stands inside the word true, at byte 8 of the body'],
  ])('%s', (json, message) => {
    expect(refusalOf(json)).toBe(message);
  });

  test.each([
    ['"name":5', '"name" is not a text'],
    ['"kind":"SPAN_KIND_SERVER"', '"kind" is "SPAN_KIND_SERVER"; a whole number'],
    ['"startTimeUnixNano":-1', '"startTimeUnixNano" is "-1"; a whole number from 0 to 18446744073709551615'],
    ['"flags":4294967296', '"flags" is "4294967296"; a whole number from 0 to 4294967295'],
    ['"attributes":[{"key":"k","value":{"boolValue":1}}]', '"boolValue" is a number; true or false is needed'],
    ['"attributes":[{"key":"k","value":{"bytesValue":"%"}}]', '"bytesValue" is not base64'],
    ['"attributes":[{"key":"k","value":{"doubleValue":"x"}}]', '"doubleValue" is "x"; a number is needed'],
  ])('%s', (members, message) => {
    expect(refusalOf(spanJson(members))).toContain(message);
  });

  test('nesting without end, of values and of what is ignored', () => {
    const arrays = '{"arrayValue":{"values":['.repeat(5000);
    expect(refusalOf(spanJson(`"attributes":[{"key":"k","value":${arrays}`))).toContain('more than 32 levels deep');
    expect(refusalOf(spanJson(`"unknown":${'['.repeat(100_000)}`))).toContain('more than 256 levels deep');
  });
});

test('long texts, ids and numbers are read without running out of anything', () => {
  const long = 'a'.repeat(3_000_000);
  expect(rowOf(`"name":"${long}"`)['name']).toBe(long);
  expect(decodeJson(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${long}"}]}]}]}`).results[0].rejected).toBe(
    1,
  );
  expect(refusalOf(spanJson(`"kind":${'1'.repeat(1_000_000)}`))).toContain('more than 1000 characters');
});
