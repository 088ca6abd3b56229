// A small table for the translator's tests: some fixed columns, two maps, and attributes that "were sent".
import { TracelakeError } from '@tracelake/schema';
import type { RelationCatalogue, RelationSource, SourceColumn } from '../../src/translate/relation-source.ts';
import { translate } from '../../src/translate/translate.ts';
import type { Translation } from '../../src/translate/translation.ts';
import { parseTypeText } from '../../src/types/type-text-parser.ts';

const FIXED: readonly (readonly [name: string, type: string])[] = [
  ['trace_id', 'varchar'],
  ['name', 'varchar'],
  ['service_name', 'varchar'],
  ['start_time_unix_nano', 'bigint'],
  ['duration_ms', 'double'],
  ['time', 'timestamp(6)'],
  ['main', 'boolean'],
  ['events', 'array(row(time_unix_nano bigint, name varchar, attributes map(varchar, varchar)))'],
];
const SENT: readonly (readonly [name: string, type: string])[] = [
  ['http.route', 'varchar'],
  ['user.plan', 'varchar'],
  ['cart.total', 'double'],
  ['k', 'varchar'],
];

function source(name: string, displayName: string, type: string): SourceColumn {
  const id = name.replace(/[^a-z0-9]+/gi, '_');
  return { id, trinoName: `"${name}"`, displayName, type: parseTypeText(type), mayBeNaN: false };
}

export const SPANS: RelationSource = {
  name: 'spans',
  star: () => FIXED.map(([name, type]) => source(name, name, type)),
  column: (name) => {
    if (name === 'Two.Keys') throw new TracelakeError('ambiguous_attribute', 'Two.Keys or two.keys?');
    const known = [...FIXED, ...SENT, ['attributes', 'map(varchar, varchar)'] as const].find(
      ([own]) => own === name.toLowerCase(),
    );
    return known && source(known[0], known[0], known[1]);
  },
  element: (map, key) => (map === 'attributes' ? source(`attributes[${key}]`, key, 'varchar') : undefined),
  suggest: (name) => [...FIXED, ...SENT].map(([own]) => own).filter((own) => own.startsWith(name.slice(0, 2))),
};

export const CATALOGUE: RelationCatalogue = {
  relation: (name) => (name.toLowerCase() === 'spans' ? SPANS : undefined),
};

export function translateSample(sql: string): Translation {
  return translate(sql, CATALOGUE);
}
