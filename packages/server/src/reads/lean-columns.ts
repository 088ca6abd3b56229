// The spans of a trace as columns, made from blocks of text: each span is a place in every one of them.

/** Attributes that change how a span is drawn. Each has a column of its own in the table: no map is read. */
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
} as const;

export type DrawnAttribute = keyof typeof DRAWN_ATTRIBUTES;
type AttributeValue = string | number | boolean;

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
  readonly parentSpanId: readonly (string | null)[];
  /** After the trace's start. */
  readonly startNano: readonly number[];
  readonly durationNano: readonly number[];
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

const TAB = 0x09;

class Names implements NamedColumn {
  readonly values: (string | null)[] = [];
  readonly places: number[] = [];
  readonly #placeOf = new Map<string, number>();
  #last: string | null = null;
  #lastPlace = 0;

  add(text: string): void {
    // Of service, kind and status it is nearly always the one before.
    if (text !== this.#last) {
      this.#last = text;
      this.#lastPlace = this.#place(text);
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
  readonly #parentSpanId: (string | null)[] = [];
  readonly #startNano: number[] = [];
  readonly #durationNano: number[] = [];
  readonly #name = new Names();
  readonly #serviceName = new Names();
  readonly #kind = new Names();
  readonly #statusCode = new Names();
  readonly #attributes: Partial<Record<DrawnAttribute, { places: number[]; values: AttributeValue[] }>> = {};
  readonly events: LeanEvent[] = [];
  readonly links: LeanLink[] = [];
  #startUnixNano = 0n;
  #block = '';
  /** After the trace's start. */
  #blockNano = 0;
  #from = 0;

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
    // Read in place: an array of all its texts, nearly all of them empty, is what most of the time went into.
    this.#block = block;
    this.#from = 0;
    const blockUnixNano = number * BLOCK_NANO;
    if (this.count === 0) this.#startUnixNano = blockUnixNano + BigInt(block.slice(0, block.indexOf('\t')));
    this.#blockNano = Number(blockUnixNano - this.#startUnixNano);
    while (this.#from < block.length && this.count < limit) this.#addSpan();
    return this.#from >= block.length;
  }

  #addSpan(): void {
    this.#startNano.push(this.#blockNano + Number(this.#next()));
    const place = this.#spanId.push(this.#next()) - 1;
    const parentSpanId = this.#next();
    this.#parentSpanId.push(parentSpanId === '' ? null : parentSpanId);
    this.#durationNano.push(Number(this.#next()));
    this.#name.add(this.#next());
    this.#serviceName.add(this.#next());
    this.#kind.add(this.#next());
    this.#statusCode.add(this.#next());
    for (const [key, type] of ATTRIBUTES) {
      const text = this.#next();
      if (text !== '') this.#addAttribute(key, place, typedValue(text, type));
    }
    for (const [timeUnixNano, name] of pairs(this.#next())) {
      const startNano = Number(BigInt(timeUnixNano ?? 0) - this.#startUnixNano);
      this.events.push({ place, startNano, name });
    }
    for (const [traceId, spanId] of pairs(this.#next())) this.links.push({ place, traceId, spanId });
  }

  #next(): string {
    const from = this.#from;
    if (this.#block.charCodeAt(from) === TAB) {
      this.#from = from + 1;
      return '';
    }
    const tab = this.#block.indexOf('\t', from);
    const to = tab < 0 ? this.#block.length : tab;
    this.#from = to + 1;
    return this.#block.slice(from, to);
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
      name: this.#name,
      serviceName: this.#serviceName,
      kind: this.#kind,
      statusCode: this.#statusCode,
      attributes: this.#attributes,
    };
  }
}

function typedValue(text: string, type: 'text' | 'number' | 'boolean'): AttributeValue {
  return type === 'text' ? text : type === 'number' ? Number(text) : text === 'true';
}

function pairs(text: string): [string | null, string | null][] {
  return text === '' ? [] : JSON.parse(text);
}
