// Where in a text a line and a column of a coded error lie, and how far the word there goes. Pure.

export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Of a problem's details; null where it has no place. */
export function placeOf(details: Readonly<Record<string, unknown>>): TextPlace | null {
  const { line, column } = details;
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : null;
}

/** At least one character, never beyond the text: at its end the last one. */
export function rangeOfPlace(text: string, { line, column }: TextPlace): { from: number; to: number } {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const from = Math.max(0, Math.min(before + column - 1, text.length - 1));
  const word = /^(?:"(?:[^"]|"")*"?|'(?:[^']|'')*'?|[\w$]+|\S)/.exec(text.slice(from))?.[0] ?? ' ';
  return { from, to: Math.min(text.length, from + word.length) };
}
