// Reads untyped data field by field, strictly: what does not fit is an invalid_request that names field, value, limit and the nearest name.
import { nearestNames, TracelakeError } from '@tracelake/schema';

export type Fields = Readonly<Record<string, unknown>>;

const SHOWN_LENGTH = 80;
/** Groups in groups by the hundred have places as long. */
const SHOWN_FIELD_LENGTH = 200;

export function invalidField(field: string, problem: string, value: unknown, options: { hint?: string } = {}): never {
  const place = field.length > SHOWN_FIELD_LENGTH ? `${field.slice(0, SHOWN_FIELD_LENGTH)}…` : field;
  throw new TracelakeError('invalid_request', `${place} ${problem}: ${shown(value)}`, {
    details: { field: place, value: shown(value) },
    ...(options.hint === undefined ? {} : { hint: options.hint }),
  });
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing was given' : jsonText(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

/** Lists in lists by the thousand are more than the stack holds. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'nested too deep to show';
  }
}

/** An object with no other members than these. */
export function readObject(value: unknown, field: string, members: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    invalidField(field, 'must be an object', value);
  for (const name of Object.keys(value as object)) {
    if (members.includes(name)) continue;
    const where = field === 'query' ? name : `${field}.${name}`;
    invalidField(where, `is not known${didYouMean(name, members)}`, (value as Fields)[name], {
      hint: `Known here: ${members.join(', ')}.`,
    });
  }
  return value as Fields;
}

export function readList<T>(
  value: unknown,
  field: string,
  limit: number,
  read: (item: unknown, field: string) => T,
): T[] {
  if (!Array.isArray(value)) invalidField(field, 'must be a list', value);
  if (value.length > limit) invalidField(field, `has ${value.length} items; the limit is ${limit}`, value);
  return value.map((item, index) => read(item, `${field}[${index}]`));
}

export function readText(value: unknown, field: string, limit: number): string {
  if (typeof value !== 'string') invalidField(field, 'must be text', value);
  if (value.length > limit) invalidField(field, `has ${value.length} characters; the limit is ${limit}`, value);
  // A lone surrogate has no UTF-8: it would come back from an engine as something else.
  if (!isWellFormed(value)) invalidField(field, 'is not valid Unicode text', value);
  return value;
}

export function readName(value: unknown, field: string, limit: number): string {
  const name = readText(value, field, limit);
  if (name === '') invalidField(field, 'must not be empty', value);
  if (name.includes('\0')) invalidField(field, 'must not contain a zero character', value);
  return name;
}

export function readChoice<T extends string>(value: unknown, field: string, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  const hint = { hint: `One of ${choices.join(', ')}.` };
  return invalidField(field, `is not known${didYouMean(String(value), choices)}`, value, hint);
}

export function readNumber(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) invalidField(field, 'must be a number', value);
  return value;
}

export function readInteger(value: unknown, field: string, min: number, max: number): number {
  if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
    invalidField(field, `must be a whole number from ${min} to ${max}`, value);
  }
  return value as number;
}

function didYouMean(name: string, known: readonly string[]): string {
  const [nearest] = nearestNames(name, known, 1);
  return nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
}

function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}
