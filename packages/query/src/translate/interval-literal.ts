// INTERVAL '1' DAY and its relatives.
import { sourceError } from '../parser/source-error.ts';
import type { IntervalContext } from '../parser/trino-grammar.ts';
import { INTERVAL_DAY_TO_SECOND, INTERVAL_YEAR_TO_MONTH } from '../types/type-constructors.ts';
import { stringValue } from './string-literal.ts';
import type { TypedExpression } from './typed-expression.ts';

const MONTHS: Readonly<Record<string, number>> = { year: 12, month: 1 };
const MILLISECONDS: Readonly<Record<string, number>> = {
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
};
const DAY_TIME_FIELDS = ['day', 'hour', 'minute', 'second'];
const MILLISECONDS_PER_DAY = 86_400_000n;

export function intervalLiteral(node: IntervalContext): TypedExpression {
  const from = node._from_!.getText().toLowerCase();
  const to = node._to?.getText().toLowerCase();
  const written = stringValue(node.string());
  const negative = (node._sign?.text === '-') !== written.startsWith('-');
  const text = written.replace(/^-/, '');
  const amount = from in MONTHS ? months(text, from, to) : milliseconds(text, from, to);
  if (amount === undefined) {
    throw sourceError(node, 'INVALID_LITERAL', `'${written}' is not a valid INTERVAL literal`);
  }
  const signed = negative ? -amount : amount;
  return from in MONTHS ? intervalYearToMonth(signed) : intervalDayToSecond(signed);
}

export function intervalDayToSecond(milliseconds: bigint): TypedExpression {
  const sql =
    milliseconds % MILLISECONDS_PER_DAY === 0n
      ? `to_days(${milliseconds / MILLISECONDS_PER_DAY})`
      : `to_milliseconds(${milliseconds})`;
  return { sql, type: INTERVAL_DAY_TO_SECOND, constant: milliseconds, mayBeNaN: false };
}

function intervalYearToMonth(months: bigint): TypedExpression {
  return { sql: `to_months(${months})`, type: INTERVAL_YEAR_TO_MONTH, constant: months, mayBeNaN: false };
}

function months(text: string, from: string, to: string | undefined): bigint | undefined {
  if (to === undefined) return /^\d+$/.test(text) ? BigInt(text) * BigInt(MONTHS[from]) : undefined;
  const parts = /^(\d+)-(\d+)$/.exec(text);
  return parts && from === 'year' && to === 'month' ? BigInt(parts[1]) * 12n + BigInt(parts[2]) : undefined;
}

function milliseconds(text: string, from: string, to: string | undefined): bigint | undefined {
  const fields = DAY_TIME_FIELDS.slice(DAY_TIME_FIELDS.indexOf(from), DAY_TIME_FIELDS.indexOf(to ?? from) + 1);
  const parts = to === undefined ? [text] : text.split(/[ :]/);
  if (fields.length === 0 || parts.length !== fields.length) return undefined;
  let total = 0;
  for (const [i, field] of fields.entries()) {
    const fraction = field === 'second' ? /^\d+(\.\d{1,3})?$/ : /^\d+$/;
    if (!fraction.test(parts[i])) return undefined;
    total += Math.round(Number(parts[i]) * MILLISECONDS[field]);
  }
  return Number.isSafeInteger(total) ? BigInt(total) : undefined;
}
