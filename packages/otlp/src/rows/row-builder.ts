// Builds the rows of one body from what its reader finds: resources, scopes, spans, in that order. Both forms of OTLP come through here.
import { MISPLACED_SEPARATOR, SPAN_KINDS, STATUS_CODES } from '@tracelake/schema';
import { slotNumber } from '../attribute-slots.ts';
import { DecodeNotes } from '../decode-notes.ts';
import { idProblem, SPAN_ID_BYTES, TRACE_ID_BYTES } from '../span-id.ts';
import { ELEMENT_VALUES, SPAN_VALUES, ValueCount } from '../value-count.ts';
import { type OpenRow, ResourceAttributes, SpanAttributes, TextAttributes } from './row-attributes.ts';
import type { RowKeys } from './row-keys.ts';
import type { RowLimits } from './row-limits.ts';
import type { WideLink, WideRow } from './wide-row.ts';

/** What a span says beside its attributes, events and links. Ids are hexadecimal, in lower case. */
export interface SpanFields {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  name: string;
  kind: number;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  flags: number;
  statusCode: number;
  statusMessage: string;
  droppedAttributesCount: number;
  droppedEventsCount: number;
  droppedLinksCount: number;
}

export function emptySpan(): SpanFields {
  return {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    traceState: '',
    name: '',
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    flags: 0,
    statusCode: 0,
    statusMessage: '',
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

const INT64_MAX = (1n << 63n) - 1n;
const ZEROS = /^0*$/;
const MAIN_SLOT = slotNumber('main');
const EXCEPTION_NAME = 'exception';
const EXCEPTION_PREFIX = 'exception.';
const EXCEPTION_KEYS = ['exception.type', 'exception.message', 'exception.stacktrace'];

export class RowBuilder {
  rows: WideRow[] = [];
  notes = new DecodeNotes();
  readonly values = new ValueCount();
  readonly resource: ResourceAttributes;
  readonly scope: TextAttributes;
  readonly span: SpanAttributes;
  /** Of the open event or link. */
  readonly event: TextAttributes;
  readonly link: TextAttributes;
  scopeName = '';
  scopeVersion = '';
  readonly #keys: RowKeys;
  readonly #limits: RowLimits;
  /** Entries in the maps of the open span's events and links. */
  #entries = 0;
  /** The attributes of the open span's first exception event. */
  #exception: ReadonlyMap<string, string> | null = null;

  constructor(keys: RowKeys, limits: RowLimits) {
    this.#keys = keys;
    this.#limits = limits;
    this.span = new SpanAttributes(keys, limits);
    this.resource = new ResourceAttributes(limits);
    this.scope = new TextAttributes('scope', limits);
    this.event = new TextAttributes('event', limits);
    this.link = new TextAttributes('link', limits);
  }

  beginBody(): void {
    this.rows = [];
    this.notes = new DecodeNotes();
    this.#keys.tidy();
    this.#limits.beginBody();
    this.resource.beginBody();
    this.values.clear();
    this.values.beginBody();
  }

  beginResource(): void {
    this.values.add(SPAN_VALUES);
    this.resource.begin();
  }

  /** Spans follow. */
  endResource(): void {
    this.values.add(this.resource.map.size);
  }

  beginScope(): void {
    this.values.add(SPAN_VALUES);
    this.scopeName = '';
    this.scopeVersion = '';
    this.scope.begin();
  }

  /** Spans follow. */
  endScope(): void {
    this.values.add(this.scope.map.size);
  }

  beginSpan(): void {
    this.values.add(SPAN_VALUES);
    this.#entries = 0;
    this.#exception = null;
    // The order of a document's members: what every row has comes first.
    this.span.begin({
      trace_id: '',
      span_id: '',
      start_time_unix_nano: 0,
      name: '',
      kind: '',
      status_code: '',
      main: false,
      service_name: '',
      flags: 0,
      dropped_attributes_count: 0,
      dropped_events_count: 0,
      dropped_links_count: 0,
    });
  }

  /** Adds an event; its attributes are in `event`. */
  addEvent(timeUnixNano: bigint, name: string): void {
    const attributes = this.event.map;
    this.values.add(ELEMENT_VALUES);
    this.#entries += attributes.size;
    const time = BigInt.asIntN(64, timeUnixNano);
    (this.span.row.events ??= []).push({ time_unix_nano: time, name, attributes });
    if (this.#exception === null && isException(name, attributes)) this.#exception = attributes;
  }

  /** Adds a link; its attributes are in `link`. An id of a wrong length or of zeros is left out, which is noted. */
  addLink(traceId: string, spanId: string, traceState: string): void {
    const attributes = this.link.map;
    this.values.add(ELEMENT_VALUES);
    this.#entries += attributes.size;
    const link: WideLink = { trace_state: traceState, attributes };
    if (isValidId(traceId, TRACE_ID_BYTES)) link.trace_id = traceId;
    if (isValidId(spanId, SPAN_ID_BYTES)) link.span_id = spanId;
    if (link.trace_id === undefined || link.span_id === undefined) this.notes.linkWithoutId();
    (this.span.row.links ??= []).push(link);
  }

  /** Closes the span: it becomes a row, or is left out and noted. */
  endSpan(fields: SpanFields): void {
    if (!this.#isValid(fields)) return;
    const { row } = this.span;
    this.#fillStructure(row, fields);
    const shared = this.resource.fill(this.span);
    this.#fillScope(row);
    this.#fillMisplaced(row);
    this.#fillException(row);
    this.values.add(this.#entries + shared + this.scope.map.size + mapEntries(row));
    this.rows.push(row);
  }

  #isValid({ traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano }: SpanFields): boolean {
    const { notes } = this;
    if (!isValidId(traceId, TRACE_ID_BYTES)) notes.reject('trace_id', problemOf(traceId, TRACE_ID_BYTES));
    else if (!isValidId(spanId, SPAN_ID_BYTES)) notes.reject('span_id', problemOf(spanId, SPAN_ID_BYTES));
    else if (parentSpanId !== '' && parentSpanId.length !== 2 * SPAN_ID_BYTES) {
      notes.reject('parent_span_id', `${problemOf(parentSpanId, SPAN_ID_BYTES)}, or none for a root`);
    } else if (startTimeUnixNano > INT64_MAX) notes.rejectTime('start_time_unix_nano');
    else if (endTimeUnixNano > INT64_MAX) notes.rejectTime('end_time_unix_nano');
    else return true;
    return false;
  }

  #fillStructure(row: OpenRow, fields: SpanFields): void {
    const { startTimeUnixNano: start, endTimeUnixNano: end, parentSpanId } = fields;
    const isRoot = ZEROS.test(parentSpanId);
    const kind = SPAN_KINDS[fields.kind] ?? SPAN_KINDS[0];
    row.trace_id = fields.traceId;
    row.span_id = fields.spanId;
    if (!isRoot) row.parent_span_id = parentSpanId;
    row.start_time_unix_nano = start;
    if (end !== 0n) row.duration_nano = this.#durationOf(end - start);
    row.name = fields.name;
    row.kind = kind;
    row.status_code = STATUS_CODES[fields.statusCode] ?? STATUS_CODES[0];
    if (!this.span.fills(this.#keys.targets[MAIN_SLOT])) {
      row.main = isRoot || kind === 'SERVER' || kind === 'CONSUMER';
    }
    row.flags = fields.flags;
    row.dropped_attributes_count = fields.droppedAttributesCount + this.#limits.leftOutOfSpan;
    row.dropped_events_count = fields.droppedEventsCount;
    row.dropped_links_count = fields.droppedLinksCount;
    if (fields.traceState !== '') row.trace_state = fields.traceState;
    if (fields.statusMessage !== '') row.status_message = fields.statusMessage;
  }

  #durationOf(duration: bigint): number | bigint {
    if (duration < 0n) this.notes.endBeforeStart();
    const number = Number(duration);
    return Number.isSafeInteger(number) ? number : duration;
  }

  #fillScope(row: OpenRow): void {
    if (this.scopeName !== '') row.scope_name = this.scopeName;
    if (this.scopeVersion !== '') row.scope_version = this.scopeVersion;
    if (this.scope.map.size > 0) row.scope_attributes = this.scope.map;
  }

  #fillMisplaced(row: OpenRow): void {
    const targets = new Set(this.span.misplaced);
    for (const target of this.resource.misplaced) if (!this.span.sends(target)) targets.add(target);
    if (targets.size === 0) return;
    const keys = [...targets].sort((a, b) => a.slot - b.slot).map(({ key }) => key);
    row.misplaced = MISPLACED_SEPARATOR + keys.join(MISPLACED_SEPARATOR) + MISPLACED_SEPARATOR;
  }

  /** The first exception among the events, unless the span said it itself. */
  #fillException(row: OpenRow): void {
    if (this.#exception === null) return;
    for (const name of EXCEPTION_KEYS) {
      const { target } = this.#keys.of(name);
      const text = this.#exception.get(name);
      if (text !== undefined && target !== null && !this.span.sends(target)) row[target.column] = text;
    }
  }
}

function mapEntries({ attributes_string: texts, attributes_number: numbers, attributes_boolean: booleans }: WideRow) {
  return (texts?.size ?? 0) + (numbers?.size ?? 0) + (booleans?.size ?? 0);
}

function isException(name: string, attributes: ReadonlyMap<string, string>): boolean {
  if (name === EXCEPTION_NAME) return true;
  for (const key of attributes.keys()) if (key.startsWith(EXCEPTION_PREFIX)) return true;
  return false;
}

function isValidId(hex: string, bytes: number): boolean {
  return hex.length === 2 * bytes && !ZEROS.test(hex);
}

function problemOf(hex: string, bytes: number): string {
  return idProblem(hex.length / 2, bytes);
}
