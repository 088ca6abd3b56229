// Whether a body can be what its headers say, in a few microseconds: enough to tell a sender that it was cut or is something else. Reading it all
// would take the handler's time: 50 spans need a millisecond, and several in a process that is not warm.
import type { BodyFormat } from '@tracelake/schema';

const [OPENING_BRACE, CLOSING_BRACE] = [0x7b, 0x7d];
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Bytes of a protobuf value by wire type; 0 is a varint, 2 says its length, 3 and 4 are the ends of a group. */
const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 8, 3: 0, 4: 0, 5: 4 };

export function hasBodyShape(body: Uint8Array, format: BodyFormat): boolean {
  return format === 'otlpJson' ? isObjectText(body) : isFieldList(body);
}

function isObjectText(body: Uint8Array): boolean {
  let start = BYTE_ORDER_MARK.every((byte, i) => body[i] === byte) ? BYTE_ORDER_MARK.length : 0;
  while (SPACE.has(body[start])) start++;
  let end = body.length - 1;
  while (end > start && SPACE.has(body[end])) end--;
  return body[start] === OPENING_BRACE && end > start && body[end] === CLOSING_BRACE;
}

/** Whole fields from the first byte to the last; an empty request is one, too. */
function isFieldList(body: Uint8Array): boolean {
  let p = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; p < body.length; scale *= 128) {
      const byte = body[p++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (p < body.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (!(tag >= 8)) return false;
    const value = wireType === 0 || wireType === 2 ? varint() : 0;
    p += wireType === 2 ? value : wireType === 0 ? 0 : (FIXED_BYTES[wireType] ?? Number.NaN);
    if (!(p <= body.length) || Number.isNaN(value)) return false;
  }
  return true;
}
