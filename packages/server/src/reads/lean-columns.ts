// The spans of a trace as columns, made from lines of text: each span is a place in every one of them.

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

/** What a line has, in its order; the attributes come behind. A word has no tab in it. */
export const LINE_COLUMNS = {
  span_id: 'word',
  parent_span_id: 'word',
  start_time_unix_nano: 'number',
  duration_nano: 'number',
  name: 'text',
  service_name: 'text',
  kind: 'word',
  status_code: 'word',
} as const;

const TAB = 9;

const ATTRIBUTES = Object.entries(DRAWN_ATTRIBUTES) as [DrawnAttribute, 'text' | 'number' | 'boolean'][];

class Names implements NamedColumn {
  readonly values: (string | null)[] = [];
  readonly places: number[] = [];
  readonly #placeOf = new Map<string, number>();

  add(text: string): void {
    let place = this.#placeOf.get(text);
    if (place === undefined) {
      place = this.values.push(text === '' ? null : text) - 1;
      this.#placeOf.set(text, place);
    }
    this.places.push(place);
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
  #startUnixNano = 0n;

  /** Of the first span. */
  get startUnixNano(): bigint {
    return this.#startUnixNano;
  }

  /** @param line the texts of a span, by tabs; nothing where it has none. Lines come in order of start. */
  add(line: string): void {
    // Read in place: an array of all its texts, nearly all of them empty, is what most of the time went into.
    let from = 0;
    const next = (): string => {
      const to = line.indexOf('\t', from);
      const text = to < 0 ? line.slice(from) : line.slice(from, to);
      from = to < 0 ? line.length : to + 1;
      return text;
    };
    const place = this.#spanId.push(next()) - 1;
    const parentSpanId = next();
    this.#parentSpanId.push(parentSpanId === '' ? null : parentSpanId);
    const start = BigInt(next());
    if (place === 0) this.#startUnixNano = start;
    this.#startNano.push(Number(start - this.#startUnixNano));
    this.#durationNano.push(Number(next()));
    this.#name.add(next());
    this.#serviceName.add(next());
    this.#kind.add(next());
    this.#statusCode.add(next());
    for (const [key, type] of ATTRIBUTES) {
      if (line.charCodeAt(from) === TAB) from += 1;
      else if (from < line.length) this.#addAttribute(key, place, typedValue(next(), type));
    }
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
