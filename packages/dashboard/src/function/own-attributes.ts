// Which attributes are a function's own: what its code says of its work, not what SDK and platform say of every span. Pure.
import type { Span } from '../api/api-types.ts';

const OF_OTHERS =
  /^(?:faas|aws|cloud|http|url|server|client|network|net|rpc|db|messaging|telemetry|process|code|thread|otel|error|exception|user_agent|service|deployment)\./;

export function ownAttributes({ attributes }: Pick<Span, 'attributes'>): string[] {
  return Object.keys(attributes).filter((key) => !OF_OTHERS.test(key));
}

/** Each span has another: they tell spans apart, not what they are. */
const ID = /(?:^|[._])id$/;

/** Words that tell one of its invocations from another; the first of what the function is named after comes first. */
export function tellingAttributes(span: Pick<Span, 'attributes'>, name: string): string[] {
  const texts = ownAttributes(span).filter((key) => typeof span.attributes[key] === 'string' && !ID.test(key));
  const words = name.split(/[-_.]/);
  const named = texts.find((key) => words.includes(key.split('.')[0]));
  return named === undefined ? texts : [named, ...texts.filter((key) => key !== named)];
}
