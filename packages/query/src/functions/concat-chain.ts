// Many texts joined by DuckDB's ||, of which it takes 1,000 in one chain: more of them in halves.

const MAX_CHAIN = 200;

/** In brackets of its own. */
export function concatChain(texts: readonly string[]): string {
  if (texts.length <= MAX_CHAIN) return `(${texts.join(' || ')})`;
  const middle = Math.ceil(texts.length / 2);
  return `(${concatChain(texts.slice(0, middle))} || ${concatChain(texts.slice(middle))})`;
}
