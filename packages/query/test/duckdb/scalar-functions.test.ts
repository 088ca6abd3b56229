// The JavaScript scalar functions, against other implementations of the same standards and against values of the JDK.
import { createHash, createHmac } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketAmong } from '../../src/duckdb/scalar/bucket-among.ts';
import { crc32 } from '../../src/duckdb/scalar/crc32.ts';
import {
  javaDoubleText,
  scientificText,
  shortestReal,
  trinoDoubleText,
  trinoRealText,
} from '../../src/duckdb/scalar/double-text.ts';
import { parseJavaUri } from '../../src/duckdb/scalar/java-uri.ts';
import { jsonCanonical, jsonInOrder } from '../../src/duckdb/scalar/json-canonical.ts';
import { jsonExtract, jsonExtractScalar } from '../../src/duckdb/scalar/json-extract.ts';
import { hmacSha256, hmacSha512, sha256, sha512 } from '../../src/duckdb/scalar/sha2.ts';
import {
  formatNumber,
  levenshteinDistance,
  luhnCheck,
  nthPosition,
  soundex,
} from '../../src/duckdb/scalar/text-functions.ts';
import { urlParameter, urlPart } from '../../src/duckdb/scalar/url-functions.ts';
import { weightedPlace } from '../../src/duckdb/scalar/weighted-place.ts';
import { weightedValue } from '../../src/duckdb/scalar/weighted-value.ts';
import { xxhash64 } from '../../src/duckdb/scalar/xxhash64.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('digests and checksums are those of OpenSSL and zlib', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(bytes, bytes, (message, key) => {
      expect(hex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'));
      expect(hex(sha512(message))).toBe(createHash('sha512').update(message).digest('hex'));
      expect(hex(hmacSha256(message, key))).toBe(createHmac('sha256', key).update(message).digest('hex'));
      expect(hex(hmacSha512(message, key))).toBe(createHmac('sha512', key).update(message).digest('hex'));
      expect(crc32(message)).toBe(BigInt(zlibCrc32(message)));
    }),
    { numRuns: 25 },
  );
});

test.each([
  ['', 'ef46db3751d8e999'],
  ['a', 'd24ec4f1a98c6e5b'],
  ['abc', '44bc2cf5ad770999'],
  ['Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
])('xxhash64(%j)', (text, expected) => {
  expect(hex(xxhash64(utf8(text)))).toBe(expected);
});

test.each([
  [0, '0.0', '0E0'],
  [-0, '-0.0', '-0E0'],
  [1, '1.0', '1.0E0'],
  [0.001, '0.001', '1.0E-3'],
  [0.00099, '9.9E-4', '9.9E-4'],
  [9999999, '9999999.0', '9.999999E6'],
  [1e7, '1.0E7', '1.0E7'],
  [-123456.789, '-123456.789', '-1.23456789E5'],
  [Number.NaN, 'NaN', 'NaN'],
  [-Infinity, '-Infinity', '-Infinity'],
  [5e-324, '4.9E-324', '4.9E-324'],
  [1e22, '1.0E22', '1.0E22'],
  [1e23, '1.0E23', '9.999999999999999E22'],
  [-8.41e21, '-8.41E21', '-8.409999999999999E21'],
  [80989146232604980, '8.098914623260498E16', '8.0989146232604976E16'],
  [-6978327751685571000, '-6.978327751685571E18', '-6.9783277516855706E18'],
])('%d is %s in Java, %s in Trino', (value, java, trino) => {
  expect([javaDoubleText(value), trinoDoubleText(value)]).toEqual([java, trino]);
});

test('the text of a double reads back as the same double, that of a real as the same real', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      expect(Number(trinoDoubleText(value))).toBe(value);
      expect(Number(javaDoubleText(value))).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      expect(Math.fround(shortestReal(value))).toBe(value);
    }),
  );
});

test.each([
  [12345.678, 3n, '1.235e+04'],
  [1.25, 1n, '1.3e+00'],
  [9.9999999, 2n, '1.00e+01'],
  [-0.00012, 0n, '-1e-04'],
  [0, 2n, '0.00e+00'],
])('%d with %d digits is %s', (value, precision, expected) => {
  expect(scientificText(value, precision)).toBe(expected);
});

