// What to write instead of other dialects' syntax, for the token at which Trino's grammar gave up.
import { nearestNames } from '@tracelake/schema';
import { Token } from 'antlr4ng';

/** The tokens around the one in question. */
class Around {
  private readonly tokens: readonly Token[];
  private readonly index: number;

  constructor(tokens: readonly Token[], index: number) {
    this.tokens = tokens;
    this.index = index;
  }

  text(offset: number): string {
    const token = this.tokens[this.index + offset];
    return token === undefined || token.type === Token.EOF ? '' : (token.text ?? '');
  }

  word(offset: number): string {
    return this.text(offset).toUpperCase();
  }

  /** Distance to the nearest of these words at or before the token, if it is close. */
  find(words: readonly string[], furthest: number): number | undefined {
    for (let offset = 0; offset >= -furthest; offset--) if (words.includes(this.word(offset))) return offset;
    return undefined;
  }

  /** Whether one of these words stands before, in the same brackets. */
  hasBefore(words: readonly string[]): boolean {
    let depth = 0;
    for (let offset = -1; this.index + offset >= 0; offset--) {
      const text = this.text(offset);
      if (text === ')') depth++;
      else if (text === '(' && --depth < 0) return false;
      else if (depth === 0 && words.includes(text.toUpperCase())) return true;
    }
    return false;
  }
}

type Advice = (around: Around) => string | undefined;

const ADVICE: readonly Advice[] = [
  castByColons,
  quotedName,
  jsonArrow,
  starWithout,
  callTwice,
  tableFunction,
  otherCast,
  inColumn,
  timeAgo,
  interval,
  limitBeforeOffset,
  top,
  qualify,
  withinGroup,
  otherOperators,
  limitOf,
  keywordBy,
  unnestInSelect,
  distinctOn,
  trailingComma,
  clauseOrder,
  misspelled,
];

/** @param index of the offending one; `tokens` without blanks and comments */
export function syntaxAdvice(tokens: readonly Token[], index: number): string | undefined {
  const around = new Around(tokens, index);
  for (const advice of ADVICE) {
    const found = advice(around);
    if (found !== undefined) return found;
  }
  return undefined;
}

