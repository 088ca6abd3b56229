// Page compression: zstd where this Node has it, else gzip; both at level 1, which is within 4 % of the size of level 9
// at half the cost (74.1 against 71.5 bytes a span, 2.3 against 4.5 µs).
import zlib from 'node:zlib';
import { YoungGarbage } from '../young-garbage.ts';

export type ParquetCodecName = 'none' | 'gzip' | 'zstd';

export interface ParquetCodec {
  readonly name: ParquetCodecName;
  compress(bytes: Uint8Array): Uint8Array;
}

/** `node:zlib` has it from Node 22.15 on; the types are those of Node 20. */
type ZstdCompress = (bytes: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;

const ZSTD_COMPRESSION_LEVEL = 100;

const zstdCompress = (zlib as unknown as { zstdCompressSync?: ZstdCompress }).zstdCompressSync;

export const UNCOMPRESSED: ParquetCodec = { name: 'none', compress: (bytes) => bytes };

export const GZIP: ParquetCodec = { name: 'gzip', compress: (bytes) => zlib.gzipSync(bytes, { level: 1 }) };

/** `null` where this Node has no zstd. */
export const ZSTD: ParquetCodec | null = zstdCompress === undefined ? null : zstdCodec(zstdCompress);

/**
 * Node 22 leaves the memory of each compression (0.04 to 1.1 MB, by the page's size) to V8, which knows nothing of it and was seen to
 * let 214 MB lie: contexts of a whole row group, 20 MB of the server's memory. Node 24 frees it at once.
 */
const MAX_CONTEXT_BYTES = 8 * 1024 * 1024;
const CONTEXT_BYTES = 100_000;
const CONTEXT_BYTES_PER_BYTE = 2;
const LARGEST_CONTEXT_BYTES = 1_100_000;

function zstdCodec(compress: ZstdCompress): ParquetCodec {
  let contexts: YoungGarbage | null = null;
  return {
    name: 'zstd',
    compress: (bytes) => {
      const compressed = compress(bytes, { params: { [ZSTD_COMPRESSION_LEVEL]: 1 } });
      contexts ??= new YoungGarbage(MAX_CONTEXT_BYTES);
      contexts.add(Math.min(CONTEXT_BYTES + CONTEXT_BYTES_PER_BYTE * bytes.length, LARGEST_CONTEXT_BYTES));
      return compressed;
    },
  };
}

/** What this runtime writes best. */
export function defaultParquetCodec(): ParquetCodec {
  return ZSTD ?? GZIP;
}
