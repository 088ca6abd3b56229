// Which fields a comparison looks at, and which of them only repeat what was asked.
import { columnOfAttribute } from '@tracelake/schema';
import { fieldReference } from '../structured/field-reference.ts';
import { type FieldTypes, filterFields, kindOfField } from '../structured/field-types.ts';
import { invalidField } from '../structured/request-field.ts';
import { COMPARE_LIMITS, type CompareQuery, type Selection } from './compare-query.ts';

/** What the field catalogue says of an attribute. */
export interface KnownField {
  readonly key: string;
  readonly rows: number;
  readonly levels: readonly string[];
}

export interface ComparedFields {
  readonly names: readonly string[];
  /** How many were left out because there are too many. */
  readonly leftOut: number;
  /** Keys that differ from one of the names in nothing but case. */
  readonly caseTwins: readonly string[];
}

/** Of the span itself, beside its attributes. */
const OWN_FIELDS = ['name', 'kind', 'status_code', 'status_message', 'duration_ms', 'scope_name', 'scope_version'];

/** The reserved names: as identifiers they are columns, not attributes. */
const HIDDEN = new Set([
  'time',
  'dt',
  'hour',
  'attributes',
  'resource_attributes',
  'scope_attributes',
  'events',
  'links',
]);

/** How the work ended, and what only says that again, as that it was tried anew: effects, which come after possible causes. */
const OUTCOMES =
  /^(.*[._]status|status_code|status_message|error|error\..*|exception\..*|http\.response\.status_code|rpc\..*status_code|rpc\.grpc\.status_code|aws\.lambda\.(status|timeout|billed_duration_ms|response_latency_ms)|duration_ms|otel\.status_.*|(.*[._])?(retry|retries|resend|attempts?)([._]count)?)$/;

/** Raw text and places of execution: what is telling in them, other fields say. */
const DETAILS =
  /^(url\.(full|path|query|original)|http\.(url|target)|db\.query\.text|user_agent\.original|.*\.address|network\.peer\..*|.*\.instance(\.id)?|.*\.arn|.*_arn|(trace|span|request|session|message)[._]id|.*\.(request_id|invocation_id|message\.id))$/;

/** Most frequent first, so that what is left out is rare. */
export function comparedFields(query: CompareQuery, known: Iterable<KnownField>): ComparedFields {
  if (query.fields !== undefined) return { names: [...new Set(query.fields)], leftOut: 0, caseTwins: [] };
  const own = new Set(OWN_FIELDS);
  const attributes = [...known]
    .map((field) => (isOfEvents(field) ? { ...field, key: `events.${field.key}` } : field))
    .filter(({ key }) => isReachable(key, own))
    .sort((left, right) => right.rows - left.rows || (left.key < right.key ? -1 : 1));
  const keys = attributes.map(({ key }) => key);
  const single = withoutCaseTwins(keys, filteredFields(query));
  const names = [...OWN_FIELDS, ...single];
  const kept = names.slice(0, COMPARE_LIMITS.fields);
  const isSingle = new Set(single);
  return { names: kept, leftOut: names.length - kept.length, caseTwins: keys.filter((key) => !isSingle.has(key)) };
}

/** Of no span itself: what an exception event says, its span has in columns. */
function isOfEvents({ levels }: KnownField): boolean {
  return levels.every((level) => level === 'event');
}

/** An attribute that bears the name of a column is that column in SQL; the column is there already, or no use. */
function isReachable(key: string, own: ReadonlySet<string>): boolean {
  return (
    key !== '' &&
    !key.includes('\0') &&
    !own.has(key) &&
    !HIDDEN.has(key) &&
    columnOfAttribute(key)?.name !== 'sample_rate'
  );
}

/** SQL's names have no case: of keys that differ in nothing else, the one that a filter is about, else the most frequent. */
function withoutCaseTwins(keys: readonly string[], filtered: readonly string[]): string[] {
  const taken = new Map(filtered.map((key) => [key.toLowerCase(), key]));
  return keys.filter((key) => {
    const lower = key.toLowerCase();
    if (!taken.has(lower)) taken.set(lower, key);
    return taken.get(lower) === key;
  });
}

function filteredFields(query: CompareQuery): string[] {
  const inside = filterFields(query.filters ?? []).map((field) => fieldReference(field).name);
  return [...inside, ...selectionFields(query)];
}

export function isOutcome(field: string): boolean {
  return OUTCOMES.test(field.replace(/^events\./, ''));
}

export function isDetail(field: string): boolean {
  return DETAILS.test(field.replace(/^events\./, ''));
}

/** Fields that the selections themselves are made of: they differ because they were asked to. */
export function selectionFields({ selection, baseline }: CompareQuery): ReadonlySet<string> {
  const selections = [selection, ...(typeof baseline === 'object' ? [baseline] : [])];
  return new Set(selections.flatMap(fieldsOf).map((field) => fieldReference(field).name));
}

function fieldsOf({ preset, filters, box }: Selection): string[] {
  return [
    ...(preset === 'errors' ? ['status_code'] : preset === 'slowest' ? ['duration_ms'] : []),
    ...filterFields(filters ?? []),
    ...(box === undefined ? [] : [box.column]),
  ];
}

/** Fields that have one value to count: no maps, no lists. Throws `invalid_request` where one was asked for by name. */
export function comparable(query: CompareQuery, fields: readonly string[], types: FieldTypes): string[] {
  for (const [index, field] of (query.fields ?? []).entries()) {
    if (kindOfField(types, field) !== 'other') continue;
    invalidField(`fields[${index}]`, 'cannot be compared: it is neither text, number nor boolean', field, {
      hint: 'Name an attribute, or events.x for the attribute x of events.',
    });
  }
  return fields.filter((field) => kindOfField(types, field) !== 'other');
}