function castByColons(around: Around): string | undefined {
  const first = around.find([':'], 1);
  if (first === undefined) return undefined;
  const colons = around.text(first - 1) === ':' ? first - 1 : first;
  if (around.text(colons + 1) !== ':') return undefined;
  const operand = around.text(colons - 1);
  const shown = /^["'\w]/.test(operand) ? operand : '…';
  return `Write CAST(${shown} AS ${around.text(colons + 2).toLowerCase() || 'type'}).`;
}

/** FROM read_parquet('…') */
function tableFunction(around: Around): string | undefined {
  if (around.text(0) !== '(' || !['FROM', 'JOIN', ','].includes(around.word(-2))) return undefined;
  if (around.word(-2) === ',' && !around.hasBefore(['FROM'])) return undefined;
  return 'A function is no table here: FROM takes spans, a subquery, VALUES or UNNEST.';
}

/** `name`, [name] */
function quotedName(around: Around): string | undefined {
  const text = around.text(0);
  if (/^`.*`$/.test(text)) return `Write "${text.slice(1, -1)}".`;
  const inBrackets = text === '[' && around.text(2) === ']' && /^\w+$/.test(around.text(1));
  return inBrackets ? `Write "${around.text(1)}" for a name, ARRAY[${around.text(1)}] for an array.` : undefined;
}

/** x->>'key' */
function jsonArrow(around: Around): string | undefined {
  if (around.text(0) !== '>' || around.text(-1) !== '->') return undefined;
  const key = around.text(1);
  return `Write ${around.text(-2)}[${key}] of a map, json_extract_scalar(x, '$.${key.replace(/'/g, '')}') of JSON.`;
}

/** SELECT * EXCLUDE (x) */
function starWithout(around: Around): string | undefined {
  const at = around.find(['EXCLUDE', 'EXCEPT', 'REPLACE', 'RENAME'], 2);
  return at !== undefined && around.text(at - 1) === '*'
    ? 'Name the columns: there is no * without some of them.'
    : undefined;
}

/** quantile(0.9)(x) */
function callTwice(around: Around): string | undefined {
  if (around.text(0) !== '(' || around.text(-1) !== ')' || around.text(-3) !== '(') return undefined;
  if (!/quantile|percentile/i.test(around.text(-4))) return undefined;
  return `Write approx_percentile(${around.text(1)}, ${around.text(-2)}).`;
}

function otherCast(around: Around): string | undefined {
  if (around.word(0) !== 'AS') return undefined;
  for (let offset = -1; offset >= -8; offset--) {
    if (around.text(offset) !== '(' || !/^(safe_?cast|try_?convert|convert)$/i.test(around.text(offset - 1))) continue;
    return `Write TRY_CAST(${around.text(-1)} AS ${around.text(1)}).`;
  }
  return undefined;
}

/** 'x' IN column */
function inColumn(around: Around): string | undefined {
  if (around.word(-1) !== 'IN' || !/^[\w"]+$/.test(around.text(0))) return undefined;
  const list = around.text(0);
  if (list.toLowerCase() === 'events') return `Write any_match(events, e -> e.name = ${around.text(-2)}).`;
  return `Write contains(${list}, ${around.text(-2)}) of an array, IN (${list}) of one value.`;
}

/** ago(1h) */
function timeAgo(around: Around): string | undefined {
  if (around.text(-1) !== '(' || around.word(-2) !== 'AGO') return undefined;
  const [, amount, unit] = /^(\d+)([smhd])$/i.exec(around.text(0)) ?? ['', '1', 'h'];
  const units: Readonly<Record<string, string>> = { s: 'SECOND', m: 'MINUTE', h: 'HOUR', d: 'DAY' };
  return `Write now() - INTERVAL '${amount}' ${units[unit.toLowerCase()]}.`;
}

const INTERVAL_UNIT = /^(second|minute|hour|day|week|month|year)s?$/i;

/** `INTERVAL 1 HOUR`, `INTERVAL '1 hour'`, `INTERVAL '1' HOURS`. */
function interval(around: Around): string | undefined {
  const at = around.find(['INTERVAL'], 3);
  if (at === undefined) return undefined;
  const [, amount, inside] = /^'?\s*(-?\d+)\s*(\w*)\s*'?$/.exec(around.text(at + 1)) ?? [];
  if (amount === undefined) return "Write INTERVAL '1' HOUR.";
  const [, unit] = INTERVAL_UNIT.exec(inside || around.text(at + 2)) ?? [];
  if (unit === undefined) return `Write INTERVAL '${amount}' HOUR.`;
  if (unit.toLowerCase() === 'week') return `Write INTERVAL '${Number(amount) * 7}' DAY.`;
  return `Write INTERVAL '${amount}' ${unit.toUpperCase()}.`;
}

function limitBeforeOffset(around: Around): string | undefined {
  if (around.word(-2) !== 'LIMIT') return undefined;
  const limit = around.text(-1);
  if (around.word(0) === 'OFFSET') return `OFFSET comes first: write OFFSET ${around.text(1)} LIMIT ${limit}.`;
  if (around.text(0) === ',') return `Write OFFSET ${limit} LIMIT ${around.text(1)}.`;
  return undefined;
}

function top(around: Around): string | undefined {
  if (around.word(-1) !== 'TOP' || !/^\d+$/.test(around.text(0))) return undefined;
  return `Write LIMIT ${around.text(0)} at the end of the query.`;
}

function qualify(around: Around): string | undefined {
  if (around.find(['QUALIFY'], 2) === undefined) return undefined;
  return 'Write SELECT * FROM (SELECT …, row_number() OVER (…) AS n FROM …) WHERE n = 1.';
}

function withinGroup(around: Around): string | undefined {
  const at = around.find(['WITHIN'], 2);
  if (at === undefined || around.text(at - 1) !== ')') return undefined;
  const share = around.text(at - 2);
  return `Write approx_percentile(x, ${/^[\d.]+$/.test(share) ? share : '0.95'}).`;
}

function otherOperators(around: Around): string | undefined {
  const at = around.find(['ILIKE', 'RLIKE', 'REGEXP'], 1);
  if (at !== undefined) {
    const [left, right] = [around.text(at - 1), around.text(at + 1)];
    if (around.word(at) === 'ILIKE') return `Write lower(${left}) LIKE lower(${right}).`;
    return `Write regexp_like(${left}, ${right}).`;
  }
  const operator = around.text(0);
  if (operator === '=' && [around.text(-1), around.text(1)].includes('=')) return 'Write one =.';
  if (operator === '~') return `Write regexp_like(${around.text(-1)}, ${around.text(1)}).`;
  if (operator === '&') return 'Write AND; of bits, bitwise_and(x, y).';
  return undefined;
}

/** GROUP name */
function keywordBy(around: Around): string | undefined {
  const clause = around.word(-1);
  if (!['GROUP', 'ORDER'].includes(clause) || around.text(0) === '') return undefined;
  return `Write ${clause} BY ${around.text(0)}.`;
}

/** SELECT unnest(x) */
function unnestInSelect(around: Around): string | undefined {
  if (around.word(0) !== 'UNNEST' || around.hasBefore(['FROM'])) return undefined;
  return `UNNEST stands in FROM: SELECT u.x FROM … CROSS JOIN UNNEST(${around.text(2)}) AS u (x).`;
}

function distinctOn(around: Around): string | undefined {
  if (around.word(0) !== 'ON' || around.word(-1) !== 'DISTINCT') return undefined;
  return 'Write SELECT * FROM (SELECT …, row_number() OVER (PARTITION BY … ORDER BY …) AS n FROM …) WHERE n = 1.';
}

function trailingComma(around: Around): string | undefined {
  const ends = ['FROM', 'WHERE', 'GROUP', 'ORDER', 'LIMIT', ')', ''];
  return around.text(-1) === ',' && ends.includes(around.word(0)) ? 'Remove the comma before it.' : undefined;
}

const CLAUSES = ['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'OFFSET', 'LIMIT'];

function clauseOrder(around: Around): string | undefined {
  const place = CLAUSES.indexOf(around.word(0));
  if (place < 0 || !around.hasBefore(CLAUSES.slice(place + 1))) return undefined;
  return 'The clauses come in the order SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET, LIMIT.';
}

/** LIMIT -1 */
function limitOf(around: Around): string | undefined {
  const clause = around.word(-1);
  if (clause !== 'LIMIT' && clause !== 'OFFSET') return undefined;
  return `${clause} takes a whole number from 0 on${clause === 'LIMIT' ? ', or ALL' : ''}.`;
}

const KEYWORDS = ['SELECT', 'DISTINCT', 'OVER', 'WITH', 'JOIN', 'UNION', 'BETWEEN', 'VALUES', ...CLAUSES];
/** Of shorter ones, many words are a letter away. */
const MIN_KEYWORD_LENGTH = 4;

/** FORM spans: a word that is no keyword is taken for an alias, and what comes behind it is the surprise. */
function misspelled(around: Around): string | undefined {
  for (const offset of [-1, 0]) {
    const word = around.word(offset);
    if (!/^[A-Z]+$/.test(word) || word.length < MIN_KEYWORD_LENGTH || KEYWORDS.includes(word)) continue;
    const [keyword] = nearestNames(word, KEYWORDS, 1);
    if (keyword !== undefined) return `Did you mean ${keyword} instead of ${around.text(offset)}?`;
  }
  return undefined;
}
