// Decompression for reading foreign files: node:zlib where it has the codec, which is native, else JavaScript.
import zlib from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** `node:zlib` has it from Node 22.15 on; the types are those of Node 20. */
const zstdDecompress = (zlib as unknown as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array })
  .zstdDecompressSync;

export const PARQUET_DECOMPRESSORS: Compressors = {
  ...compressors,
  GZIP: (bytes) => zlib.gunzipSync(bytes),
  ...(zstdDecompress === undefined ? {} : { ZSTD: (bytes: Uint8Array) => zstdDecompress(bytes) }),
};
