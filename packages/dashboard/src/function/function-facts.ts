// What a function is, in a line: what it runs on, memory, region, environment; as its newest span says it. Pure.
import type { Span } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';

export function functionFacts({
  attributes,
  resourceAttributes,
}: Pick<Span, 'attributes' | 'resourceAttributes'>): string[] {
  const all = { ...resourceAttributes, ...attributes };
  const words = (...keys: readonly string[]): string =>
    keys.flatMap((key) => (all[key] === undefined ? [] : [String(all[key])])).join(' ');
  const memoryMb = numberOf(all['aws.lambda.memory_size_mb']);
  const runtime = words('process.runtime.name', 'process.runtime.version') || words('telemetry.sdk.language');
  return [
    `${runtime} ${words('host.arch')}`.trim(),
    memoryMb === null ? '' : `${countText(memoryMb)} MB`,
    words('cloud.region'),
    words('deployment.environment.name'),
  ].filter((fact) => fact !== '');
}
