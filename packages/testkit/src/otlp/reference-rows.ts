// An OTLP request as rows, span by span with plain objects: slow, and written apart from the decoder, so that each checks the other.
import {
  columnOfAttribute,
  HTTP_TARGET_ALIAS,
  isScalarType,
  MISPLACED_SEPARATOR,
  resolveAttributeKey,
  type ScalarType,
  SPAN_KINDS,
  SPANS_TABLE,
  STATUS_CODES,
  WELL_KNOWN_ATTRIBUTES,
} from '@tracelake/schema';
import type { BatchRow, ListValue, MapValue } from '../batch-rows.ts';
import type {
  OtlpAnyValue,
  OtlpKeyValue,
  OtlpResourceSpans,
  OtlpScope,
  OtlpSpan,
  OtlpTraceRequest,
} from './otlp-request.ts';
import {
  convertedValue,
  isEmptyValue,
  numberOfValue,
  type PlainValue,
  plainValue,
  textOfValue,
} from './reference-values.ts';

export interface ReferenceResult {
  readonly rows: BatchRow[];
  readonly rejected: number;
}

/** The column an attribute stands for when sent under some key. */
interface Target {
  readonly key: string;
  readonly type: ScalarType;
  readonly level: 'span' | 'resource';
  readonly scale: number;
}

interface SentAttribute {
  readonly key: string;
  readonly value: OtlpAnyValue;
}

/** What one set of attributes comes to. `filled` by current key. */
interface Placement {
  readonly filled: Map<string, PlainValue>;
  readonly entries: { key: string; value: OtlpAnyValue; asText: boolean }[];
  readonly misplaced: Set<string>;
  /** Current keys of all well-known attributes that were sent, under whatever name. */
  readonly sent: Set<string>;
}

/** In this order keys stand in `misplaced`. */
const KEY_ORDER = [
  ...WELL_KNOWN_ATTRIBUTES.filter(({ level }) => level === 'resource').map(({ key }) => key),
  ...WELL_KNOWN_ATTRIBUTES.filter(({ level }) => level === 'span').map(({ key }) => key),
  'main',
  'sample_rate',
];
const EXCEPTION_KEYS = ['exception.type', 'exception.message', 'exception.stacktrace'];

export function referenceRows(request: OtlpTraceRequest): ReferenceResult {
  const rows: BatchRow[] = [];
  let rejected = 0;
  for (const resourceSpans of request.resourceSpans ?? []) {
    const resourceAttributes = firstOfEach(resourceSpans.resource?.attributes);
    for (const { scope, spans } of scopesOf(resourceSpans)) {
      for (const span of spans ?? []) {
        if (hasValidIds(span) && hasValidTimes(span)) rows.push(rowOf(span, scope, resourceAttributes));
        else rejected++;
      }
    }
  }
  return { rows, rejected };
}

/** Those of the older name count where there are none of the newer. */
function scopesOf(resourceSpans: OtlpResourceSpans) {
  const { scopeSpans = [] } = resourceSpans;
  if (scopeSpans.length > 0) return scopeSpans;
  return (resourceSpans.instrumentationLibrarySpans ?? []).map(({ instrumentationLibrary: scope, spans }) => ({
    scope,
    spans,
  }));
}

function firstOfEach(attributes: readonly OtlpKeyValue[] | undefined): SentAttribute[] {
  const seen = new Set<string>();
  const first: SentAttribute[] = [];
  for (const { key, value } of attributes ?? []) {
    if (value === undefined || isEmptyValue(value) || seen.has(key)) continue;
    seen.add(key);
    first.push({ key, value });
  }
  return first;
}

function isZero(id: Uint8Array): boolean {
  return id.every((byte) => byte === 0);
}

function hasValidIds(span: OtlpSpan): boolean {
  const { traceId, spanId, parentSpanId } = span;
  if (traceId?.length !== 16 || isZero(traceId) || spanId?.length !== 8 || isZero(spanId)) return false;
  return parentSpanId === undefined || parentSpanId.length === 0 || parentSpanId.length === 8;
}

function hasValidTimes({ startTimeUnixNano = 0n, endTimeUnixNano = 0n }: OtlpSpan): boolean {
  return startTimeUnixNano < 2n ** 63n && endTimeUnixNano < 2n ** 63n;
}

