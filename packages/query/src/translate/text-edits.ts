// Replacements in the user's text, kept until the walk is done.
import type { TextRange } from '../parser/source-text.ts';

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
