// The user's text with the offsets of its tokens: the parser counts code points, JavaScript counts UTF-16 units.
import type { ParserRuleContext, Token } from './trino-grammar.ts';

export interface TextRange {
  /** UTF-16 offsets into `SourceText.text`; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

export class SourceText {
  readonly text: string;
  /** UTF-16 offset of every code point; undefined where both counts agree. */
  private readonly offsets: Uint32Array | undefined;

  constructor(text: string) {
    this.text = text;
    this.offsets = /[\ud800-\udbff]/.test(text) ? codePointOffsets(text) : undefined;
  }

  rangeOf(node: ParserRuleContext): TextRange {
    return { start: this.offset(node.start!.start), end: this.offset((node.stop ?? node.start)!.stop + 1) };
  }

  rangeOfToken(token: Token): TextRange {
    return { start: this.offset(token.start), end: this.offset(token.stop + 1) };
  }

  /** The node's text as written, blanks included. */
  slice(node: ParserRuleContext): string {
    const { start, end } = this.rangeOf(node);
    return this.text.slice(start, end);
  }

  private offset(codePoints: number): number {
    return this.offsets === undefined ? codePoints : this.offsets[codePoints];
  }
}

function codePointOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let count = 0;
  let offset = 0;
  for (const character of text) {
    offsets[count++] = offset;
    offset += character.length;
  }
  offsets[count] = offset;
  return offsets.subarray(0, count + 1);
}
