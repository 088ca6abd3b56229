// The table's columns as writers of rows need them, derived from the schema. The layer has them as text instead (column-text.ts), and no table.
import {
  type ColumnDefinition,
  firehoseJsonKeys,
  isScalarType,
  type ScalarType,
  SPANS_TABLE,
  WELL_KNOWN_ATTRIBUTES,
} from '@tracelake/schema';

export interface DocumentColumn {
  readonly name: string;
  /** Its key in Firehose documents (ADR 15). */
  readonly jsonKey: string;
  /** The attribute it holds; `null` for a column that is none. */
  readonly attributeKey: string | null;
  /** Whether that attribute's home is the resource. */
  readonly isResource: boolean;
  /** `null` for maps and lists. */
  readonly type: ScalarType | null;
  readonly since: string;
}

const JSON_KEYS = firehoseJsonKeys(SPANS_TABLE);
const RESOURCE_KEYS = new Set(WELL_KNOWN_ATTRIBUTES.filter(({ level }) => level === 'resource').map(({ key }) => key));

function documentColumn({ name, attributeKey, type, since }: ColumnDefinition): DocumentColumn {
  const isResource = attributeKey !== null && RESOURCE_KEYS.has(attributeKey);
  return {
    name,
    jsonKey: JSON_KEYS[name] ?? name,
    attributeKey,
    isResource,
    type: isScalarType(type) ? type : null,
    since,
  };
}

/** By id. */
export const DOCUMENT_COLUMNS: readonly DocumentColumn[] = [...SPANS_TABLE.columns]
  .sort((a, b) => a.id - b.id)
  .map(documentColumn);
