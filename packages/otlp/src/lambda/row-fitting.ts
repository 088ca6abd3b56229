// What the user gives to every row, and what a deployed table that is older than this code has no column for: both are rare, so the layer loads this
// only where a variable asks for it.
import type { AttributeValue } from '../rows/attribute-value.ts';
import { type OpenRow, SpanAttributes } from '../rows/row-attributes.ts';
import { RowKeys } from '../rows/row-keys.ts';
import { RowLimits } from '../rows/row-limits.ts';
import { isDeployed } from '../rows/table-version.ts';
import type { WideRow } from '../rows/wide-row.ts';
import { StaticAttributes } from './static-attributes.ts';

export interface RowFittingOptions {
  /** Attributes of every event and span beside its own. */
  readonly attributes?: ReadonlyMap<string, string>;
  /** Attributes of the resource that events are of; spans say their own. */
  readonly resourceAttributes?: ReadonlyMap<string, string>;
  /** Version of the deployed table. */
  readonly schemaVersion?: string;
}

export class RowFitting {
  /** Whether the deployed table knows rows that only bring late values. */
  readonly hasAmendments: boolean;
  readonly #keys: RowKeys;
  readonly #attributes: SpanAttributes;
  readonly #staticAttributes: StaticAttributes;
  readonly #resourceAttributes: StaticAttributes;

  constructor({ attributes, resourceAttributes, schemaVersion }: RowFittingOptions) {
    this.hasAmendments = isDeployed('amends', schemaVersion);
    this.#keys = new RowKeys(schemaVersion);
    this.#attributes = new SpanAttributes(this.#keys, new RowLimits({}));
    this.#staticAttributes = new StaticAttributes(attributes, this.#keys);
    this.#resourceAttributes = new StaticAttributes(resourceAttributes, this.#keys, true);
  }

  /** Adds what the user gives to every row. */
  complete(row: WideRow): void {
    this.#staticAttributes.addTo(row);
  }

  /** As `complete`, and then what the resource is said to be. */
  completeEvent(row: WideRow): void {
    this.complete(row);
    this.#resourceAttributes.addTo(row);
  }

  /** What the deployed table has no column for goes to the map of its type. */
  deployed(row: OpenRow): WideRow {
    for (const { key, column } of this.#keys.missing) {
      const value = row[column];
      if (value === undefined) continue;
      delete row[column];
      this.#attributes.begin(row);
      this.#attributes.add(this.#keys.of(key), value as AttributeValue);
    }
    return row;
  }
}
