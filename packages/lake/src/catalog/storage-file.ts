// A stored object as hyparquet reads files: by ranges, so that of a large one only that is sent which is looked at.
import type { AsyncBuffer } from 'hyparquet';
import type { Storage } from '../storage/storage.ts';

export function storageFile(storage: Storage, path: string, sizeBytes: number): AsyncBuffer {
  const isReadWhole = sizeBytes <= (storage.wholeReadBytes ?? 0);
  let whole: Promise<Uint8Array> | undefined;
  return {
    byteLength: sizeBytes,
    async slice(start, end = sizeBytes) {
      const offset = start < 0 ? Math.max(0, sizeBytes + start) : start;
      if (isReadWhole) {
        whole ??= storage.get(path);
        return (await whole).slice(offset, end).buffer as ArrayBuffer;
      }
      const bytes = await storage.get(path, { offset, lengthBytes: end - offset });
      return bytes.slice().buffer;
    },
  };
}
