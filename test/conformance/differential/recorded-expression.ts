// Trino 476's answer to one expression, as a line of recorded/*.jsonl.

/** The expression, then its type and its value in API form, or `!` and Trino's error. */
export type RecordedExpression = readonly [expression: string, outcome: string, value?: unknown];

export function parseRecorded(text: string): RecordedExpression[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedExpression);
}

/** `undefined` where Trino answered. */
export function recordedError([, outcome]: RecordedExpression): string | undefined {
  return outcome.startsWith('!') ? outcome.slice(1) : undefined;
}
