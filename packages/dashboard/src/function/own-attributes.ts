// Which attributes are a function's own: what its code says of its work, not what SDK and platform say of every span. Pure.
import type { Span } from '../api/api-types.ts';

const OF_OTHERS =
  /^(?:faas|aws|cloud|http|url|server|client|network|net|rpc|db|messaging|telemetry|process|code|thread|otel|error|exception|user_agent|service|deployment)\./;

export function ownAttributes({ attributes }: Pick<Span, 'attributes'>): string[] {
  return Object.keys(attributes).filter((key) => !OF_OTHERS.test(key));
}
