// Attribute keys and what each means for a row, looked up once: its column if any, and what the user's rules make of it.
import type { ScalarType } from '@tracelake/schema';
import {
  ATTRIBUTE_SLOTS,
  HTTP_TARGET_SLOT,
  isOlderName,
  isScaledSlot,
  RESOURCE_SLOT_COUNT,
  SERVICE_NAME_SLOT,
  scaleOfKey,
  slotOfKey,
  unscaledSlot,
} from '../attribute-slots.ts';
import { ownText } from '../bytes/utf8.ts';
import { isDeployed } from './table-version.ts';

/** Where an attribute was sent. */
export type AttributePlace = 'span' | 'resource' | 'scope' | 'event' | 'link';

/** `mask`: its value becomes MASKED_TEXT. `exempt`: kept, and its text not looked through. */
export type AttributeRule = 'keep' | 'exempt' | 'drop' | 'mask';

/** What stands where a value was hidden. */
export const MASKED_TEXT = '[masked]';

/** A column that attributes go to. */
export interface RowTarget {
  /** Number of the slot: the order in which `misplaced` names keys. */
  readonly slot: number;
  /** Current name. */
  readonly key: string;
  readonly column: string;
  readonly type: ScalarType;
  readonly positive: boolean;
  readonly isResource: boolean;
  /** The set of attributes that filled the column last, or put a value under the current name into the map. */
  columnStamp: number;
  mapStamp: number;
}

export interface RowKey {
  readonly text: string;
  readonly target: RowTarget | null;
  readonly scale: number;
  readonly isServiceName: boolean;
  readonly isHttpTarget: boolean;
  /** It counts where the current name was not sent. */
  readonly isOlder: boolean;
  /** The set of attributes that had this key last. */
  stamp: number;
  /** The key that came behind this one the last time. */
  next: RowKey | undefined;
  readonly rules: Partial<Record<AttributePlace, AttributeRule>>;
}

/** Keys are not forgotten one by one: past this many the table begins anew. */
const KEPT_KEYS = 4_096;
const NOT_ASCII = /[\u0080-\uffff]/;

export class RowKeys {
  readonly targets: readonly (RowTarget | null)[];
  /** Attributes whose column the deployed table does not have. */
  readonly missing: readonly { readonly key: string; readonly column: string }[];
  readonly #keys = new Map<string, RowKey>();
  #last: Pick<RowKey, 'next'> = { next: undefined };

  constructor(schemaVersion: string | undefined) {
    this.targets = ATTRIBUTE_SLOTS.map(({ key, column, type, positive }, slot) => {
      if (!isDeployed(column, schemaVersion)) return null;
      const isResource = slot < RESOURCE_SLOT_COUNT;
      return { slot, key, column, type, positive, isResource, columnStamp: 0, mapStamp: 0 };
    });
    this.missing = ATTRIBUTE_SLOTS.filter((_, slot) => this.targets[slot] === null);
  }

  /** Between two bodies: what was sent once in a lifetime must not stay. */
  tidy(): void {
    if (this.#keys.size <= KEPT_KEYS) return;
    this.#keys.clear();
    this.#last = { next: undefined };
  }

  /** The key that was expected, if it is what stands there: keys come in the same order again and again. */
  expected(characters: string, start: number, end: number): RowKey | undefined {
    const key = this.#last.next;
    if (key === undefined || key.text.length !== end - start || !characters.startsWith(key.text, start))
      return undefined;
    this.#last = key;
    return key;
  }

  of(text: string): RowKey {
    let key = this.#keys.get(text);
    if (key === undefined) {
      key = this.#meaningOf(ownText(text));
      this.#keys.set(key.text, key);
    }
    // Others would be compared with bytes.
    if (!NOT_ASCII.test(text)) {
      this.#last.next = key;
      this.#last = key;
    }
    return key;
  }

  #meaningOf(text: string): RowKey {
    const slot = slotOfKey(text) ?? -1;
    const isScaled = isScaledSlot(slot);
    return {
      text,
      target: this.targets[isScaled ? unscaledSlot(slot) : slot] ?? null,
      scale: isScaled ? scaleOfKey(text) : 1,
      isServiceName: slot === SERVICE_NAME_SLOT,
      isHttpTarget: slot === HTTP_TARGET_SLOT,
      isOlder: isOlderName(text, slot),
      stamp: 0,
      next: undefined,
      rules: {},
    };
  }
}
