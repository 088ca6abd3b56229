// JSON documents that tell when a byte of them has changed: the last member is the crc32 of all the others.
import { crc32 } from 'node:zlib';

const SEAL = ',"crc32":';

/** `value`: an object with at least one member. */
export function sealedJson(value: object): Uint8Array {
  const text = JSON.stringify(value);
  return new TextEncoder().encode(`${text.slice(0, -1)}${SEAL}${crc32(text)}}\n`);
}

export function isSealedJson(bytes: Uint8Array): boolean {
  return sealOf(new TextDecoder().decode(bytes)) !== null;
}

function sealOf(text: string): { readonly content: string; readonly crc32: number } | null {
  const at = text.lastIndexOf(SEAL);
  const seal = at < 0 ? null : /^(\d+)\}\n$/.exec(text.slice(at + SEAL.length));
  return seal === null ? null : { content: `${text.slice(0, at)}}`, crc32: Number(seal[1]) };
}

/** Throws SyntaxError where a byte is not as it was written. A document without a seal, as older versions wrote them, is taken. */
export function openSealedJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  const seal = sealOf(text);
  if (seal === null) return JSON.parse(text);
  if (crc32(seal.content) !== seal.crc32) throw new SyntaxError('The document is not as it was written.');
  return JSON.parse(seal.content);
}
