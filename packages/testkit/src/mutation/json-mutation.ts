// Changes to OTLP/JSON bodies that know the structure: what senders get wrong, and what parsers read differently.
import { type JsonMember, type JsonTree, jsonTreeText, parseJsonTree } from '../otlp/json-tree.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { INTEGER_CORNERS, mutateBytes, ODD_TEXTS, oneOf } from './mutation.ts';

/** Any value, at the place where it stands. */
interface Place {
  readonly value: JsonTree;
  replace(value: JsonTree): void;
  /** The members it is one of; `null` for an item of an array and for the whole. */
  readonly members: JsonMember[] | null;
  readonly index: number;
}

function placesIn(value: JsonTree, found: Place[] = []): Place[] {
  if (value.kind === 'object') {
    value.members.forEach((member, index) => {
      const replace = (next: JsonTree) => void (value.members[index] = { ...member, value: next });
      found.push({ value: member.value, replace, members: value.members, index });
      placesIn(member.value, found);
    });
  }
  if (value.kind === 'array') {
    value.items.forEach((item, index) => {
      found.push({ value: item, replace: (next) => void (value.items[index] = next), members: null, index });
      placesIn(item, found);
    });
  }
  return found;
}

const raw = (text: string): JsonTree => ({ kind: 'raw', text });

/** Values that JSON knows, and text that looks like one. */
const RAW_TEXTS = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1.0', '1e3', '1E+2', '1.5', '1e400', '-1e400', '5e-324', '1e1000'],
  ...['9007199254740993', '18446744073709551615', '18446744073709551616', '-9223372036854775809', `1${'0'.repeat(80)}`],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    '01',
    '+1',
    '.5',
    '1.',
    '0x10',
    '1_000',
    "'text'",
    'nul',
    'True',
    'undefined',
    '',
  ],
  ...['"SPAN_KIND_SERVER"', '"STATUS_CODE_ERROR"', '""', '" 5 "', '"0x10"', '"1e3"', '"007"', '"-0"', '"5.0"', '"NaN"'],
  ...['"Infinity"', '"-Infinity"', '"+5"', '"abc"', '"ABCDEF0123456789"', '"zz"', '"a"', '"_-8"', '"QQ=="', '"QQ="'],
  ...['"\\ud800"', '"\\udc00x"', '"\\ud83d\\ude00"', '"\\u0000"', '"\\x41"', '"\\u12"', '"a\tb"', '{}', '[]', '[null]'],
];

function deep(random: SeededRandom, levels: number): JsonTree {
  const [open, close] = oneOf(random, [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  return raw(`${open.repeat(levels)}1${close.repeat(levels)}`);
}

function deepValue(random: SeededRandom, levels: number): JsonTree {
  const [open, close] = oneOf(random, [
    ['{"arrayValue":{"values":[', ']}}'],
    ['{"kvlistValue":{"values":[{"key":"k","value":', '}]}}'],
  ] as const);
  return raw(`${open.repeat(levels)}{"intValue":1}${close.repeat(levels)}`);
}

type Change = (random: SeededRandom, place: Place, all: readonly Place[]) => void;

const CHANGES: readonly Change[] = [
  function otherText(random, { replace }) {
    replace(raw(oneOf(random, RAW_TEXTS)));
  },
  function otherNumber(random, { replace }) {
    const integer = String(oneOf(random, INTEGER_CORNERS));
    replace(random.below(2) === 0 ? raw(integer) : { kind: 'string', text: integer });
  },
  function textAsNumberAndBack(_, { value, replace }) {
    if (value.kind === 'string') replace(raw(value.text));
    else if (value.kind === 'raw') replace({ kind: 'string', text: value.text });
  },
  function anotherPlacesValue(random, { replace }, all) {
    replace(structuredClone(oneOf(random, all).value));
  },
  function removed(_, { members, index }) {
    members?.splice(index, 1);
  },
  function repeated(random, { members, index }) {
    members?.splice(random.below(members.length + 1), 0, structuredClone(members[index]!));
  },
  function moved(random, { members, index }) {
    const [member] = members?.splice(index, 1) ?? [];
    if (member !== undefined) members!.splice(random.below(members!.length + 1), 0, member);
  },
  function otherName(random, { members, index }) {
    if (members === null) return;
    const { name, value } = members[index]!;
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    members[index] = { name: oneOf(random, [snake, name.toUpperCase(), '', '__proto__', 'value', 'key']), value };
  },
  function unknownMember(random, { members, index }) {
    const value =
      random.below(2) === 0 ? raw(oneOf(random, RAW_TEXTS)) : deep(random, oneOf(random, [2, 255, 256, 257]));
    members?.splice(index, 0, { name: oneOf(random, ['unknown', 'traceid', 'é', 'a"b']), value });
  },
  function nestedDeep(random, { members, index, replace }) {
    if (members?.[index]?.name === 'value') replace(deepValue(random, oneOf(random, [1, 2, 31, 32, 33, 100])));
  },
  function oddId(random, { members, index, replace }) {
    if (!/id$/i.test(members?.[index]?.name ?? '')) return;
    replace({
      kind: 'string',
      text: oneOf(random, ['', '0', 'a1', 'xyz', 'A'.repeat(16), 'f'.repeat(31), '0'.repeat(32)]),
    });
  },
  function inAnArray(_, { value, replace }) {
    replace({ kind: 'array', items: [value] });
  },
];

/** Changes to the text as a whole. */
const TEXT_CHANGES: readonly ((random: SeededRandom, text: string) => string)[] = [
  (_, text) => `\uFEFF${text}`,
  (_, text) => `\uFEFF\uFEFF${text}`,
  (_, text) => ` \n\t\r${text}\n `,
  (random, text) => text + oneOf(random, ['x', '{}', ',', '\0', '// end', ']', '}']),
  (random, text) => text.replace(oneOf(random, [',', ':', '{', '[']), (found) => `${found}/* */`),
  (_, text) => text.replace('}', ',}'),
  (_, text) => text.replace(']', ',]'),
  (_, text) => text.replaceAll('"spans"', '"sp\\u0061ns"'),
  (_, text) => text.replaceAll('/', '\\/'),
  (_, text) => text.replaceAll(':', ' : '),
];

/** Changes a whole body in one to four ways. */
export function mutateJson(random: SeededRandom, body: string): Uint8Array {
  const tree = parseJsonTree(Buffer.from(body));
  const count = 1 + random.below(4);
  for (let n = 0; n < count; n++) {
    const places = placesIn(tree);
    if (places.length > 0) oneOf(random, CHANGES)(random, oneOf(random, places), places);
  }
  const text = jsonTreeText(tree);
  const bytes = Buffer.from(random.below(4) === 0 ? oneOf(random, TEXT_CHANGES)(random, text) : text);
  if (random.below(8) === 0) return withOddText(random, bytes);
  return random.below(8) === 0 ? mutateBytes(random, bytes) : Uint8Array.from(bytes);
}

/** Bytes that are no UTF-8 at the end of some text, or anywhere. */
function withOddText(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const place = random.below(bytes.length + 1);
  const quote = random.below(4) === 0 ? place : bytes.indexOf(0x22, place);
  const at = quote < 0 ? place : quote;
  return Uint8Array.from([...bytes.subarray(0, at), ...oneOf(random, ODD_TEXTS), ...bytes.subarray(at)]);
}
