// What OpenTelemetry's own variables say of a function's resource: for rows that no SDK makes. As its specification has them: pairs like those of
// baggage, percent-encoded, and OTEL_SERVICE_NAME above the `service.name` among them. A pair that is none costs itself only.
import type { Environment } from './settings.ts';

export const SERVICE_NAME_KEY = 'service.name';

export interface OtelResource {
  readonly serviceName: string | undefined;
  /** All but the service's name. */
  readonly attributes: ReadonlyMap<string, string>;
  /** One sentence a pair that was left out; what it is is not shown: it may be a secret. */
  readonly problems: readonly string[];
}

export function otelResource({ OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES = '' }: Environment): OtelResource {
  const attributes = new Map<string, string>();
  const problems: string[] = [];
  for (const [i, part] of OTEL_RESOURCE_ATTRIBUTES.split(',').entries()) {
    if (part.trim() === '') continue;
    const at = part.indexOf('=');
    const key = decoded(part.slice(0, Math.max(at, 0)));
    const value = decoded(part.slice(at + 1));
    if (key && value !== undefined) attributes.set(key, value);
    else problems.push(`OTEL_RESOURCE_ATTRIBUTES: part ${i + 1} is not key=value, percent-encoded; it is left out`);
  }
  const serviceName = OTEL_SERVICE_NAME || attributes.get(SERVICE_NAME_KEY) || undefined;
  attributes.delete(SERVICE_NAME_KEY);
  return { serviceName, attributes, problems };
}

/** `undefined` where it is not encoded as it has to be. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}
