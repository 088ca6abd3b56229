// The attributes of a span by who sent them: the span, its resource, its instrumentation; what Tracelake wrote itself stands apart. Pure.
import type { Span } from '../api/api-types.ts';

type Attributes = Span['attributes'];
type Described = Pick<Span, 'attributes' | 'resourceAttributes' | 'scopeName' | 'scopeAttributes'>;

const OURS = 'tracelake.';

export function attributeGroups({ attributes, resourceAttributes, scopeName, scopeAttributes }: Described) {
  const ofSpan = Object.entries(attributes);
  const only = (isOurs: boolean): Attributes =>
    Object.fromEntries(ofSpan.filter(([key]) => key.startsWith(OURS) === isOurs));
  return [
    ['Span', only(false)],
    ['Resource', resourceAttributes],
    ['Scope', { ...(scopeName === null ? {} : { 'scope.name': scopeName }), ...scopeAttributes }],
    ['Tracelake', only(true)],
  ] as const;
}
