// Names as the user wrote them. Trino compares them without case; a quoted one may hold any character.
import type { IdentifierContext, QualifiedNameContext } from './trino-grammar.ts';

export interface Identifier {
  /** Without quotes; unquoted ones keep their case for the name of a column. */
  readonly text: string;
  readonly quoted: boolean;
}

export function identifierOf(node: IdentifierContext): Identifier {
  const text = node.getText();
  if (!text.startsWith('"')) return { text, quoted: false };
  return { text: text.slice(1, -1).replaceAll('""', '"'), quoted: true };
}

export function identifiersOf(node: QualifiedNameContext): Identifier[] {
  return node.identifier().map(identifierOf);
}

/** What a catalogue is asked for: unquoted names in lower case. */
export function lookupName(identifier: Identifier): string {
  return identifier.quoted ? identifier.text : identifier.text.toLowerCase();
}

export function sameName(a: string | undefined, b: string): boolean {
  return a !== undefined && (a === b || a.toLowerCase() === b.toLowerCase());
}
