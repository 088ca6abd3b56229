// Filters and calculations as a person types them: `service.name = "shop" and duration_ms > 500`, `count, p95(duration_ms)`.
import { nearestNames, TracelakeError } from '@tracelake/schema';
import {
  CALCULATION_OPS,
  type Calculation,
  type CalculationOp,
  FILTER_OPS,
  type Filter,
  type FilterGroup,
  type FilterNode,
  type FilterOp,
  type FilterValue,
  SPAN_OPS,
  STRUCTURED_LIMITS,
  TEXT_OPS,
} from './structured-query.ts';

interface Token {
  readonly kind: 'word' | 'text' | 'symbol';
  readonly value: string;
  readonly column: number;
}

const TOKEN = /\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(!=|<>|>=|<=|[=<>(),])|([^\s'"=<>!(),]+))/y;
/** Operators that are typed in several words. */
const WORD_OPS: Readonly<Record<string, FilterOp>> = {
  'not in': 'not-in',
  'is null': 'does-not-exist',
  'is not null': 'exists',
  'does not exist': 'does-not-exist',
  'does not contain': 'does-not-contain',
  'starts with': 'starts-with',
  'ends with': 'ends-with',
  'does not start with': 'does-not-start-with',
  'does not end with': 'does-not-end-with',
  'does not match': 'does-not-match',
};

/** AND binds closer than OR. Throws `invalid_request` with the column in the text. */
export function parseFilters(text: string): FilterGroup {
  const reader = new TokenReader(text);
  const group = alternatives(reader, 0);
  reader.expectEnd();
  return 'filters' in group ? group : { filters: [group], filterCombination: 'AND' };
}

/** Names are taken without case: `p95(duration_ms)`. */
export function parseCalculations(text: string): Calculation[] {
  const reader = new TokenReader(text, 'For example: count, p95(duration_ms).');
  const calculations: Calculation[] = [];
  do {
    const name = reader.next('a calculation, such as count or p95(duration_ms)');
    const op = name.value.toUpperCase() as CalculationOp;
    if (!CALCULATION_OPS.includes(op)) reader.refuse(name, 'is no calculation', CALCULATION_OPS);
    if (!reader.takes('(') || reader.takes(')')) {
      const isOfField = !(SPAN_OPS as readonly string[]).includes(op);
      if (isOfField) reader.refuse(name, `needs a field, as in ${name.value}(duration_ms)`, []);
      calculations.push({ op });
      continue;
    }
    const column = reader.next('a field').value;
    reader.expect(')');
    calculations.push({ op, column });
  } while (reader.takes(','));
  reader.expectEnd();
  return calculations;
}

/** Fields between commas; quotes where a name has a comma or a space. */
export function parseFieldNames(text: string): string[] {
  const reader = new TokenReader(text, 'For example: service.name, http.route.');
  const names: string[] = [];
  do names.push(reader.next('a field').value);
  while (reader.takes(','));
  reader.expectEnd();
  return names;
}

/** @param depth brackets around it */
function alternatives(reader: TokenReader, depth: number): FilterNode {
  const nodes = [conjunction(reader, depth)];
  while (reader.takesWord('or')) nodes.push(conjunction(reader, depth));
  return nodes.length === 1 ? nodes[0] : { filters: nodes, filterCombination: 'OR' };
}

function conjunction(reader: TokenReader, depth: number): FilterNode {
  const nodes = [condition(reader, depth)];
  while (reader.takesWord('and')) nodes.push(condition(reader, depth));
  return nodes.length === 1 ? nodes[0] : { filters: nodes, filterCombination: 'AND' };
}

function condition(reader: TokenReader, depth: number): FilterNode {
  if (reader.takes('(')) {
    if (depth === STRUCTURED_LIMITS.filterDepth) reader.refuseDepth(depth);
    const inner = alternatives(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  const field = reader.next('a field');
  if (field.kind === 'symbol') reader.refuse(field, 'stands where a field should');
  if (field.kind === 'word' && field.value.toLowerCase() === 'not' && !reader.isAtOperator()) {
    reader.refuse(field, 'is no field: negate the operator (!=, not-in, does-not-exist, does-not-contain)');
  }
  return filterOf(field.value, operator(reader), reader);
}

function operator(reader: TokenReader): FilterOp {
  const first = reader.next(`an operator: ${FILTER_OPS.join(', ')}`);
  if (first.value === '<>') return '!=';
  if (FILTER_OPS.includes(first.value.toLowerCase() as FilterOp)) return first.value.toLowerCase() as FilterOp;
  let words = first.value.toLowerCase();
  for (;;) {
    const known = WORD_OPS[words];
    const longer = Object.keys(WORD_OPS).some((form) => form.startsWith(`${words} `));
    if (known !== undefined && !longer) return known;
    if (!longer) reader.refuse(first, 'is no operator', FILTER_OPS);
    words = `${words} ${reader.next('the rest of the operator').value.toLowerCase()}`;
  }
}

function filterOf(column: string, op: FilterOp, reader: TokenReader): Filter {
  if (op === 'exists' || op === 'does-not-exist') return { column, op };
  if (op !== 'in' && op !== 'not-in') {
    const token = reader.next('a value');
    const isOfText = (TEXT_OPS as readonly string[]).includes(op);
    return { column, op, value: isOfText ? token.value : literalOf(token) };
  }
  reader.expect('(');
  const values: FilterValue[] = [];
  do values.push(literalOf(reader.next('a value')));
  while (reader.takes(','));
  reader.expect(')');
  return { column, op, value: values };
}

/** Quoted is text; bare numbers, true and false are what they look like, other bare words text. */
function literalOf({ kind, value }: Token): FilterValue {
  if (kind === 'text') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
  // More digits than a number keeps stay text, which a 64-bit field takes whole.
  return isNumber && !/\d{16}/.test(value) ? Number(value) : value;
}

class TokenReader {
  readonly #text: string;
  readonly #example: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  /** @param example shown where the text does not fit */
  constructor(text: string, example = 'For example: service.name = "shop-checkout" and duration_ms > 500.') {
    this.#text = text;
    this.#example = example;
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      const [whole, single, double, symbol, word] = match;
      const column = match.index + whole.length - whole.trimStart().length + 1;
      if (symbol !== undefined) this.#tokens.push({ kind: 'symbol', value: symbol, column });
      else if (word !== undefined) this.#tokens.push({ kind: 'word', value: word, column });
      else
        this.#tokens.push({
          kind: 'text',
          value: single?.replaceAll("''", "'") ?? double.replaceAll('""', '"'),
          column,
        });
      end = TOKEN.lastIndex;
    }
    const rest = text.slice(end).trimStart();
    if (rest !== '')
      this.refuse({ kind: 'symbol', value: rest[0], column: text.length - rest.length + 1 }, 'is out of place');
  }

  next(wanted: string): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined)
      this.refuse({ kind: 'symbol', value: 'the end', column: this.#text.length + 1 }, `comes where ${wanted} should`);
    return token;
  }

  /** An attribute may bear any name, also that of a word of this language. */
  isAtOperator(): boolean {
    const { value = '' } = this.#tokens[this.#at] ?? {};
    const word = value.toLowerCase();
    const begins = [...FILTER_OPS, '<>', ...Object.keys(WORD_OPS).map((form) => form.split(' ')[0])];
    return (begins as string[]).includes(word);
  }

  takes(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    const isIt = token?.kind === 'symbol' && token.value === symbol;
    if (isIt) this.#at++;
    return isIt;
  }

  takesWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    const isIt = token?.kind === 'word' && token.value.toLowerCase() === word;
    if (isIt) this.#at++;
    return isIt;
  }

  expect(symbol: string): void {
    if (this.takes(symbol)) return;
    const token = this.next(symbol);
    this.refuse(token, `stands where ${symbol} should`);
  }

  expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) this.refuse(token, 'is out of place');
  }

  refuseDepth(limit: number): never {
    throw new TracelakeError('invalid_request', `The filter has more than ${limit} brackets inside each other`, {
      details: { limit },
      hint: 'Take brackets away: AND binds closer than OR.',
    });
  }

  refuse(token: Token, problem: string, known: readonly string[] = []): never {
    const [nearest] = nearestNames(token.value, known, 1);
    const meant = nearest === undefined ? '' : ` (did you mean ${nearest.toLowerCase()}?)`;
    const place = `column ${token.column} of ${JSON.stringify(this.#text.slice(0, 200))}`;
    throw new TracelakeError('invalid_request', `${token.value} ${problem}${meant}, at ${place}`, {
      details: { value: token.value, column: token.column },
      hint: this.#example,
    });
  }
}
