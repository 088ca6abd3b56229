// Walks the tree of a request and makes its rows: the rules of the column decoder, span by span with plain objects.
import { MISPLACED_SEPARATOR, SPAN_KINDS, STATUS_CODES } from '@tracelake/schema';
import { slotNumber } from '../attribute-slots.ts';
import { DecodeNotes } from '../decode-notes.ts';
import { columnNameOf, idProblem, idTextProblem, SPAN_ID_BYTES, TRACE_ID_BYTES } from '../span-id.ts';
import { ELEMENT_VALUES, SPAN_VALUES, ValueCount } from '../value-count.ts';
import { LateMessages } from './late-messages.ts';
import {
  isEmpty,
  isHex,
  listOf,
  messageOf,
  messagesOf,
  optionalMessage,
  type TreeMessage,
  type TreeValue,
  textOf,
} from './otlp-tree.ts';
import {
  type AttributeSet,
  type OpenRow,
  ResourceAttributes,
  SpanAttributes,
  TextAttributes,
  weightOf,
} from './row-attributes.ts';
import type { AttributeRule, RowKeys } from './row-keys.ts';
import type { RowLimits } from './row-limits.ts';
import { INT32, integerIn, TreeValues, UINT32, UINT64 } from './tree-values.ts';
import type { WideEvent, WideLink, WideRow } from './wide-row.ts';

const INT64_MAX = (1n << 63n) - 1n;
const ZEROS = /^0*$/;
const MAIN_SLOT = slotNumber('main');
const EXCEPTION_NAME = 'exception';
const EXCEPTION_PREFIX = 'exception.';
const EXCEPTION_KEYS = ['exception.type', 'exception.message', 'exception.stacktrace'];
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const ID_MEMBERS = ['traceId', 'spanId', 'parentSpanId'] as const;

export class RowBuilder {
  notes = new DecodeNotes();
  readonly #count = new ValueCount();
  readonly #values: TreeValues;
  readonly #keys: RowKeys;
  readonly #limits: RowLimits;
  readonly #resource: ResourceAttributes;
  readonly #scope: TextAttributes;
  readonly #span: SpanAttributes;
  /** Of the open event or link. */
  readonly #event: TextAttributes;
  readonly #link: TextAttributes;

  constructor(keys: RowKeys, limits: RowLimits, memberRule: ((key: string) => AttributeRule) | null) {
    this.#keys = keys;
    this.#limits = limits;
    this.#values = new TreeValues(this.#count, memberRule);
    this.#span = new SpanAttributes(keys, limits);
    this.#resource = new ResourceAttributes(limits);
    this.#scope = new TextAttributes('scope', limits);
    this.#event = new TextAttributes('event', limits);
    this.#link = new TextAttributes('link', limits);
  }

  /** Row by row: what comes of a body is thrown away before the next of its spans is read. */
  *rows(request: TreeMessage): Generator<WideRow> {
    this.notes = new DecodeNotes();
    this.#keys.tidy();
    this.#limits.beginBody();
    this.#resource.beginBody();
    this.#count.clear();
    this.#count.beginBody();
    for (const resourceSpans of messagesOf(messageOf(request).resourceSpans)) {
      const { resource, scopeSpans, instrumentationLibrarySpans } = resourceSpans;
      this.#resource.begin();
      this.#addAttributes(optionalMessage(resource), this.#resource);
      this.#resource.end();
      this.#count.add(SPAN_VALUES + this.#resource.map.size);
      for (const scoped of messagesOf(isEmpty(scopeSpans) ? instrumentationLibrarySpans : scopeSpans)) {
        const { scope, instrumentationLibrary, spans } = scoped;
        const columns = this.#scopeColumns(optionalMessage(scope ?? instrumentationLibrary));
        const scopeWeight = weightOf(columns.scope_attributes ?? NO_ATTRIBUTES);
        for (const span of messagesOf(spans)) {
          const row = this.#rowOf(span, columns);
          this.#count.add(scopeWeight);
          if (row !== undefined) yield row;
        }
      }
    }
  }

