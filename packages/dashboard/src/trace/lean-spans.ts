// Of a span what a waterfall needs, out of the columns that the API answers with. Pure.
import type { LeanTrace } from '../api/api-types.ts';

type AttributeValue = string | number | boolean;
type AttributeValues = readonly AttributeValue[];

export interface LeanSpan {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string | null;
  readonly kind: string | null;
  readonly serviceName: string | null;
  readonly statusCode: string | null;
  /** From the trace's start. */
  readonly startNs: number;
  /** None of one that never ended. */
  readonly durationNs: number;
  readonly isUnfinished: boolean;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly events: readonly { readonly startNs: number; readonly name: string | null }[];
  readonly links: readonly { readonly traceId: string | null; readonly spanId: string | null }[];
}

type Columns = LeanTrace['spans'];
type Marks = Pick<LeanSpan, 'events' | 'links'>;

/** Shared by the spans that have none, which are nearly all. */
const NO_ATTRIBUTES: LeanSpan['attributes'] = {};
const NO_MARKS: Marks = { events: [], links: [] };

export function leanSpans({ spans, events, links }: Pick<LeanTrace, 'spans' | 'events' | 'links'>): LeanSpan[] {
  const columns = new SpanColumns(spans, marksByPlace(events, links));
  return spans.spanId.map((_, at) => new ColumnSpan(columns, at));
}

/** Its place in the columns, read when it is asked: 50,000 spans with all they are cost more than all that is asked of them. */
class ColumnSpan implements LeanSpan {
  private readonly columns: SpanColumns;
  private readonly at: number;

  constructor(columns: SpanColumns, at: number) {
    this.columns = columns;
    this.at = at;
  }

  get spanId(): string {
    return this.columns.given.spanId[this.at];
  }

  get parentSpanId(): string | null {
    return named(this.columns.given.parentSpanId, this.at);
  }

  get name(): string | null {
    return named(this.columns.given.name, this.at);
  }

  get kind(): string | null {
    return named(this.columns.given.kind, this.at);
  }

  get serviceName(): string | null {
    return named(this.columns.given.serviceName, this.at);
  }

  get statusCode(): string | null {
    return named(this.columns.given.statusCode, this.at);
  }

  get startNs(): number {
    return this.columns.given.startNano[this.at];
  }

  get durationNs(): number {
    return this.columns.given.durationNano[this.at];
  }

  get isUnfinished(): boolean {
    return this.columns.unfinished.has(this.at);
  }

  get attributes(): LeanSpan['attributes'] {
    return this.columns.attributesOf(this.at);
  }

  get events(): LeanSpan['events'] {
    return this.columns.marksOf(this.at).events;
  }

  get links(): LeanSpan['links'] {
    return this.columns.marksOf(this.at).links;
  }
}

class SpanColumns {
  readonly given: Columns;
  readonly unfinished: ReadonlySet<number>;
  private readonly marks: ReadonlyMap<number, Marks>;
  /** Of each attribute where a span's value stands, counted from one. */
  private readonly attributes: readonly {
    readonly key: string;
    readonly rank: Int32Array;
    readonly values: AttributeValues;
  }[];

  constructor(given: Columns, marks: ReadonlyMap<number, Marks>) {
    this.given = given;
    this.marks = marks;
    this.unfinished = new Set(given.unfinished);
    this.attributes = Object.entries(given.attributes).map(([key, { places, values }]) => {
      const rank = new Int32Array(given.spanId.length);
      for (let at = 0; at < places.length; at += 1) rank[places[at]] = at + 1;
      return { key, rank, values };
    });
  }

  attributesOf(at: number): LeanSpan['attributes'] {
    let found: Record<string, AttributeValue> | undefined;
    for (const { key, rank, values } of this.attributes) {
      if (rank[at] === 0) continue;
      found ??= {};
      found[key] = values[rank[at] - 1];
    }
    return found ?? NO_ATTRIBUTES;
  }

  marksOf(at: number): Marks {
    return this.marks.get(at) ?? NO_MARKS;
  }
}

function named({ values, places }: Columns['name'], at: number): string | null {
  return values[places[at]];
}

function marksByPlace(events: LeanTrace['events'], links: LeanTrace['links']): ReadonlyMap<number, Marks> {
  const found = new Map<number, { events: LeanSpan['events'][number][]; links: LeanSpan['links'][number][] }>();
  const marksOf = (place: number) => {
    const own = found.get(place) ?? { events: [], links: [] };
    found.set(place, own);
    return own;
  };
  for (const { place, startNano, name } of events) marksOf(place).events.push({ startNs: startNano, name });
  for (const { place, traceId, spanId } of links) marksOf(place).links.push({ traceId, spanId });
  return found;
}
