// An attribute without a column of its own: read from the typed maps, as text where types or levels are mixed.
import type { FieldValueType } from '@tracelake/schema';
import { VARCHAR } from '../types/type-constructors.ts';
import { parseTypeText } from '../types/type-text-parser.ts';
import type { AttributePlaces } from './attribute-index.ts';
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
  const { key, spanTypes, onResource, onScope } = attribute;
  const [onlyType, ...others] = spanTypes;
  const isUniform = onlyType !== undefined && others.length === 0 && !onResource && !onScope;
  if (!isUniform || onlyType === 'string') return mapAttributeText(attribute);
  const type = onlyType === 'number' ? 'double' : 'boolean';
  const column = elementColumn(`attributes_${onlyType}`, key, type);
  const missing = nullColumn(type);
  return { ...column, narrowed: (file) => (file.places(key)?.spanTypes.has(onlyType) ? column : missing) };
}

export function mapAttributeText(attribute: MapAttribute): PhysicalColumn {
  return narrowing(attribute.key, formsOf(attribute));
}

/** A key that nothing is known of: every place it can lie in. */
export function anywhereText(key: string): PhysicalColumn {
  return narrowing(key, [SPAN_FORMS.string, SPAN_FORMS.number, SPAN_FORMS.boolean, RESOURCE_FORM, SCOPE_FORM]);
}

/** A key that no file has. */
export const MISSING_TEXT: PhysicalColumn = nullColumn('varchar');

type ElementType = 'double' | 'boolean' | 'varchar';

export function elementColumn(map: string, key: string, type: ElementType): PhysicalColumn {
  return { type: parseTypeText(type), reads: [map], print: (dialect) => dialect.element(map, key) };
}

function nullColumn(type: ElementType): PhysicalColumn {
  return { type: parseTypeText(type), reads: [], print: (dialect) => dialect.nullOf(type) };
}

function formsOf({ spanTypes, onResource, onScope }: AttributePlaces): TextForm[] {
  const forms = (['string', 'number', 'boolean'] as const)
    .filter((type) => spanTypes.has(type))
    .map((type) => SPAN_FORMS[type]);
  if (onResource) forms.push(RESOURCE_FORM);
  if (onScope) forms.push(SCOPE_FORM);
  return forms;
}

/** In a file only the places where that file has the key. */
function narrowing(key: string, forms: readonly TextForm[]): PhysicalColumn {
  const column = textOf(key, forms);
  const known = new Map<string, PhysicalColumn>([[column.reads.join(), column]]);
  return {
    ...column,
    narrowed(file) {
      const places = file.places(key);
      if (places === undefined) return MISSING_TEXT;
      const inFile = formsOf(places);
      const maps = inFile.map(([map]) => map).join();
      const narrow = known.get(maps) ?? textOf(key, inFile);
      known.set(maps, narrow);
      return narrow;
    },
  };
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
