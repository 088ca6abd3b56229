// Ids that a restarted extension derives again: from text alone, so that the same invocation has the same id whoever tells of it.

const DIGITS = 8;

/** 32 bits of FNV-1a over UTF-16 units, then mixed so that texts that differ in one digit have ids that differ everywhere. */
function hash(text: string, seed: number): string {
  let mixed = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  // Never zero, which no id may be.
  return (mixed >>> 0 || 1).toString(16).padStart(DIGITS, '0');
}

/** 16 hexadecimal digits. */
export function derivedSpanId(text: string): string {
  return hash(text, 1) + hash(text, 2);
}

/** 32 hexadecimal digits, the first eight the seconds since 1970 as X-Ray has them. */
export function derivedTraceId(text: string, atUnixMs: number): string {
  const seconds = Math.floor(atUnixMs / 1000);
  return seconds.toString(16).padStart(DIGITS, '0').slice(-DIGITS) + hash(text, 3) + hash(text, 4) + hash(text, 5);
}