function targetOf(key: string): Target | undefined {
  if (key === 'main') return { key, type: 'boolean', level: 'span', scale: 1 };
  if (key === 'sample_rate' || key === 'SampleRate')
    return { key: 'sample_rate', type: 'double', level: 'span', scale: 1 };
  const resolved = resolveAttributeKey(key);
  if (resolved === undefined) return undefined;
  const { attribute, scale } = resolved;
  return { key: attribute.key, type: attribute.type, level: attribute.level, scale };
}

function place(attributes: readonly SentAttribute[], level: 'span' | 'resource'): Placement {
  const placement: Placement = { filled: new Map(), entries: [], misplaced: new Set(), sent: new Set() };
  for (const { key, value } of currentFirst(attributes)) {
    const target = targetOf(key);
    if (key === HTTP_TARGET_ALIAS.key && level === 'span' && placeTarget(value, placement)) continue;
    if (target === undefined) placement.entries.push({ key, value, asText: false });
    else placeWellKnown(key, value, target, level, placement);
  }
  return placement;
}

/** Older names count where the current ones were not sent, in whichever order they came. */
function currentFirst(attributes: readonly SentAttribute[]): SentAttribute[] {
  const isOlder = ({ key }: SentAttribute) => key === HTTP_TARGET_ALIAS.key || (targetOf(key)?.key ?? key) !== key;
  return [...attributes.filter((one) => !isOlder(one)), ...attributes.filter(isOlder)];
}

function placeTarget(value: OtlpAnyValue, { filled, sent }: Placement): boolean {
  const text = value.stringValue;
  if (text === undefined || filled.has('url.path')) return false;
  const mark = text.indexOf('?');
  if (mark >= 0 && filled.has('url.query')) return false;
  filled.set('url.path', mark < 0 ? text : text.slice(0, mark));
  sent.add('url.path');
  if (mark < 0) return true;
  filled.set('url.query', text.slice(mark + 1));
  sent.add('url.query');
  return true;
}

function placeWellKnown(
  key: string,
  value: OtlpAnyValue,
  target: Target,
  level: 'span' | 'resource',
  placement: Placement,
): void {
  const { filled, entries, misplaced, sent } = placement;
  sent.add(target.key);
  if (filled.has(target.key)) {
    entries.push({ key, value, asText: false });
    return;
  }
  const converted = level === 'resource' && target.level === 'span' ? undefined : fitting(value, target);
  if (converted !== undefined) {
    filled.set(target.key, converted);
    return;
  }
  misplaced.add(target.key);
  const isHeld = entries.some((entry) => entry.key === target.key);
  if (!isHeld) entries.push({ key: target.key, value, asText: true });
  else if (key !== target.key) entries.push({ key, value, asText: true });
}

function fitting(value: OtlpAnyValue, target: Target): PlainValue | undefined {
  const converted = convertedValue(value, target.type, target.scale);
  return target.key === 'sample_rate' && !(Number(converted) > 0) ? undefined : converted;
}

function emptyRow(): BatchRow {
  return Object.fromEntries(
    SPANS_TABLE.columns.map(({ name, type }) => [
      name,
      isScalarType(type) ? null : type.kind === 'map' ? (new Map() as MapValue) : ([] as ListValue),
    ]),
  );
}

function rowOf(span: OtlpSpan, scope: OtlpScope | undefined, resourceAttributes: SentAttribute[]): BatchRow {
  const row = emptyRow();
  const own = place(firstOfEach(span.attributes), 'span');
  setStructure(row, span, scope);
  setAttributes(row, own);
  setResource(row, own, resourceAttributes);
  setEvents(row, span, own);
  row['links'] = (span.links ?? []).map((link) => ({
    trace_id: linkId(link.traceId, 16),
    span_id: linkId(link.spanId, 8),
    trace_state: link.traceState ?? '',
    attributes: textMap(link.attributes),
  }));
  return row;
}

function linkId(id: Uint8Array | undefined, length: number): string | null {
  return id === undefined || id.length !== length || isZero(id) ? null : Buffer.from(id).toString('hex');
}

function textMap(attributes: readonly OtlpKeyValue[] | undefined): MapValue {
  return new Map(firstOfEach(attributes).map(({ key, value }) => [key, textOfValue(value)]));
}

