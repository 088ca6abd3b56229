// The spans of a trace as columns, made from blocks of text: each span is a place in every one of them.
import { BlockText } from './block-text.ts';

/** Attributes that change how a span is drawn. Each but those of `MAPPED` has a column of its own in the table. */
export const DRAWN_ATTRIBUTES = {
  'faas.coldstart': 'boolean',
  'faas.invocation_id': 'text',
  'aws.lambda.init_duration_ms': 'number',
  'aws.lambda.status': 'text',
  'db.system.name': 'text',
  'http.response.status_code': 'number',
  'server.address': 'text',
  'messaging.destination.name': 'text',
  'error.type': 'text',
  'exception.type': 'text',
  'aws.lambda.runtime_overhead_ms': 'number',
} as const;

export type DrawnAttribute = keyof typeof DRAWN_ATTRIBUTES;
type AttributeValue = string | number | boolean;

/** Lies in a map: only that one is read, and only of files that have the key. */
export const MAPPED: ReadonlySet<string> = new Set<DrawnAttribute>(['aws.lambda.runtime_overhead_ms']);

/** Texts that repeat: each said once, then by its place. */
export interface NamedColumn {
  readonly values: readonly (string | null)[];
  readonly places: readonly number[];
}

/** Values that few spans have, and the places of those. */
export interface SparseColumn {
  readonly places: readonly number[];
  readonly values: readonly AttributeValue[];
}

export interface LeanColumns {
  readonly spanId: readonly string[];
  /** Siblings have the same. */
  readonly parentSpanId: NamedColumn;
  /** After the trace's start. */
  readonly startNano: readonly number[];
  readonly durationNano: readonly number[];
  /** Places of those that never ended: their duration is 0. */
  readonly unfinished: readonly number[];
  readonly name: NamedColumn;
  readonly serviceName: NamedColumn;
  readonly kind: NamedColumn;
  readonly statusCode: NamedColumn;
  /** Those that any span has. */
  readonly attributes: Readonly<Partial<Record<DrawnAttribute, SparseColumn>>>;
}

export interface LeanEvent {
  /** The span's in the columns. */
  readonly place: number;
  /** After the trace's start. */
  readonly startNano: number;
  readonly name: string | null;
}

export interface LeanLink {
  readonly place: number;
  readonly traceId: string | null;
  readonly spanId: string | null;
}

/** Spans that begin within this are a block: their starts are said from its own, which is nine digits less to write, send and read of each. */
export const BLOCK_NANO = 100_000_000n;

/**
 * What a span's text has behind its start in the block, in its order; the attributes come behind, then its events and its links. A word has
 * no tab in it.
 */
export const LINE_COLUMNS = {
  span_id: 'word',
  parent_span_id: 'word',
  duration_nano: 'number',
  name: 'text',
  service_name: 'text',
  kind: 'word',
  status_code: 'word',
} as const;

const ATTRIBUTES = Object.entries(DRAWN_ATTRIBUTES) as [DrawnAttribute, 'text' | 'number' | 'boolean'][];

/** Behind a span that has neither attributes nor events nor links, as most are, and that is not its block's last. */
const NOTHING_MORE = '\t'.repeat(ATTRIBUTES.length + 2);

class Names implements NamedColumn {
  readonly values: (string | null)[] = [];
  readonly places: number[] = [];
  readonly #placeOf = new Map<string, number>();
  #last: string | null = null;
  #lastPlace = 0;

  /** Of service, kind, status and parent it is nearly always the one before: then no text is cut out. */
  addNext(block: BlockText): void {
    if (this.#last === null || !block.skip(this.#last)) {
      this.#last = block.text();
      this.#lastPlace = this.#place(this.#last);
    }
    this.places.push(this.#lastPlace);
  }

  #place(text: string): number {
    const known = this.#placeOf.get(text);
    if (known !== undefined) return known;
    const place = this.values.push(text === '' ? null : text) - 1;
    this.#placeOf.set(text, place);
    return place;
  }
}

export class LeanColumnsBuilder {
  readonly #spanId: string[] = [];
  readonly #parentSpanId = new Names();
  readonly #startNano: number[] = [];
  readonly #durationNano: number[] = [];
  readonly #unfinished: number[] = [];
  readonly #name = new Names();
  readonly #serviceName = new Names();
  readonly #kind = new Names();
  readonly #statusCode = new Names();
  readonly #attributes: Partial<Record<DrawnAttribute, { places: number[]; values: AttributeValue[] }>> = {};
  readonly events: LeanEvent[] = [];
  readonly links: LeanLink[] = [];
  #startUnixNano = 0n;
  /** After the trace's start. */
  #blockNano = 0;

  /** Of the first span. */
  get startUnixNano(): bigint {
    return this.#startUnixNano;
  }

  get count(): number {
    return this.#spanId.length;
  }

  /**
   * @param block the texts of spans that begin within it, by tabs; nothing where a span has none. Spans come in order of start.
   * @param number the block's, counted from 1970
   * @returns whether all of them are in: there are never more than `limit`.
   */
  add(block: string, number: bigint, limit: number): boolean {
    const texts = new BlockText(block);
    const blockUnixNano = number * BLOCK_NANO;
    if (this.count === 0) this.#startUnixNano = blockUnixNano + BigInt(block.slice(0, block.indexOf('\t')));
    this.#blockNano = Number(blockUnixNano - this.#startUnixNano);
    while (!texts.isOver && this.count < limit) this.#addSpan(texts);
    return texts.isOver;
  }

  #addSpan(texts: BlockText): void {
    this.#startNano.push(this.#blockNano + texts.number());
    const place = this.#spanId.push(texts.text()) - 1;
    this.#parentSpanId.addNext(texts);
    if (texts.isNothing) this.#unfinished.push(place);
    this.#durationNano.push(texts.number());
    this.#name.addNext(texts);
    this.#serviceName.addNext(texts);
    this.#kind.addNext(texts);
    this.#statusCode.addNext(texts);
    if (!texts.skipAll(NOTHING_MORE)) this.#addRest(texts, place);
  }

  #addRest(texts: BlockText, place: number): void {
    for (const [key, type] of ATTRIBUTES) {
      const text = texts.text();
      const value = text === '' ? null : typedValue(text, type);
      if (value !== null) this.#addAttribute(key, place, value);
    }
    for (const [timeUnixNano, name] of pairs(texts.text())) {
      const startNano = Number(BigInt(timeUnixNano ?? 0) - this.#startUnixNano);
      this.events.push({ place, startNano, name });
    }
    for (const [traceId, spanId] of pairs(texts.text())) this.links.push({ place, traceId, spanId });
  }

  #addAttribute(key: DrawnAttribute, place: number, value: AttributeValue): void {
    this.#attributes[key] ??= { places: [], values: [] };
    this.#attributes[key].places.push(place);
    this.#attributes[key].values.push(value);
  }

  get columns(): LeanColumns {
    return {
      spanId: this.#spanId,
      parentSpanId: this.#parentSpanId,
      startNano: this.#startNano,
      durationNano: this.#durationNano,
      unfinished: this.#unfinished,
      name: this.#name,
      serviceName: this.#serviceName,
      kind: this.#kind,
      statusCode: this.#statusCode,
      attributes: this.#attributes,
    };
  }
}

/** Null for what is no number though it should be one: in a map lies what was sent. */
function typedValue(text: string, type: 'text' | 'number' | 'boolean'): AttributeValue | null {
  if (type !== 'number') return type === 'text' ? text : text === 'true';
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function pairs(text: string): [string | null, string | null][] {
  return text === '' ? [] : JSON.parse(text);
}
