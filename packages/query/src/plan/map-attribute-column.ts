// An attribute without a column of its own: read from the typed maps, as text where types or levels are mixed.
import type { FieldValueType } from '@tracelake/schema';
import { VARCHAR } from '../types/type-constructors.ts';
import { parseTypeText } from '../types/type-text-parser.ts';
import type { MapAttribute } from './attribute-knowledge.ts';
import type { PhysicalColumn } from './physical-column.ts';
import type { SqlDialect } from './sql-dialect.ts';

type TextForm = readonly [map: string, print: (dialect: SqlDialect, element: string) => string];

const asIs = (_: SqlDialect, element: string): string => element;

/** Span level before resource, resource before scope. */
const SPAN_FORMS: Readonly<Record<FieldValueType, TextForm>> = {
  string: ['attributes_string', asIs],
  number: ['attributes_number', (dialect, element) => dialect.numberText(element)],
  boolean: ['attributes_boolean', (_, element) => `CAST(${element} AS varchar)`],
};
const RESOURCE_FORM: TextForm = ['resource_attributes', asIs];
const SCOPE_FORM: TextForm = ['scope_attributes', asIs];

/** double when only numbers were seen, boolean when only booleans, else text. */
export function mapAttributeColumn(attribute: MapAttribute): PhysicalColumn {
  const [onlyType, ...others] = attribute.spanTypes;
  const isUniform = onlyType !== undefined && others.length === 0 && !attribute.onResource && !attribute.onScope;
  if (isUniform && onlyType === 'number') return elementColumn('attributes_number', attribute.key, 'double');
  if (isUniform && onlyType === 'boolean') return elementColumn('attributes_boolean', attribute.key, 'boolean');
  return mapAttributeText(attribute);
}

export function mapAttributeText(attribute: MapAttribute): PhysicalColumn {
  const forms = (['string', 'number', 'boolean'] as const)
    .filter((type) => attribute.spanTypes.has(type))
    .map((type) => SPAN_FORMS[type]);
  if (attribute.onResource) forms.push(RESOURCE_FORM);
  if (attribute.onScope) forms.push(SCOPE_FORM);
  return textOf(attribute.key, forms);
}

/** A key that nothing is known of: every place it can lie in. */
export function anywhereText(key: string): PhysicalColumn {
  return textOf(key, [SPAN_FORMS.string, SPAN_FORMS.number, SPAN_FORMS.boolean, RESOURCE_FORM, SCOPE_FORM]);
}

/** A key that no file has. */
export const MISSING_TEXT: PhysicalColumn = {
  type: VARCHAR,
  reads: [],
  print: (dialect) => dialect.nullOf('varchar'),
};

export function elementColumn(map: string, key: string, type: 'double' | 'boolean' | 'varchar'): PhysicalColumn {
  return { type: parseTypeText(type), reads: [map], print: (dialect) => dialect.element(map, key) };
}

function textOf(key: string, forms: readonly TextForm[]): PhysicalColumn {
  return {
    type: VARCHAR,
    reads: forms.map(([map]) => map),
    print(dialect) {
      const texts = forms.map(([map, print]) => print(dialect, dialect.element(map, key)));
      return texts.length === 1 ? texts[0] : `coalesce(${texts.join(', ')})`;
    },
  };
}