function setStructure(row: BatchRow, span: OtlpSpan, scope: OtlpScope | undefined): void {
  const parent = span.parentSpanId;
  const isRoot = parent === undefined || parent.length === 0 || isZero(parent);
  const kind = SPAN_KINDS[span.kind ?? 0] ?? 'UNSPECIFIED';
  const start = BigInt.asIntN(64, span.startTimeUnixNano ?? 0n);
  const end = span.endTimeUnixNano ?? 0n;
  Object.assign(row, {
    trace_id: Buffer.from(span.traceId ?? []).toString('hex'),
    span_id: Buffer.from(span.spanId ?? []).toString('hex'),
    parent_span_id: isRoot ? null : Buffer.from(parent).toString('hex'),
    trace_state: span.traceState || null,
    flags: BigInt(span.flags ?? 0),
    start_time_unix_nano: start,
    duration_nano: end === 0n ? null : BigInt.asIntN(64, end - start),
    name: span.name ?? '',
    kind,
    status_code: STATUS_CODES[span.status?.code ?? 0] ?? 'UNSET',
    status_message: span.status?.message || null,
    scope_name: scope?.name || null,
    scope_version: scope?.version || null,
    main: isRoot || kind === 'SERVER' || kind === 'CONSUMER',
    dropped_attributes_count: BigInt(span.droppedAttributesCount ?? 0),
    dropped_events_count: BigInt(span.droppedEventsCount ?? 0),
    dropped_links_count: BigInt(span.droppedLinksCount ?? 0),
    scope_attributes: textMap(scope?.attributes),
  });
}

function columnName(key: string): string {
  const column = columnOfAttribute(key);
  if (column === undefined) throw new Error(`no column for ${key}`);
  return column.name;
}

function setAttributes(row: BatchRow, own: Placement): void {
  for (const [key, value] of own.filled) row[columnName(key)] = value;
  for (const { key, value, asText } of own.entries) {
    const plain = plainValue(value);
    const number = numberOfValue(plain);
    if (asText) (row['attributes_string'] as MapValue).set(key, textOfValue(value));
    else if (typeof plain === 'boolean') (row['attributes_boolean'] as MapValue).set(key, plain);
    else if (number !== undefined) (row['attributes_number'] as MapValue).set(key, number);
    else (row['attributes_string'] as MapValue).set(key, textOfValue(value));
  }
}

function setResource(row: BatchRow, own: Placement, attributes: SentAttribute[]): void {
  const service = attributes.find(({ key }) => key === 'service.name');
  row['service_name'] = service === undefined ? 'unknown_service' : textOfValue(service.value);
  const resource = place(
    attributes.filter(({ key }) => key !== 'service.name'),
    'resource',
  );
  const map: MapValue = new Map(resource.entries.map(({ key, value }) => [key, textOfValue(value)]));
  const misplaced = new Set(own.misplaced);
  for (const key of resource.misplaced) if (!own.sent.has(key)) misplaced.add(key);
  for (const [key, value] of resource.filled) {
    if (own.sent.has(key)) map.set(key, String(value));
    else row[columnName(key)] = value;
  }
  for (const { key, level } of WELL_KNOWN_ATTRIBUTES) if (level === 'resource' && own.sent.has(key)) misplaced.add(key);
  row['resource_attributes'] = map;
  const named = KEY_ORDER.filter((key) => misplaced.has(key));
  if (named.length > 0) row['misplaced'] = named.map((key) => MISPLACED_SEPARATOR + key).join('') + MISPLACED_SEPARATOR;
}

/** One that no signed integer holds is as good as none. */
function storableTime(unixNano: bigint): bigint {
  return unixNano < 2n ** 63n ? unixNano : 0n;
}

function setEvents(row: BatchRow, span: OtlpSpan, own: Placement): void {
  const events = (span.events ?? []).map((event) => ({
    time_unix_nano: storableTime(event.timeUnixNano ?? 0n),
    name: event.name ?? '',
    attributes: textMap(event.attributes),
  }));
  row['events'] = events;
  const exception = events.find(
    ({ name, attributes }) =>
      name === 'exception' || [...attributes.keys()].some((key) => key.startsWith('exception.')),
  );
  for (const key of EXCEPTION_KEYS) {
    const text = exception?.attributes.get(key);
    if (text !== undefined && !own.sent.has(key)) row[columnName(key)] = text;
  }
}