test.each([
  ['{"b": 1, "a": [1, 2]}', '{"a":[1,2],"b":1}'],
  ['{"a":1,"a":2}', '{"a":2}'],
  ['[1.50, 1e3, -0.0, 12345678901234567890123]', '[1.5,1000.0,-0.0,12345678901234567890123]'],
  ['"\\u00e9\\/\\u001f"', '"é/\\u001F"'],
  [' [ ] ', '[]'],
  ['null', 'null'],
])('%s is canonically %s', (text, expected) => {
  expect(jsonCanonical(text)).toBe(expected);
});

test.each(['', '{', '[1,]', '{"a":1,}', '01', '+1', 'NaN', "{'a':1}", '1 2', '"\t"', 'tru', '[1] x'])(
  '%j is no JSON',
  (text) => {
    expect(jsonCanonical(text)).toMatch(/^TRINO\|INVALID_FUNCTION_ARGUMENT\|/);
  },
);

test('JSON in its order keeps keys where they first stand, with the last of equal values', () => {
  expect(jsonInOrder('{"y": 1, "b": {"q": 1e2, "c": [{"z": 0, "a": 1}]}, "y": 2.50}')).toBe(
    '{"y":2.5,"b":{"q":100.0,"c":[{"z":0,"a":1}]}}',
  );
});

test('canonical JSON is the same value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(jsonCanonical(text))).toEqual(JSON.parse(JSON.stringify(JSON.parse(text))));
    }),
  );
});

test.each([
  ['{"a":1.50}', '$.a', '1.50'],
  ['{"a":{"b":[0, 1e3]}}', '$.a.b[1]', '1e3'],
  ['{"x\\"y":-0.0}', '$["x\\"y"]', '-0.0'],
  ['{"a":1.1,"b":{"a":2.2},"a":3.3}', '$.a', '1.1'],
  ['{"a":"1.5"}', '$.a', '1.5'],
  ['{"a":1', '$.a', '1'],
  ['{"a":{"b":1}}', '$.a', null],
  ['{"b":x,"a":1}', '$.a', null],
  ['{"a":01}', '$.a', null],
])('the scalar in %s at %s is %s', (text, path, expected) => {
  expect(jsonExtractScalar(text, path)).toBe(expected);
});

test('what is extracted is the same value', () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (text, rest) => {
      const wrapped = `{"x":0,"a":[1,${text}] ${rest}`;
      expect(JSON.parse(jsonExtract(wrapped, '$.a[1]') ?? 'null')).toEqual(
        JSON.parse(JSON.stringify(JSON.parse(text))),
      );
    }),
  );
});

test.each([
  ['https://u:p@h.com:8080/a%20b?x=1&y=%20z#f%20g', ['https', 'h.com', '8080', '/a b', 'x=1&y= z', 'f g']],
  ['/a/b?x=1', ['', '', null, '/a/b', 'x=1', '']],
  ['mailto:a@b.c', ['mailto', '', null, '', '', '']],
  ['http://[::1]:80/', ['http', '[::1]', '80', '/', '', '']],
  ['http://a_b.com/x', ['http', '', null, '/x', '', '']],
  ['http://h:/', ['http', 'h', null, '/', '', '']],
  ['http://1.2.3.4?q', ['http', '1.2.3.4', null, '', 'q', '']],
  ['file:///x', ['file', '', null, '/x', '', '']],
  ['', ['', '', null, '', '', '']],
  ['http://h/é', ['http', 'h', null, '/é', '', '']],
])('the parts of %j', (url, expected) => {
  expect(['protocol', 'host', 'port', 'path', 'query', 'fragment'].map((part) => urlPart(url, part))).toEqual(expected);
});

test.each(['not a url', 'http://h/%zz', 'http://h/a[b', '1http://x', 'http://', 'a:', 'http://h/<', 'http://[x/'])(
  '%j is no URI',
  (url) => {
    expect(parseJavaUri(url)).toBeNull();
  },
);

test.each([
  ['https://h/?a=1&a=2', 'a', '1'],
  ['https://h/?x=1&y=%20z+w', 'y', ' z w'],
  ['https://h/?a', 'a', ''],
  ['https://h/?a=b=c', 'a', 'b=c'],
  ['https://h/?A=1', 'a', null],
  ['https://h/', 'a', null],
])('parameter of %s: %s', (url, name, expected) => {
  expect(urlParameter(url, name)).toBe(expected);
});

