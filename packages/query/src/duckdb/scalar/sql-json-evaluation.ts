// Evaluates a path of SQL/JSON over a JSON value, lax or strict, as Trino does.
import { integerItem, type JsonItem, scalarItem } from './json-item.ts';
import { itemArithmetic, itemMethod, JsonPathError, negated } from './sql-json-arithmetic.ts';
import type { JsonComparison, JsonPathCondition, JsonPathLiteral, JsonPathNode, SqlJsonPath } from './sql-json-path.ts';

/** `undefined`: unknown. */
type Truth = boolean | undefined;

/** Throws JsonPathError. */
export function evaluateJsonPath(
  path: SqlJsonPath,
  context: JsonItem,
  variables: ReadonlyMap<string, JsonItem>,
): readonly JsonItem[] {
  return new Evaluation(path.lax, context, variables).evaluate(path.root, NOWHERE);
}

/** What `@` and `last` stand for. */
interface Place {
  readonly current: JsonItem | undefined;
  readonly last: number | undefined;
}

const NOWHERE: Place = { current: undefined, last: undefined };

class Evaluation {
  private readonly lax: boolean;
  private readonly context: JsonItem;
  private readonly variables: ReadonlyMap<string, JsonItem>;
  private objects = 0n;

  constructor(lax: boolean, context: JsonItem, variables: ReadonlyMap<string, JsonItem>) {
    this.lax = lax;
    this.context = context;
    this.variables = variables;
  }

  evaluate(node: JsonPathNode, place: Place): readonly JsonItem[] {
    switch (node.node) {
      case 'literal':
        return [literalItem(node)];
      case 'context':
        return [this.context];
      case 'current':
        return [place.current ?? fail("'@' outside a filter")];
      case 'last':
        return [integerItem(BigInt(place.last ?? fail("'last' outside a subscript")))];
      case 'variable':
        return [this.variables.get(node.name) ?? fail(`no value passed for parameter ${node.name}`)];
      case 'sign':
        return this.unwrapped(node.base, place).map((item) => (node.negative ? negated(item) : itemNumber(item)));
      case 'arithmetic':
        return [itemArithmetic(node.operator, this.operand(node.left, place), this.operand(node.right, place))];
      case 'member':
        return this.unwrapped(node.base, place).flatMap((item) => this.member(item, node.name));
      case 'descendant':
        return this.evaluate(node.base, place).flatMap((item) => descendants(item, node.name));
      case 'elements':
        return this.evaluate(node.base, place).flatMap((item) => this.elements(item, node.subscripts, place));
      case 'filter':
        return this.unwrapped(node.base, place).filter(
          (item) => this.holds(node.condition, { ...place, current: item }) === true,
        );
      case 'method':
        return this.method(node, place);
    }
  }

  private method(node: Extract<JsonPathNode, { node: 'method' }>, place: Place): readonly JsonItem[] {
    if (node.method === 'size') return this.evaluate(node.base, place).map((item) => this.size(item));
    if (node.method === 'type') {
      return this.evaluate(node.base, place).map((item) => ({ kind: 'text', value: typeName(item) }));
    }
    if (node.method === 'keyvalue') return this.unwrapped(node.base, place).flatMap((item) => this.keyValues(item));
    const { method } = node;
    return this.unwrapped(node.base, place).map((item) => itemMethod(method, item));
  }

  /** In lax mode an array stands for its elements. */
  private unwrapped(node: JsonPathNode, place: Place): readonly JsonItem[] {
    const items = this.evaluate(node, place);
    if (!this.lax || !items.some((item) => item.kind === 'array')) return items;
    return items.flatMap((item) => (item.kind === 'array' ? item.elements : [item]));
  }

  private operand(node: JsonPathNode, place: Place): JsonItem {
    const items = this.unwrapped(node, place);
    return items.length === 1 ? items[0] : fail('arithmetic binary expression requires singleton operands');
  }

