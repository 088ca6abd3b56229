// What an app says it sent, and what the lake must therefore answer.
export type SentValue = string | number | boolean | readonly (string | number | boolean)[];
type SentAttributes = Readonly<Record<string, SentValue>>;

export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly statusCode: string;
  readonly statusMessage: string | null;
  readonly attributes: SentAttributes;
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: SentAttributes;
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: SentAttributes }[];
}

export function parseSentSpans(stdout: string): SentSpan[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SentSpan);
}

/** The old name is stored under the current one, which is how both are asked for. */
const CURRENT_KEYS: Readonly<Record<string, string>> = { 'http.status_code': 'http.response.status_code' };

/** As a trace answers them: lists as compact JSON text, whole numbers beyond what JSON holds exactly as decimal text. */
export function answeredAttributes(attributes: SentAttributes): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [CURRENT_KEYS[key] ?? key, answeredValue(value)]),
  );
}

/** In events and links every value is text. */
export function textAttributes(attributes: SentAttributes): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(answeredValue(value))]));
}

function answeredValue(value: SentValue): string | number | boolean {
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
