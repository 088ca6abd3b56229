// Changes to protobuf bodies that know the structure: each leaves a body that is nearly right, in a way that decoders get wrong.
import { WELL_KNOWN_ATTRIBUTES } from '@tracelake/schema';
import type { SeededRandom } from '../seeded-random.ts';
import { DOUBLE_CORNERS, INTEGER_CORNERS, mutateBytes, ODD_TEXTS, oneOf } from './mutation.ts';
import { encodeWireTree, parseWireTree, type WireNode, wireNode } from './wire-tree.ts';

interface Place {
  readonly siblings: WireNode[];
  readonly index: number;
  readonly node: WireNode;
}

function placesIn(nodes: WireNode[], found: Place[] = []): Place[] {
  nodes.forEach((node, index) => {
    found.push({ siblings: nodes, index, node });
    if (node.content.kind === 'message') placesIn(node.content.children, found);
  });
  return found;
}

type Change = (random: SeededRandom, place: Place, all: readonly Place[]) => void;

const KEYS = WELL_KNOWN_ATTRIBUTES.flatMap(({ key, aliases }) => [key, ...aliases.map((alias) => alias.key)]);

function doubleBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

function randomBytes(random: SeededRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

function unknownNode(random: SeededRandom): WireNode {
  const field = oneOf(random, [0, 1, 2, 17, 100, 5_000, 2 ** 29 - 1]);
  switch (random.below(6)) {
    case 0:
      return wireNode(field, 0, { kind: 'varint', value: oneOf(random, INTEGER_CORNERS) });
    case 1:
      return wireNode(field, 1, { kind: 'bytes', bytes: randomBytes(random, 8) });
    case 2:
      return wireNode(field, 5, { kind: 'bytes', bytes: randomBytes(random, 4) });
    case 3:
      // Broken groups and what is no wire type at all.
      return wireNode(field, oneOf(random, [3, 4, 6, 7]), { kind: 'bytes', bytes: randomBytes(random, 2) });
    case 4:
      return wireNode(field, 3, { kind: 'bytes', bytes: groupContent(random, field) });
    default:
      return wireNode(field, 2, { kind: 'bytes', bytes: randomBytes(random, random.below(200)) });
  }
}

/** Mostly what a whole group has behind its tag: a few fields, then its end. */
function groupContent(random: SeededRandom, field: number): Uint8Array {
  const inner = random.below(3) === 0 ? [] : [unknownNode(random)];
  return encodeWireTree([...inner, wireNode(field, 4, { kind: 'bytes', bytes: new Uint8Array(0) })]);
}

/** `levels` lists inside each other, the innermost empty. */
function nestedValue(random: SeededRandom, levels: number): WireNode[] {
  let children: WireNode[] = [wireNode(3, 0, { kind: 'varint', value: 7n })];
  for (let level = 0; level < levels; level++) {
    const item = wireNode(1, 2, { kind: 'message', message: 'AnyValue', children });
    children = [wireNode(5, 2, { kind: 'message', message: 'ArrayValue', children: [item] })];
    if (random.below(3) > 0) continue;
    const value = wireNode(2, 2, { kind: 'message', message: 'AnyValue', children });
    const member = wireNode(1, 2, { kind: 'message', message: 'KeyValue', children: [value] });
    children = [wireNode(6, 2, { kind: 'message', message: 'KeyValueList', children: [member] })];
  }
  return children;
}

function textContent(bytes: Uint8Array): WireNode['content'] {
  return { kind: 'bytes', bytes };
}

const CHANGES: readonly Change[] = [
  function wrongWireType(random, { node }) {
    node.wireType = random.below(8);
  },
  function wrongField(random, { node }) {
    node.field = 1 + random.below(16);
  },
  function overlongNumbers(random, { node }) {
    node.padding = { tag: random.below(6), length: random.below(6), value: random.below(12) };
  },
  function wrongLength(random, { node }) {
    node.lengthError = oneOf(random, [-1, 1, -3, 3, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 34]);
  },
  function unknownField(random, { siblings, index }) {
    siblings.splice(index + random.below(2), 0, unknownNode(random));
  },
  function repeated(random, { siblings, node }) {
    siblings.splice(random.below(siblings.length + 1), 0, structuredClone(node));
  },
  function movedInsideItsMessage(random, { siblings, index }) {
    const [node] = siblings.splice(index, 1);
    siblings.splice(random.below(siblings.length + 1), 0, node!);
  },
  function removed(_, { siblings, index }) {
    siblings.splice(index, 1);
  },
  function anotherFieldsContent(random, { node }, all) {
    const other = oneOf(random, all).node;
    node.content = structuredClone(other.content);
    if (random.below(2) === 0) node.wireType = other.wireType;
  },
  function empty(_, { node }) {
    node.content = node.content.kind === 'message' ? { ...node.content, children: [] } : textContent(new Uint8Array(0));
  },
  function oddText(random, { node }) {
    if (node.content.kind !== 'bytes') return;
    const at = random.below(node.content.bytes.length + 1);
    const odd = oneOf(random, ODD_TEXTS);
    const { bytes } = node.content;
    node.content = textContent(Uint8Array.from([...bytes.subarray(0, at), ...odd, ...bytes.subarray(at)]));
  },
  function cornerNumber(random, { node }) {
    if (node.content.kind === 'varint') node.content = { kind: 'varint', value: oneOf(random, INTEGER_CORNERS) };
    else if (node.wireType === 1) node.content = textContent(doubleBytes(oneOf(random, DOUBLE_CORNERS)));
  },
  function oddId(random, { node }) {
    if (node.known?.kind !== 'id') return;
    const length = oneOf(random, [0, 1, 7, 8, 9, 15, 16, 17]);
    node.content = textContent(random.below(3) === 0 ? new Uint8Array(length) : randomBytes(random, length));
  },
  function wellKnownKey(random, { node }) {
    if (node.known?.name === 'key') node.content = textContent(Buffer.from(oneOf(random, KEYS)));
  },
  function nestedDeep(random, { node }) {
    if (node.content.kind !== 'message' || node.content.message !== 'AnyValue') return;
    node.content = { ...node.content, children: nestedValue(random, oneOf(random, [1, 2, 15, 16, 31, 32, 33, 60])) };
  },
  function packed(random, { node }) {
    if (node.content.kind !== 'varint') return;
    node.wireType = 2;
    node.content = textContent(randomBytes(random, 1 + random.below(3)));
  },
  function twoMembersOfAOneof(random, { node }) {
    if (node.content.kind !== 'message' || node.content.message !== 'AnyValue') return;
    const member = wireNode(3, 0, { kind: 'varint', value: oneOf(random, INTEGER_CORNERS) });
    node.content.children.splice(random.below(node.content.children.length + 1), 0, member);
  },
];

/** Changes a whole body in one to four ways. */
export function mutateProtobuf(random: SeededRandom, body: Uint8Array): Uint8Array {
  const tree = parseWireTree(body);
  const count = 1 + random.below(4);
  for (let n = 0; n < count; n++) {
    const places = placesIn(tree);
    if (places.length > 0) oneOf(random, CHANGES)(random, oneOf(random, places), places);
  }
  const bytes = encodeWireTree(tree);
  return random.below(5) === 0 ? mutateBytes(random, bytes) : bytes;
}
