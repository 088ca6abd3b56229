// What is a path inside a lake: the same for a folder and a bucket.
import { TracelakeError } from '@tracelake/schema';

/** Throws `invalid_request` for a path that leaves the root or that no bucket would keep apart from another. */
export function checkObjectPath(path: string): void {
  const parts = path.split('/');
  const broken = parts.some((part) => part === '' || part === '.' || part === '..');
  if (broken || path.includes('\0') || path.includes('\\')) {
    throw new TracelakeError('invalid_request', `${JSON.stringify(path)} is not a path inside the lake.`, {
      details: { path },
      hint: 'Use parts separated by "/", without "..", without a leading "/".',
    });
  }
}

/** The same for the beginning of a path: it may end with "/", or be empty. */
export function checkPathPrefix(prefix: string): void {
  if (prefix !== '') checkObjectPath(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
}

/** The order of a bucket: by the bytes of the whole path, so a folder sorts as its name and a "/". */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function preconditionFailed(path: string, details: Record<string, unknown>, cause?: unknown): TracelakeError {
  return new TracelakeError('precondition_failed', `"${path}" is not the version that was expected.`, {
    details: { path, ...details },
    cause,
  });
}
