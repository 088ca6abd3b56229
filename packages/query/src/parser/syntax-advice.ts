// What to write instead of other dialects' syntax, for the token at which Trino's grammar gave up.
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
  interval,
  limitBeforeOffset,
  top,
  qualify,
  withinGroup,
  otherOperators,
  trailingComma,
  clauseOrder,
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
