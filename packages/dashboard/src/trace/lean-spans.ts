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

/** Shared by the spans that have none, which are nearly all. */
const NONE = { attributes: {}, events: [], links: [] } as const satisfies Pick<
  LeanSpan,
  'attributes' | 'events' | 'links'
>;

export function leanSpans({ spans, events, links }: Pick<LeanTrace, 'spans' | 'events' | 'links'>): LeanSpan[] {
  const { spanId, parentSpanId, startNano, durationNano, name, kind, serviceName, statusCode } = spans;
  const attributesOf: Record<string, AttributeValue>[] = new Array(spanId.length);
  for (const [key, { places, values }] of Object.entries(spans.attributes)) {
    for (let at = 0; at < places.length; at += 1) {
      attributesOf[places[at]] ??= {};
      attributesOf[places[at]][key] = values[at];
    }
  }
  const eventsOf = byPlace(events);
  const linksOf = byPlace(links);
  return spanId.map((id, at) => ({
    spanId: id,
    parentSpanId: parentSpanId[at],
    name: name.values[name.places[at]],
    kind: kind.values[kind.places[at]],
    serviceName: serviceName.values[serviceName.places[at]],
    statusCode: statusCode.values[statusCode.places[at]],
    startNs: startNano[at],
    durationNs: durationNano[at],
    attributes: attributesOf[at] ?? NONE.attributes,
    events: eventsOf.get(at)?.map((event) => ({ startNs: event.startNano, name: event.name })) ?? NONE.events,
    links: linksOf.get(at)?.map(({ traceId, spanId }) => ({ traceId, spanId })) ?? NONE.links,
  }));
}

function byPlace<T extends { readonly place: number }>(marks: readonly T[]): ReadonlyMap<number, readonly T[]> {
  const found = new Map<number, T[]>();
  for (const mark of marks) {
    const own = found.get(mark.place);
    if (own === undefined) found.set(mark.place, [mark]);
    else own.push(mark);
  }
  return found;
}
