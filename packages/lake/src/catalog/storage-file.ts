// A stored object as hyparquet reads files: by ranges, so that a bucket sends only what is looked at.
import type { AsyncBuffer } from 'hyparquet';
import type { Storage } from '../storage/storage.ts';

export function storageFile(storage: Storage, path: string, sizeBytes: number): AsyncBuffer {
  return {
    byteLength: sizeBytes,
    async slice(start, end = sizeBytes) {
      const offset = start < 0 ? Math.max(0, sizeBytes + start) : start;
      const bytes = await storage.get(path, { offset, lengthBytes: end - offset });
      return bytes.slice().buffer;
    },
  };
}
