// What a browser gets for an address that is none of the API's: the page's file, or for one of its views the page itself. It says nothing
// about the data, so no token is asked for: the page asks for it.
import type { PageFile, PageFiles } from './page-files.ts';

/** No inline code or style, nothing from elsewhere, in no frame. The page is one file's script and one file's style. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const INDEX = '/index.html';

export interface PageRequest {
  /** With its query string. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface PageAnswer {
  readonly headers: Readonly<Record<string, string>>;
  read(): Promise<Buffer>;
}

/** `null`: not the page's. */
export function pageAnswer(files: PageFiles, { url, headers }: PageRequest): PageAnswer | null {
  const [path = ''] = url.split('?', 1);
  const accepted = String(headers['accept-encoding'] ?? '');
  const isView = isViewPath(path) && String(headers['accept'] ?? '').includes('text/html');
  const file = files.find(path, accepted) ?? (isView ? files.find(INDEX, accepted) : null);
  return file === null ? null : { headers: headersOf(file), read: file.read };
}

/** A person's browser at an address that is none of the API's, nor a file's. */
function isViewPath(path: string): boolean {
  return !path.startsWith('/api/') && !path.startsWith('/assets/');
}

function headersOf({ mediaType, cacheControl, encoding }: PageFile): Record<string, string> {
  return {
    'content-type': mediaType,
    'cache-control': cacheControl,
    'content-security-policy': PAGE_POLICY,
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    vary: 'Accept-Encoding',
    ...(encoding === null ? {} : { 'content-encoding': encoding }),
  };
}
