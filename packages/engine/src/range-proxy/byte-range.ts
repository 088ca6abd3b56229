// The Range header, as far as a reader of Parquet writes one.

/** `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Without a header the whole; `undefined` for what names no byte, or more than one range. */
export function parseByteRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  if (header === undefined) return { start: 0, end: sizeBytes };
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header);
  if (match === null) return undefined;
  const [, first, last] = match;
  if (first === '')
    return last === '' || last === '0' ? undefined : { start: Math.max(0, sizeBytes - Number(last)), end: sizeBytes };
  const start = Number(first);
  const end = last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  return start < end ? { start, end } : undefined;
}
