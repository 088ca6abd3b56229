// How a trace ended, as its first span says: a word, and whether it is good. Pure.
import type { BadgeTone } from '../ui/badge.tsx';
import type { TraceSpan } from './trace-model.ts';

export interface TraceResult {
  readonly word: string;
  readonly tone: Extract<BadgeTone, 'error' | 'warn' | 'ok' | 'plain'>;
}

/** An HTTP status or Lambda's own word says more than that there was no error. */
export function traceResult({ isError, isUnfinished, span: { attributes, statusCode } }: TraceSpan): TraceResult {
  const told = attributes['http.response.status_code'] ?? attributes['aws.lambda.status'];
  if (isError) return { word: told === undefined || told === 'success' ? 'error' : String(told), tone: 'error' };
  if (isUnfinished) return { word: 'never ended', tone: 'warn' };
  if (told !== undefined) return { word: String(told), tone: Number(told) >= 400 ? 'warn' : 'ok' };
  return statusCode === 'OK' ? { word: 'ok', tone: 'ok' } : { word: 'no error', tone: 'plain' };
}