  #scopeColumns({ name, version, attributes }: TreeMessage): WideRow {
    this.#scope.begin();
    this.#addAttributes({ attributes }, this.#scope);
    this.#count.add(SPAN_VALUES + this.#scope.map.size);
    const row: WideRow = {};
    if (textOf(name) !== '') row.scope_name = textOf(name);
    if (textOf(version) !== '') row.scope_version = textOf(version);
    if (this.#scope.map.size > 0) row.scope_attributes = this.#scope.map;
    return row;
  }

  #addAttributes({ attributes }: TreeMessage, set: AttributeSet): void {
    if (attributes instanceof LateMessages) {
      attributes.addTo(set, this.#keys, this.#values);
      return;
    }
    for (const attribute of listOf(attributes)) {
      const { key, value } = messageOf(attribute);
      const name = textOf(key);
      const known = this.#values.valueOf(optionalMessage(value));
      if (known !== undefined) set.add(this.#keys.of(name), known);
    }
  }

  /** `undefined` where it is left out. */
  #rowOf(span: TreeMessage, scope: WideRow): WideRow | undefined {
    this.#count.add(SPAN_VALUES);
    const row = this.#structureOf(span);
    this.#span.begin(row);
    this.#addAttributes(span, this.#span);
    this.#span.end();
    if (!this.#span.fills(this.#keys.targets[MAIN_SLOT])) {
      row.main = row.parent_span_id === undefined || row.kind === 'SERVER' || row.kind === 'CONSUMER';
    }
    const events = Array.from(messagesOf(span.events), (event) => this.#eventOf(event));
    const links = Array.from(messagesOf(span.links), (link) => this.#linkOf(link));
    if (!this.#isValid(span, row)) return undefined;
    row.dropped_attributes_count = (row.dropped_attributes_count as number) + this.#limits.leftOutOfSpan;
    if (Number(row.duration_nano) < 0) this.notes.endBeforeStart();
    if (events.length > 0) row.events = events;
    if (links.length > 0) row.links = links;
    const shared = this.#resource.fill(this.#span);
    Object.assign(row, scope);
    this.#fillMisplaced(row);
    this.#fillException(row, events);
    this.#count.add(shared + mapEntries(row));
    return row;
  }

  /** In the order of a document's members: what every row has comes first. */
  #structureOf(span: TreeMessage): OpenRow {
    const { code, message } = optionalMessage(span.status);
    const start = BigInt(integerIn(span.startTimeUnixNano, UINT64));
    const end = BigInt(integerIn(span.endTimeUnixNano, UINT64));
    const parent = idOf(span.parentSpanId);
    const row: OpenRow = {
      trace_id: idOf(span.traceId),
      span_id: idOf(span.spanId),
      start_time_unix_nano: start,
      name: this.#limits.text(textOf(span.name)),
      kind: SPAN_KINDS[Number(integerIn(span.kind, INT32))] ?? SPAN_KINDS[0],
      status_code: STATUS_CODES[Number(integerIn(code, INT32))] ?? STATUS_CODES[0],
      main: false,
      service_name: '',
      flags: Number(integerIn(span.flags, UINT32)),
      dropped_attributes_count: Number(integerIn(span.droppedAttributesCount, UINT32)),
      dropped_events_count: Number(integerIn(span.droppedEventsCount, UINT32)),
      dropped_links_count: Number(integerIn(span.droppedLinksCount, UINT32)),
    };
    if (!ZEROS.test(parent)) row.parent_span_id = parent;
    if (end !== 0n) row.duration_nano = safeInteger(end - start);
    if (textOf(span.traceState) !== '') row.trace_state = textOf(span.traceState);
    if (textOf(message) !== '') row.status_message = this.#limits.text(textOf(message));
    return row;
  }

  #isValid(span: TreeMessage, { trace_id = '', span_id = '', parent_span_id }: WideRow): boolean {
    const { notes } = this;
    const parentId = parent_span_id ?? idOf(span.parentSpanId);
    const isParentValid = parentId.length === 2 * SPAN_ID_BYTES || textOf(span.parentSpanId) === '';
    const areIdsValid = isValidId(trace_id, TRACE_ID_BYTES) && isValidId(span_id, SPAN_ID_BYTES) && isParentValid;
    const badId = areIdsValid ? undefined : ID_MEMBERS.find((name) => !isHex(textOf(span[name])));
    if (badId !== undefined) notes.reject(columnNameOf(badId), idTextProblem(textOf(span[badId])));
    else if (!isValidId(trace_id, TRACE_ID_BYTES)) notes.reject('trace_id', problemOf(trace_id, TRACE_ID_BYTES));
    else if (!isValidId(span_id, SPAN_ID_BYTES)) notes.reject('span_id', problemOf(span_id, SPAN_ID_BYTES));
    else if (!isParentValid) {
      notes.reject('parent_span_id', `${problemOf(parentId, SPAN_ID_BYTES)}, or none for a root`);
    } else if (integerIn(span.startTimeUnixNano, UINT64) > INT64_MAX) notes.rejectTime('start_time_unix_nano');
    else if (integerIn(span.endTimeUnixNano, UINT64) > INT64_MAX) notes.rejectTime('end_time_unix_nano');
    else return true;
    return false;
  }

  #eventOf(event: TreeMessage): WideEvent {
    this.#event.begin();
    this.#addAttributes(event, this.#event);
    this.#count.add(ELEMENT_VALUES + this.#event.map.size);
    const time = BigInt(integerIn(event.timeUnixNano, UINT64));
    if (time > INT64_MAX) this.notes.eventWithoutTime();
    const name = this.#limits.text(textOf(event.name));
    return { time_unix_nano: time > INT64_MAX ? 0n : time, name, attributes: this.#event.map };
  }

  /** An id of a wrong length or of zeros is left out, which is noted. */
  #linkOf(link: TreeMessage): WideLink {
    this.#link.begin();
    this.#addAttributes(link, this.#link);
    this.#count.add(ELEMENT_VALUES + this.#link.map.size);
    const row: WideLink = { trace_state: textOf(link.traceState), attributes: this.#link.map };
    const [traceId, spanId] = [idOf(link.traceId), idOf(link.spanId)];
    if (isValidId(traceId, TRACE_ID_BYTES)) row.trace_id = traceId;
    if (isValidId(spanId, SPAN_ID_BYTES)) row.span_id = spanId;
    if (row.trace_id === undefined || row.span_id === undefined) this.notes.linkWithoutId();
    return row;
  }

  #fillMisplaced(row: OpenRow): void {
    if (this.#span.misplaced.size + this.#resource.misplaced.size === 0) return;
    const targets = new Set(this.#span.misplaced);
    for (const target of this.#resource.misplaced) if (!this.#span.sends(target)) targets.add(target);
    if (targets.size === 0) return;
    const keys = [...targets].sort((a, b) => a.slot - b.slot).map(({ key }) => key);
    row.misplaced = MISPLACED_SEPARATOR + keys.join(MISPLACED_SEPARATOR) + MISPLACED_SEPARATOR;
  }

  /** The first exception among the events, unless the span said it itself. */
  #fillException(row: OpenRow, events: readonly WideEvent[]): void {
    if (events.length === 0) return;
    const attributes = events.find(isException)?.attributes;
    for (const name of attributes === undefined ? [] : EXCEPTION_KEYS) {
      const { target } = this.#keys.of(name);
      const text = attributes?.get(name);
      if (text !== undefined && target !== null && !this.#span.sends(target)) row[target.column] = text;
    }
  }
}

function safeInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function mapEntries({ attributes_string: texts, attributes_number: numbers, attributes_boolean: booleans }: WideRow) {
  return (texts?.size ?? 0) + (numbers?.size ?? 0) + (booleans?.size ?? 0);
}

function isException({ name, attributes }: WideEvent): boolean {
  return name === EXCEPTION_NAME || [...(attributes?.keys() ?? [])].some((key) => key.startsWith(EXCEPTION_PREFIX));
}

/** In lower case; '' where it is not hexadecimal. */
function idOf(value: TreeValue): string {
  const hex = textOf(value);
  return isHex(hex) ? hex.toLowerCase() : '';
}

function isValidId(hex: string, bytes: number): boolean {
  return hex.length === 2 * bytes && !ZEROS.test(hex);
}

function problemOf(hex: string, bytes: number): string {
  return idProblem(hex.length / 2, bytes);
}