test('words and numbers', () => {
  expect(['Robert', 'Tymczak', 'Pfister', 'Ashcraft', ''].map(soundex)).toEqual(['R163', 'T522', 'P236', 'A261', '']);
  expect(['79927398713', '79927398710', '0', ''].map(luhnCheck)).toEqual([true, false, true, false]);
  expect(soundex('é')).toContain('INVALID_FUNCTION_ARGUMENT');
  expect([1n, 2n, 3n, -1n, -3n, 4n].map((n) => nthPosition('a😀a😀a', 'a', n))).toEqual([1n, 3n, 5n, 5n, 1n, 0n]);
  expect([2n, -1n].map((n) => nthPosition('aaaa', 'aa', n))).toEqual([2n, 3n]);
  expect(levenshteinDistance('kitten', 'sitting')).toBe(3n);
  expect(levenshteinDistance('é', 'e')).toBe(1n);
  expect([0, 999, 1000, 1234567, -123456, 1.9].map(formatNumber)).toEqual(['0', '999', '1K', '1.23M', '-123.46K', '1']);
});

test('a weighted place is the place among as many copies of each as it weighs, and that of fractions the same in proportion', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      weights,
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom(1, 0.1, 1 / 0.3, 1e7 / 3),
      (whole, twentieths, factor) => {
        const copies = whole.flatMap((weight, index) => Array.from({ length: weight }, () => index + 1));
        const expected = copies[Math.min(Math.floor((twentieths * copies.length) / 20), copies.length - 1)];
        const scaled = whole.map((weight) => weight * factor);
        expect(weightedPlace(scaled, twentieths / 20)).toBe(BigInt(expected));
      },
    ),
  );
  expect(weightedPlace([], 0.5)).toBeNull();
});

test('a weighted value lies between two that weigh alike as far as the share does, and is one of them where each stands for itself', () => {
  expect([0, 0.25, 0.5, 0.75, 1].map((share) => weightedValue([1, 2, 3, 10], [2, 2, 2, 2], share))).toEqual([
    1, 1.5, 2.5, 6.5, 10,
  ]);
  expect([0, 0.25, 0.5, 0.75, 1].map((share) => weightedValue([1, 2, 3, 10], [1, 1, 1, 1], share))).toEqual([
    1, 2, 3, 10, 10,
  ]);
  expect(weightedValue([], [], 0.5)).toBeNull();
  const weighed = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
  });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(weighed, share, share, (pairs, a, b) => {
      const sorted = [...pairs].sort(([x], [y]) => x - y);
      const at = (one: number): number =>
        weightedValue(
          sorted.map(([x]) => x),
          sorted.map(([, weight]) => weight),
          one,
        )!;
      expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
      expect(at(a)).toBeGreaterThanOrEqual(sorted[0][0]);
      expect(at(a)).toBeLessThanOrEqual(sorted.at(-1)![0]);
    }),
  );
});

test('a power of two has the shortest digits beyond it, where those before it are nearer to another real', () => {
  expect([2 ** 87, -(2 ** 87), 2 ** 24, 2 ** 100].map(shortestReal)).toEqual([
    1.5474251e26, -1.5474251e26, 16777216, 1.2676506e30,
  ]);
  const real = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(real, (value) => {
      expect(Math.fround(shortestReal(value))).toBe(value);
    }),
  );
});

test.each([
  [2 ** -96, '1.262178E-29'],
  [2 ** -17, '7.629395E-6'],
  [2 ** 42, '4.398047E12'],
  [16149385, '1.614939E7'],
  [1039794.5, '1.039794E6'],
  [Math.fround(1.4742489e35), '1.474249E35'],
])('the real %d as varchar is %s', (value, text) => {
  expect(trinoRealText(value)).toBe(text);
});

test('bins out of order are an error where the search looks at them', () => {
  expect([0, 1, 2, 3, 9].map((operand) => bucketAmong([1, 2, 3], operand))).toEqual(['0', '1', '2', '3', '3']);
  expect(bucketAmong([1, 0, 5], -1)).toBe('0');
  expect(bucketAmong([3, 1], 2)).toContain('not sorted');
  expect(bucketAmong([1, Number.NaN, 3], 2)).toContain('must be finite');
});