  private member(item: JsonItem, name: string | undefined): readonly JsonItem[] {
    if (item.kind !== 'object')
      return this.lax ? [] : fail(`invalid item type. Expected: OBJECT, actual: ${item.kind}`);
    if (name === undefined) return [...item.members.values()];
    const value = item.members.get(name);
    if (value !== undefined) return [value];
    return this.lax ? [] : fail(`structural error: missing member '${name}' in JSON object`);
  }

  private elements(
    item: JsonItem,
    subscripts: Extract<JsonPathNode, { node: 'elements' }>['subscripts'],
    place: Place,
  ): readonly JsonItem[] {
    if (item.kind !== 'array' && !this.lax) return fail(`invalid item type. Expected: ARRAY, actual: ${item.kind}`);
    const elements = item.kind === 'array' ? item.elements : [item];
    if (subscripts === undefined) return elements;
    const inside = { ...place, last: elements.length - 1 };
    return subscripts.flatMap((subscript) => {
      const from = this.index(subscript.from, inside);
      const to = subscript.to === undefined ? from : this.index(subscript.to, inside);
      if (!this.lax && (from < 0 || from > to || to >= elements.length)) {
        return fail(`structural error: invalid array subscript: [${from}, ${to}] for array of size ${elements.length}`);
      }
      return elements.slice(Math.max(from, 0), Math.max(to + 1, 0));
    });
  }

  private index(node: JsonPathNode, place: Place): number {
    const items = this.evaluate(node, place);
    const [item] = items;
    if (items.length !== 1) return fail('array subscript must be a single number');
    if (item.kind === 'integer') return Number(item.value);
    if (item.kind === 'double') return Math.sign(item.value) * Math.round(Math.abs(item.value));
    if (item.kind === 'decimal') {
      const value = Number(item.unscaled) / 10 ** item.scale;
      return Math.sign(value) * Math.round(Math.abs(value));
    }
    return fail('array subscript must be a number');
  }

  private size(item: JsonItem): JsonItem {
    if (item.kind === 'array') return integerItem(BigInt(item.elements.length));
    return this.lax ? integerItem(1n) : fail(`invalid item type. Expected: ARRAY, actual: ${item.kind}`);
  }

  private keyValues(item: JsonItem): readonly JsonItem[] {
    if (item.kind !== 'object') return fail(`invalid item type. Expected: OBJECT, actual: ${item.kind}`);
    const id = integerItem(this.objects++);
    return [...item.members].map(([name, value]) => ({
      kind: 'object',
      members: new Map<string, JsonItem>([
        ['name', { kind: 'text', value: name }],
        ['value', value],
        ['id', id],
      ]),
    }));
  }

  private holds(condition: JsonPathCondition, place: Place): Truth {
    switch (condition.test) {
      case 'and': {
        const [left, right] = [this.holds(condition.left, place), this.holds(condition.right, place)];
        return left === false || right === false ? false : left && right;
      }
      case 'or': {
        const [left, right] = [this.holds(condition.left, place), this.holds(condition.right, place)];
        return left || right ? true : left === undefined || right === undefined ? undefined : false;
      }
      case 'not': {
        const inner = this.holds(condition.of, place);
        return inner === undefined ? undefined : !inner;
      }
      case 'unknown':
        return this.holds(condition.of, place) === undefined;
      case 'exists':
        return unknownOnError(() => this.evaluate(condition.path, place).length > 0);
      case 'starts with':
        return unknownOnError(() => this.startsWith(condition, place));
      case 'compare':
        return unknownOnError(() => this.compares(condition, place));
    }
  }

  private compares(condition: Extract<JsonPathCondition, { test: 'compare' }>, place: Place): Truth {
    const left = this.unwrapped(condition.left, place);
    const right = this.unwrapped(condition.right, place);
    return this.decided(left.flatMap((a) => right.map((b) => () => compareItems(condition.operator, a, b))));
  }

