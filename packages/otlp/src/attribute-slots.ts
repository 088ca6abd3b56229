// Which attribute keys have a column: a slot is the number of such a column. Derived from the schema.
import {
  columnOfAttribute,
  HTTP_TARGET_ALIAS,
  resolveAttributeKey,
  type ScalarType,
  WELL_KNOWN_ATTRIBUTES,
  type WellKnownAttribute,
} from '@tracelake/schema';

export interface AttributeSlot {
  /** Current name of the attribute. */
  readonly key: string;
  readonly column: string;
  readonly type: ScalarType;
  /** The value must be greater than 0 to fit. */
  readonly positive: boolean;
}

function slotOf(attribute: WellKnownAttribute): AttributeSlot {
  return { key: attribute.key, column: columnOf(attribute.key), type: attribute.type, positive: false };
}

function columnOf(key: string): string {
  const column = columnOfAttribute(key);
  if (column === undefined) throw new Error(`no column for attribute ${key}`);
  return column.name;
}

const RESOURCE_ATTRIBUTES = WELL_KNOWN_ATTRIBUTES.filter((attribute) => attribute.level === 'resource');
const SPAN_ATTRIBUTES = WELL_KNOWN_ATTRIBUTES.filter((attribute) => attribute.level === 'span');

/** Attributes whose home is the resource come first. */
export const ATTRIBUTE_SLOTS: readonly AttributeSlot[] = [
  ...RESOURCE_ATTRIBUTES.map(slotOf),
  ...SPAN_ATTRIBUTES.map(slotOf),
  { key: 'main', column: columnOf('main'), type: 'boolean', positive: false },
  { key: 'sample_rate', column: columnOf('sample_rate'), type: 'double', positive: true },
];

/** Slots below this number belong to attributes whose home is the resource. */
export const RESOURCE_SLOT_COUNT = RESOURCE_ATTRIBUTES.length;

/** No column: the attribute goes to a map. */
export const NO_SLOT = -1;
/** `service.name`: a column, but only what the resource says goes there. */
export const SERVICE_NAME_SLOT = -2;
/** `http.target`: two columns in one value. */
export const HTTP_TARGET_SLOT = -3;
/** An alias in another unit: this minus the number of the slot. */
const SCALED_SLOT = -4;

export const SERVICE_NAME_KEY = 'service.name';

const SLOT_BY_KEY: ReadonlyMap<string, number> = new Map([
  ...ATTRIBUTE_SLOTS.map(({ key }, slot) => [key, slot] as const),
  ...WELL_KNOWN_ATTRIBUTES.flatMap((attribute) =>
    attribute.aliases.map(({ key, scale = 1 }) => {
      const slot = ATTRIBUTE_SLOTS.findIndex((candidate) => candidate.key === attribute.key);
      return [key, scale === 1 ? slot : SCALED_SLOT - slot] as const;
    }),
  ),
  ['SampleRate', ATTRIBUTE_SLOTS.findIndex(({ key }) => key === 'sample_rate')],
  [SERVICE_NAME_KEY, SERVICE_NAME_SLOT],
  [HTTP_TARGET_ALIAS.key, HTTP_TARGET_SLOT],
]);

/** What a key as sent means: a slot, one of the negative numbers above, or nothing. */
export function slotOfKey(key: string): number | undefined {
  return SLOT_BY_KEY.get(key);
}

export function isScaledSlot(slot: number): boolean {
  return slot <= SCALED_SLOT;
}

export function unscaledSlot(slot: number): number {
  return SCALED_SLOT - slot;
}

/** The factor from an alias's unit to its column's. */
export function scaleOfKey(key: string): number {
  return resolveAttributeKey(key)?.scale ?? 1;
}

/** The slot of a current name. */
export function slotNumber(key: string): number {
  const slot = ATTRIBUTE_SLOTS.findIndex((candidate) => candidate.key === key);
  if (slot < 0) throw new Error(`no slot for attribute ${key}`);
  return slot;
}
