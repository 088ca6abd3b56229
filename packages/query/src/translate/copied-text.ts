// Which stretches of a text made from the user's are the user's own: so that an engine's line and column can be told in the user's text.

export interface CopiedStretch {
  /** UTF-16 offsets into the text that was made; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Where it begins in the user's text. */
  readonly from: number;
  /** False where other words stand for the user's: all of them then mean `from`. */
  readonly verbatim: boolean;
}

export interface CopiedText {
  readonly userText: string;
  /** In order. What lies between them is not the user's. */
  readonly stretches: readonly CopiedStretch[];
}

/** Both from 1; columns count code points, as Trino's do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The same text after `length` characters were inserted. */
export function withInsertion({ userText, stretches }: CopiedText, position: number, length: number): CopiedText {
  const moved = stretches.flatMap((stretch) => {
    const { start, end, from, verbatim } = stretch;
    if (end <= position) return [stretch];
    if (start >= position) return [{ ...stretch, start: start + length, end: end + length }];
    const rest = verbatim ? from + position - start : from;
    return [
      { ...stretch, end: position },
      { start: position + length, end: end + length, from: rest, verbatim },
    ];
  });
  return { userText, stretches: moved };
}

/** @returns `undefined` where the position is in words that are not the user's */
export function positionInUserText(
  { userText, stretches }: CopiedText,
  text: string,
  position: TextPosition,
): TextPosition | undefined {
  const offset = offsetOf(text, position);
  const stretch = stretches.find(({ start, end }) => offset >= start && offset < end) ?? stretchUpTo(stretches, offset);
  if (stretch === undefined) return undefined;
  return positionAt(userText, stretch.verbatim ? stretch.from + offset - stretch.start : stretch.from);
}

/** An error at the end of the text stands behind its last character. */
function stretchUpTo(stretches: readonly CopiedStretch[], offset: number): CopiedStretch | undefined {
  const last = stretches.at(-1);
  return last?.end === offset ? last : undefined;
}

function offsetOf(text: string, { line, column }: TextPosition): number {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const before = [...text.slice(start, start + 2 * column)].slice(0, column - 1).join('');
  return start + before.length;
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: [...before.slice(lineStart)].length + 1 };
}
