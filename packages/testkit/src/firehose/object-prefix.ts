// Prefix expressions of delivered objects, and the names of the objects: `dt=!{timestamp:yyyy-MM-dd}/`.
import type { SeededRandom } from '../seeded-random.ts';

const EXPRESSION = /!\{([^:}]*):([^}]*)\}/g;
const DEFAULT_TIMESTAMP = 'yyyy/MM/dd/HH/';
const MAX_PREFIX_LENGTH = 1_024;
const MAX_EVALUATED_LENGTH = 512;
const RANDOM_STRING_LENGTH = 11;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ERROR_OUTPUT_TYPE = '!{firehose:error-output-type}';

export interface PrefixContext {
  /** Arrival of the oldest record in the object. */
  readonly arrivalMs: number;
  readonly random: SeededRandom;
  /** Set for the error prefix. */
  readonly errorOutputType?: string;
}

/** Throws what CreateDeliveryStream would refuse. */
export function checkPrefixes(prefix: string, errorPrefix: string | undefined): void {
  for (const text of [prefix, errorPrefix ?? '']) {
    if (text.length > MAX_PREFIX_LENGTH) throw invalid(`Prefix is longer than ${MAX_PREFIX_LENGTH} characters`);
  }
  if (prefix.includes(ERROR_OUTPUT_TYPE)) throw invalid('error-output-type is for ErrorOutputPrefix only');
  if (prefix.match(EXPRESSION) === null) return;
  if (errorPrefix === undefined) throw invalid('ErrorOutputPrefix is required when Prefix has expressions');
  if (!errorPrefix.includes(ERROR_OUTPUT_TYPE)) {
    throw invalid('ErrorOutputPrefix must contain !{firehose:error-output-type}');
  }
}

/** Without a timestamp in it `yyyy/MM/dd/HH/` follows, with no slash before it. */
export function evaluatePrefix(prefix: string, context: PrefixContext): string {
  const hasTimestamp = prefix.includes('!{timestamp:') || context.errorOutputType !== undefined;
  const text = prefix.replace(EXPRESSION, (expression, namespace: string, argument: string) => {
    if (namespace === 'timestamp') return timestampText(argument, context.arrivalMs);
    if (namespace === 'firehose' && argument === 'random-string') return randomString(context.random);
    if (namespace === 'firehose' && argument === 'error-output-type') return context.errorOutputType ?? expression;
    throw invalid(`Expression ${expression} is not known`);
  });
  const evaluated = hasTimestamp ? text : text + timestampText(DEFAULT_TIMESTAMP, context.arrivalMs);
  if (evaluated.length > MAX_EVALUATED_LENGTH) throw invalid(`Prefix evaluates to more than ${MAX_EVALUATED_LENGTH}`);
  return evaluated;
}

/** `<stream>-<version>-yyyy-MM-dd-HH-mm-ss-<uuid>`, to which the extension is added. */
export function objectName(stream: string, version: number, { arrivalMs, random }: PrefixContext): string {
  return `${stream}-${version}-${timestampText('yyyy-MM-dd-HH-mm-ss', arrivalMs)}-${uuid(random)}`;
}

/** The part of Java's DateTimeFormatter that paths use, in UTC. */
function timestampText(pattern: string, atMs: number): string {
  const iso = new Date(atMs).toISOString();
  const parts: Readonly<Record<string, string>> = {
    yyyy: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  return pattern.replace(/'([^']*)'|([A-Za-z])\2*/g, (letters, literal: string | undefined) => {
    if (literal !== undefined) return literal === '' ? "'" : literal;
    const part = parts[letters];
    if (part === undefined) throw invalid(`Timestamp pattern "${letters}" is not known to the fake Firehose`);
    return part;
  });
}

function randomString(random: SeededRandom): string {
  return Array.from({ length: RANDOM_STRING_LENGTH }, () => ALPHABET[random.below(ALPHABET.length)]).join('');
}

export function uuid(random: SeededRandom): string {
  const hex = Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function invalid(message: string): Error {
  return new Error(`InvalidArgumentException: ${message}`);
}
