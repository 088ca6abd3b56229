// Columns and aliases as short texts, which the layer's build writes in place of the schema's tables: 4 kB in place of 9. Both ways, so that a test
// can hold one against the other.
import type { ScalarType } from '@tracelake/schema';
import type { AttributeAlias } from './attribute-aliases.ts';
import type { DocumentColumn } from './document-columns.ts';

const TYPES: readonly (ScalarType | null)[] = ['varchar', 'bigint', 'double', 'boolean', null];
const TYPE_MARKS = "'#%?*";
/** Versions of columns that are in every table that was ever deployed need not be written. */
const FIRST_VERSION = '0.1.0';
/** Keys of documents are field ids, of which most follow each other. */
const RADIX = 36;

/**
 * A column is its attribute's key, or its name, then the mark of its type (`'` for varchar is left out), `@` or `!` for an attribute of the resource or
 * the span, and a younger version. A number before it is its id, where that does not follow the id before; `=` its key is its name. Dots in front stand
 * for as many first words of the key before.
 */
export function documentColumnsText(columns: readonly DocumentColumn[]): string {
  let next = 0;
  let before = '';
  const parts = columns.map(({ name, jsonKey, attributeKey, isResource, type, since }) => {
    const id = jsonKey === name ? next : Number.parseInt(jsonKey, RADIX);
    const jump = id === next ? '' : `${id} `;
    next = id + 1;
    const mark = type === 'varchar' ? '' : TYPE_MARKS[TYPES.indexOf(type)];
    const place = attributeKey === null ? '' : isResource ? '@' : '!';
    const version = since === FIRST_VERSION ? '' : since;
    const key = attributeKey ?? name;
    const written = `${jump}${jsonKey === name ? '=' : ''}${withoutStart(key, before)}${mark}${place}${version}`;
    before = key;
    return written;
  });
  return parts.join(' ');
}

export function readDocumentColumns(text: string): DocumentColumn[] {
  let id = 0;
  let before = '';
  const columns: DocumentColumn[] = [];
  for (const part of text.split(' ')) {
    const [, named, dots, rest, mark, place, since] = /^(=?)(\.*)([\w.]+)([#%?*]?)([@!]?)(.*)/.exec(part)!;
    if (/^\d/.test(part)) id = Number(part);
    else {
      const key = [...before.split('.').slice(0, dots.length), rest].join('.');
      before = key;
      const name = columnName(key);
      columns.push({
        name,
        jsonKey: named ? name : id.toString(RADIX),
        attributeKey: place ? key : null,
        isResource: place === '@',
        type: TYPES[mark ? TYPE_MARKS.indexOf(mark) : 0],
        since: since || FIRST_VERSION,
      });
      id++;
    }
  }
  return columns;
}

/** `column:alias,alias*scale`, the column by its key in documents. */
export function attributeAliasesText(aliases: readonly AttributeAlias[], columns: readonly DocumentColumn[]): string {
  const texts = new Map<string, string[]>();
  for (const { alias, key, scale } of aliases) {
    const { jsonKey } = columns.find(({ attributeKey }) => attributeKey === key)!;
    texts.set(jsonKey, [...(texts.get(jsonKey) ?? []), scale === 1 ? alias : `${alias}*${scale}`]);
  }
  return [...texts].map(([column, some]) => `${column}:${some}`).join(' ');
}

export function readAttributeAliases(text: string, columns: readonly DocumentColumn[]): AttributeAlias[] {
  return text.split(' ').flatMap((part) => {
    const [column, aliases] = part.split(':');
    const key = columns.find(({ jsonKey }) => jsonKey === column)!.attributeKey!;
    return aliases.split(',').map((one) => {
      const [alias, scale = 1] = one.split('*');
      return { alias, key, scale: Number(scale) };
    });
  });
}

function withoutStart(key: string, before: string): string {
  const [words, other] = [key.split('.'), before.split('.')];
  let shared = 0;
  while (shared < words.length - 1 && words[shared] === other[shared]) shared++;
  return '.'.repeat(shared) + words.slice(shared).join('.');
}

function columnName(key: string): string {
  return key.replace(/\W/g, '_').toLowerCase();
}
