// Of a span what a waterfall needs, out of the columns that the API answers with. Pure.
import type { LeanTrace } from '../api/api-types.ts';

type AttributeValue = string | number | boolean;

export interface LeanSpan {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string | null;
  readonly kind: string | null;
  readonly serviceName: string | null;
  readonly statusCode: string | null;
  /** From the trace's start. */
  readonly startNs: number;
  readonly durationNs: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly events: readonly { readonly startNs: number; readonly name: string | null }[];
  readonly links: readonly { readonly traceId: string | null; readonly spanId: string | null }[];
}

interface Marks {
  attributes: Record<string, AttributeValue>;
  events: LeanSpan['events'][number][];
  links: LeanSpan['links'][number][];
}

/** Shared by the spans that have none, which are nearly all. */
const NO_MARKS: Pick<LeanSpan, 'attributes' | 'events' | 'links'> = { attributes: {}, events: [], links: [] };

export function leanSpans({ spans, events, links }: Pick<LeanTrace, 'spans' | 'events' | 'links'>): LeanSpan[] {
  const { spanId, parentSpanId, startNano, durationNano, name, kind, serviceName, statusCode } = spans;
  const marked = new Map<number, Marks>();
  const marksOf = (place: number): Marks => {
    let marks = marked.get(place);
    if (marks === undefined) {
      marks = { attributes: {}, events: [], links: [] };
      marked.set(place, marks);
    }
    return marks;
  };
  for (const [key, { places, values }] of Object.entries(spans.attributes)) {
    for (let at = 0; at < places.length; at += 1) marksOf(places[at]).attributes[key] = values[at];
  }
  for (const event of events) marksOf(event.place).events.push({ startNs: event.startNano, name: event.name });
  for (const { place, ...link } of links) marksOf(place).links.push(link);
  return spanId.map((id, at) => {
    const { attributes, events: ownEvents, links: ownLinks } = marked.get(at) ?? NO_MARKS;
    return {
      spanId: id,
      parentSpanId: parentSpanId[at],
      name: name.values[name.places[at]],
      kind: kind.values[kind.places[at]],
      serviceName: serviceName.values[serviceName.places[at]],
      statusCode: statusCode.values[statusCode.places[at]],
      startNs: startNano[at],
      durationNs: durationNano[at],
      attributes,
      events: ownEvents,
      links: ownLinks,
    };
  });
}