  private startsWith(condition: Extract<JsonPathCondition, { test: 'starts with' }>, place: Place): Truth {
    const [prefix, ...more] = this.evaluate(condition.prefix, place);
    if (more.length > 0 || prefix?.kind !== 'text') return undefined;
    const items = this.unwrapped(condition.path, place);
    return this.decided(
      items.map((item) => () => (item.kind === 'text' ? item.value.startsWith(prefix.value) : undefined)),
    );
  }

  /** Lax: the first that is true or unknown decides; strict: one unknown makes the whole unknown. */
  private decided(tests: readonly (() => Truth)[]): Truth {
    let found = false;
    for (const test of tests) {
      const result = test();
      if (result === undefined || (result && this.lax)) return result;
      found ||= result;
    }
    return found;
  }
}

function fail(message: string): never {
  throw new JsonPathError(message);
}

function unknownOnError(test: () => Truth): Truth {
  try {
    return test();
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}

function literalItem({ kind, text }: JsonPathLiteral): JsonItem {
  switch (kind) {
    case 'null':
      return { kind: 'null' };
    case 'true':
    case 'false':
      return scalarItem('boolean', kind);
    default:
      return scalarItem(kind, text);
  }
}

function itemNumber(item: JsonItem): JsonItem {
  if (item.kind === 'integer' || item.kind === 'decimal' || item.kind === 'double') return item;
  return fail(`invalid item type. Expected: NUMBER, actual: ${item.kind}`);
}

function descendants(item: JsonItem, name: string): readonly JsonItem[] {
  if (item.kind === 'array') return item.elements.flatMap((element) => descendants(element, name));
  if (item.kind !== 'object') return [];
  const own = item.members.get(name);
  const below = [...item.members.values()].flatMap((value) => descendants(value, name));
  return own === undefined ? below : [own, ...below];
}

function typeName(item: JsonItem): string {
  switch (item.kind) {
    case 'text':
      return 'string';
    case 'integer':
    case 'decimal':
    case 'double':
      return 'number';
    case 'other':
      return item.type;
    default:
      return item.kind;
  }
}

function compareItems(operator: JsonComparison, a: JsonItem, b: JsonItem): Truth {
  if (a.kind === 'null' || b.kind === 'null') return compareNull(operator, a, b);
  const order = orderOf(a, b);
  if (order === undefined) return undefined;
  switch (operator) {
    case '==':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
  }
}

/** JSON null equals itself, is another than every scalar, and comes neither before nor behind anything. */
function compareNull(operator: JsonComparison, a: JsonItem, b: JsonItem): Truth {
  const structured = [a, b].some(({ kind }) => kind === 'array' || kind === 'object');
  if (structured) return undefined;
  if (operator === '==') return a.kind === b.kind;
  if (operator === '<>') return a.kind !== b.kind;
  return false;
}

/** Negative, 0, positive; NaN of a NaN; `undefined` of what cannot be compared. */
function orderOf(a: JsonItem, b: JsonItem): number | undefined {
  if (a.kind === 'text' && b.kind === 'text') return compareTexts(a.value, b.value);
  if (a.kind === 'boolean' && b.kind === 'boolean') return Number(a.value) - Number(b.value);
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'number' || typeof right === 'number') {
    const [x, y] = [approximate(left), approximate(right)];
    return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
  }
  const scale = Math.max(left.scale, right.scale);
  const difference = rescaled(left, scale) - rescaled(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

interface Scaled {
  readonly unscaled: bigint;
  readonly scale: number;
}

function numberOf(item: JsonItem): number | Scaled | undefined {
  if (item.kind === 'integer') return item.bits === 0 ? undefined : { unscaled: item.value, scale: 0 };
  if (item.kind === 'decimal') return item;
  return item.kind === 'double' ? item.value : undefined;
}

function approximate(value: number | Scaled): number {
  return typeof value === 'number' ? value : Number(value.unscaled) / 10 ** value.scale;
}

function rescaled({ unscaled, scale }: Scaled, to: number): bigint {
  return unscaled * 10n ** BigInt(to - scale);
}

/** By code point. */
function compareTexts(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i].codePointAt(0)! - right[i].codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
