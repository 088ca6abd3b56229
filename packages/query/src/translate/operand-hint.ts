// What to write where an operator does not take its operands' types.
import type { TrinoType } from '../types/trino-type.ts';
import { isInteger, isNumeric } from '../types/type-predicates.ts';
import type { TypedExpression } from './typed-expression.ts';

export function operandHint(operator: string, a: TypedExpression, b: TypedExpression): string | undefined {
  if (operator === '+' || operator === '-') return sumHint(operator, a, b);
  return textHint(operator, a, b) ?? textHint(operator, b, a);
}

function sumHint(operator: string, a: TypedExpression, b: TypedExpression): string | undefined {
  if (isText(a.type) && isText(b.type)) return 'Texts are joined by ||.';
  if (!isTemporal(a.type) || !isInteger(b.type)) return undefined;
  const amount = typeof b.constant === 'bigint' ? b.constant : 1n;
  if (a.type.kind === 'date') return `Write ${operator} INTERVAL '${amount}' DAY.`;
  return `Write ${operator} INTERVAL '${amount}' SECOND (or MINUTE, HOUR, DAY).`;
}

/** `text` beside something that is no text. */
function textHint(operator: string, text: TypedExpression, other: TypedExpression): string | undefined {
  if (!isText(text.type)) return undefined;
  const value = typeof text.constant === 'string' ? text.constant : undefined;
  if (isTemporal(other.type)) return value === undefined ? undefined : temporalHint(value, other.type);
  if (isNumeric(other.type)) return numberHint(operator, value, other);
  if (other.type.kind === 'boolean' && /^(true|false)$/i.test(value ?? '')) return `Write ${value}, without quotes.`;
  return undefined;
}

function numberHint(operator: string, text: string | undefined, { constant }: TypedExpression): string | undefined {
  if (text !== undefined)
    return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? `Write ${text.trim()}, without quotes.` : undefined;
  // As text, 10 comes before 9: only equality is the same for both.
  if (constant === undefined || constant === null || !/^(=|<>|!=|IS)/i.test(operator))
    return 'Write TRY_CAST(… AS double) around the text.';
  return `Write '${constant}', in single quotes.`;
}

const DAYS_FROM_TODAY: Readonly<Record<string, string>> = {
  today: '',
  yesterday: " - INTERVAL '1' DAY",
  tomorrow: " + INTERVAL '1' DAY",
};
const UNITS: Readonly<Record<string, string>> = { s: 'SECOND', m: 'MINUTE', h: 'HOUR', d: 'DAY' };

const DAY = /^\d{4}-\d{1,2}-\d{1,2}/;

function temporalHint(text: string, type: TrinoType): string {
  const word = text.trim().toLowerCase();
  const [, day] = /^(today|yesterday|tomorrow)$/.exec(word) ?? [];
  if (day !== undefined) return `Write current_date${DAYS_FROM_TODAY[day]}.`;
  if (word === 'now') return type.kind === 'date' ? 'Write current_date.' : 'Write now().';
  const [, amount, unit] = /^-?\s*(\d+)\s*([smhd])/.exec(word) ?? [];
  if (amount !== undefined && !DAY.test(text)) return `Write now() - INTERVAL '${amount}' ${UNITS[unit]}.`;
  if (!DAY.test(text)) {
    return type.kind === 'date'
      ? "Write DATE 'YYYY-MM-DD'."
      : "Write TIMESTAMP 'YYYY-MM-DD hh:mm:ss', or now() - INTERVAL '1' HOUR.";
  }
  if (type.kind === 'date') return `Write DATE '${DAY.exec(text)![0]}'.`;
  const clock = text.replace(/[Tt](?=\d)/, ' ').replace(/\s*[Zz]$/, ' UTC');
  return `Write TIMESTAMP '${clock}'.`;
}

function isText(type: TrinoType): boolean {
  return type.kind === 'varchar';
}

function isTemporal(type: TrinoType): boolean {
  return type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp with time zone';
}
