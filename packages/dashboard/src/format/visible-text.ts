// Names and values as they may be drawn: a character that is not seen, or that turns the direction of those behind it, is shown by its
// code, so that no name can look like another. Pure.

/** Controls but for tab and new line, marks of direction, spaces without width. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}\u200b\u2060\ufeff]/gu;

export function visibleText(text: string): string {
  return text.replace(UNSEEN, (one) => `⟨U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** Of what is drawn text alone; the rest has its own. */
export function visiblePart<T>(part: T): T | string {
  return typeof part === 'string' ? visibleText(part) : part;
}
