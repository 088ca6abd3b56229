// What a function is, in a line: what it runs on, as its newest span says it; memory, region, environment, all that it had in the range. Pure.
import type { StructuredQuery } from '@tracelake/query/structured';
import type { Span } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { runtimeName } from '../format/runtime-name.ts';

interface Fact {
  readonly column: string;
  readonly plural: string;
  readonly textOf: (value: unknown) => string;
}

/** One name may run in two regions, one environment beside another: the newest span would name one of them, now this and now that. */
const FACTS: readonly Fact[] = [
  {
    column: 'aws.lambda.memory_size_mb',
    plural: 'sizes of memory',
    textOf: (value) => `${countText(numberOf(value) ?? 0)} MB`,
  },
  { column: 'cloud.region', plural: 'regions', textOf: String },
  { column: 'deployment.environment.name', plural: 'environments', textOf: String },
];
/** More are a number. */
const MOST_NAMED = 3;
const MOST_KINDS = 100;

export function kindsQuestion(filters: StructuredQuery['filters']): StructuredQuery {
  return {
    calculations: [{ op: 'COUNT' }],
    filters,
    breakdowns: FACTS.map(({ column }) => column),
    orders: [{ op: 'COUNT', order: 'descending' }],
    limit: MOST_KINDS,
  };
}

/** @param kinds the rows of `kindsQuestion`'s answer */
export function functionFacts(
  newest: Pick<Span, 'attributes' | 'resourceAttributes'> | null,
  kinds: readonly (readonly unknown[])[],
): string[] {
  const several = FACTS.map(({ plural, textOf }, at) => {
    const values = [...new Set(kinds.map((row) => row[at] ?? null))].filter((value) => value !== null);
    return values.length > MOST_NAMED ? `${countText(values.length)} ${plural}` : values.map(textOf).join(', ');
  });
  return [runtime({ ...newest?.resourceAttributes, ...newest?.attributes }), ...several].filter((fact) => fact !== '');
}

/** Of the platform; else what the SDK says of itself. */
function runtime(attributes: Readonly<Record<string, unknown>>): string {
  const words = (...keys: readonly string[]): string => keys.flatMap((key) => attributes[key] ?? []).join(' ');
  const platform = runtimeName(words('aws.lambda.runtime_version'));
  const text =
    platform ?? (words('process.runtime.name', 'process.runtime.version') || words('telemetry.sdk.language'));
  return `${text} ${words('host.arch')}`.trim();
}
