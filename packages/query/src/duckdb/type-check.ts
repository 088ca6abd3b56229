// Compares the types DuckDB answers with to those the translator inferred: a difference means that a value would be shown as what it is not.

/**
 * Whether `actual`, as the engine prints it, is what `declared` says. JSON and VARCHAR are one, since DuckDB's JSON is text;
 * a NULL column and the inside of an empty list have no type of their own.
 */
export function sameDuckdbType(declared: string, actual: string): boolean {
  return matches(normalized(declared), normalized(actual));
}

interface ParsedType {
  readonly name: string;
  readonly parts: readonly ParsedType[];
}

const SYNONYMS: Readonly<Record<string, string>> = {
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMPTZ',
  JSON: 'VARCHAR',
  TEXT: 'VARCHAR',
  STRING: 'VARCHAR',
  REAL: 'FLOAT',
};

/** DuckDB calls the type of a bare NULL so, and prints INTEGER for it where it must choose. */
const UNTYPED = new Set(['"NULL"', 'NULL', 'SQLNULL', 'UNKNOWN']);

function matches(declared: ParsedType, actual: ParsedType): boolean {
  if (UNTYPED.has(actual.name)) return true;
  if (declared.name !== actual.name || declared.parts.length !== actual.parts.length) return false;
  return declared.parts.every((part, i) => matches(part, actual.parts[i]));
}

function normalized(text: string): ParsedType {
  const trimmed = text.trim();
  if (trimmed.endsWith('[]')) return { name: 'LIST', parts: [normalized(trimmed.slice(0, -2))] };
  const [, outer, inner] = /^(MAP|STRUCT)\s*\((.*)\)$/s.exec(trimmed) ?? [];
  if (outer === 'MAP') return { name: outer, parts: splitTopLevel(inner).map(normalized) };
  if (outer === 'STRUCT') return { name: outer, parts: splitTopLevel(inner).map(fieldType) };
  const name = trimmed.replace(/\s*,\s*/, ',');
  return { name: SYNONYMS[name] ?? name, parts: [] };
}

/** Without the field's name: rows go out by place. */
function fieldType(text: string): ParsedType {
  return normalized(text.trim().replace(/^(?:"(?:[^"]|"")*"|\S+)\s+/, ''));
}

/** At commas outside parentheses and quoted names. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}
