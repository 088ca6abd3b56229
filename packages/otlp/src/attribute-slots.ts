// Which attribute keys have a column: a slot is the number of such a column. Derived from the schema.
import { HTTP_TARGET_ALIAS, type ScalarType } from '@tracelake/schema';
import { ATTRIBUTE_ALIASES } from './attribute-aliases.ts';
import { DOCUMENT_COLUMNS, type DocumentColumn } from './document-columns.ts';

export interface AttributeSlot {
  /** Current name of the attribute. */
  readonly key: string;
  readonly column: string;
  readonly type: ScalarType;
  /** The value must be greater than 0 to fit. */
  readonly positive: boolean;
}

/** `service.name`: a column, but only what the resource says goes there. */
export const SERVICE_NAME_KEY = 'service.name';
const SAMPLE_RATE_KEY = 'sample_rate';
/** Columns of the table's own that hold attributes: behind all others. */
const STRUCTURAL_KEYS: readonly string[] = ['main', SAMPLE_RATE_KEY];

const COLUMNS = DOCUMENT_COLUMNS.filter(
  ({ attributeKey }) => attributeKey !== null && attributeKey !== SERVICE_NAME_KEY,
);
const isStructural = (column: DocumentColumn) => STRUCTURAL_KEYS.includes(column.attributeKey!);
const RESOURCE_COLUMNS = COLUMNS.filter(({ isResource }) => isResource);

/** Attributes whose home is the resource come first. */
export const ATTRIBUTE_SLOTS: readonly AttributeSlot[] = [
  ...RESOURCE_COLUMNS,
  ...COLUMNS.filter((column) => !column.isResource && !isStructural(column)),
  ...COLUMNS.filter(isStructural),
].map(({ attributeKey, name, type }) => ({
  key: attributeKey!,
  column: name,
  type: type!,
  positive: attributeKey === SAMPLE_RATE_KEY,
}));

/** Slots below this number belong to attributes whose home is the resource. */
export const RESOURCE_SLOT_COUNT = RESOURCE_COLUMNS.length;

/** No column: the attribute goes to a map. */
export const NO_SLOT = -1;
/** `service.name`: a column, but only what the resource says goes there. */
export const SERVICE_NAME_SLOT = -2;
/** `http.target`: two columns in one value. */
export const HTTP_TARGET_SLOT = -3;
/** An alias in another unit: this minus the number of the slot. */
const SCALED_SLOT = -4;

const SLOT_BY_KEY: ReadonlyMap<string, number> = new Map([
  ...ATTRIBUTE_SLOTS.map(({ key }, slot) => [key, slot] as const),
  ...ATTRIBUTE_ALIASES.map(({ alias, key, scale }) => {
    const slot = slotNumber(key);
    return [alias, scale === 1 ? slot : SCALED_SLOT - slot] as const;
  }),
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

/** Whether a key that means `slot` is an older name: it counts where the current one was not sent, in whichever order they come. */
export function isOlderName(key: string, slot: number): boolean {
  return slot === HTTP_TARGET_SLOT || isScaledSlot(slot) || (slot >= 0 && ATTRIBUTE_SLOTS[slot].key !== key);
}

/** The factor from an alias's unit to its column's. */
export function scaleOfKey(key: string): number {
  return ATTRIBUTE_ALIASES.find(({ alias }) => alias === key)?.scale ?? 1;
}

/** The slot of a current name. */
export function slotNumber(key: string): number {
  const slot = ATTRIBUTE_SLOTS.findIndex((candidate) => candidate.key === key);
  if (slot < 0) throw new Error(`no slot for attribute ${key}`);
  return slot;
}
