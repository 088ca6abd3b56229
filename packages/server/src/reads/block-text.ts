// Texts divided by tabs, read in place: an array of all of them, nearly all empty, is what most of the time went into. Pure.

const TAB = 0x09;
const ZERO = 0x30;
/** As many digits are a whole number that a double holds. */
const EXACT_DIGITS = 15;

export class BlockText {
  readonly #block: string;
  #from = 0;

  constructor(block: string) {
    this.#block = block;
  }

  get isOver(): boolean {
    return this.#from >= this.#block.length;
  }

  /** Whether the next text is empty. */
  get isNothing(): boolean {
    return this.isOver || this.#block.charCodeAt(this.#from) === TAB;
  }

  text(): string {
    const from = this.#from;
    if (this.#block.charCodeAt(from) === TAB) {
      this.#from = from + 1;
      return '';
    }
    const to = this.#end();
    this.#from = to + 1;
    return this.#block.slice(from, to);
  }

  /** Zero for nothing. */
  number(): number {
    const from = this.#from;
    let value = 0;
    for (let at = from; ; at += 1) {
      const digit = this.#block.charCodeAt(at) - ZERO;
      if (digit >= 0 && digit <= 9 && at - from < EXACT_DIGITS) value = value * 10 + digit;
      else if (at < this.#block.length && digit !== TAB - ZERO) return Number(this.text());
      else {
        this.#from = at + 1;
        return value;
      }
    }
  }

  /** @returns whether it was the next text; then it is behind. */
  skip(text: string): boolean {
    const to = this.#from + text.length;
    if (!this.#block.startsWith(text, this.#from)) return false;
    if (to < this.#block.length && this.#block.charCodeAt(to) !== TAB) return false;
    this.#from = to + 1;
    return true;
  }

  /** @param tabs of as many empty texts. @returns whether they come next; then they are behind. */
  skipAll(tabs: string): boolean {
    if (!this.#block.startsWith(tabs, this.#from)) return false;
    this.#from += tabs.length;
    return true;
  }

  #end(): number {
    const tab = this.#block.indexOf('\t', this.#from);
    return tab < 0 ? this.#block.length : tab;
  }
}
