// Replacements in the user's text, kept until the walk is done.
import type { TextRange } from '../parser/source-text.ts';
import type { CopiedStretch, CopiedText } from './copied-text.ts';

interface Edit extends TextRange {
  readonly replacement: string;
}

export class TextEdits {
  /** By start: a place that is walked twice is edited once. */
  private readonly edits = new Map<number, Edit>();

  replace(range: TextRange, replacement: string): void {
    this.edits.set(range.start, { ...range, replacement });
  }

  apply(text: string): string {
    let result = '';
    let done = 0;
    for (const { start, end, replacement } of this.sorted()) {
      result += text.slice(done, start) + replacement;
      done = end;
    }
    return result + text.slice(done);
  }

  /** Which parts of the edited text are the user's, and what their replacements stand for. */
  copied(text: string): CopiedText {
    const stretches: CopiedStretch[] = [];
    let done = 0;
    let length = 0;
    const add = (size: number, from: number, verbatim: boolean): void => {
      if (size > 0) stretches.push({ start: length, end: length + size, from, verbatim });
      length += size;
    };
    for (const { start, end, replacement } of this.sorted()) {
      add(start - done, done, true);
      add(replacement.length, start, false);
      done = end;
    }
    add(text.length - done, done, true);
    return { userText: text, stretches };
  }

  /** Where an offset of the user's text lies in the edited one. */
  moved(offset: number): number {
    let shift = 0;
    for (const { start, end, replacement } of this.sorted()) {
      if (end <= offset && start < offset) shift += replacement.length - (end - start);
    }
    return offset + shift;
  }

  private sorted(): Edit[] {
    return [...this.edits.values()].sort((a, b) => a.start - b.start);
  }
}
