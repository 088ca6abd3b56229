// The built page's files as they lie in their folder: what each is, how long it may be kept, and its compressed forms beside it.
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Best first. The build writes them beside each file that gains by them. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

/** Names under assets/ carry a hash of their content; the others are asked for anew each time. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

export interface PageFile {
  readonly mediaType: string;
  readonly cacheControl: string;
  readonly encoding: string | null;
  read(): Promise<Buffer>;
}

export class PageFiles {
  readonly #folder: string;
  readonly #names: ReadonlySet<string>;
  /** What was asked for once stays: less than a megabyte, as it is sent. Reading one is four trips through node's threads. */
  readonly #read = new Map<string, Promise<Buffer>>();

  private constructor(folder: string, names: ReadonlySet<string>) {
    this.#folder = folder;
    this.#names = names;
  }

  /** Without a folder, or with one that is not there (a clone whose page was not built), it holds no files. */
  static async open(folder: URL | string | null): Promise<PageFiles> {
    if (folder === null) return new PageFiles('', new Set());
    const path = folder instanceof URL ? fileURLToPath(folder) : folder;
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.replace(/\/$/, '').length + 1));
    return new PageFiles(path, new Set(names));
  }

  /** `path` begins with a slash. Only what the folder was found to hold is ever read. */
  find(path: string, acceptEncoding: string): PageFile | null {
    const name = path.slice(1);
    const mediaType = MEDIA_TYPES[extname(name)];
    if (mediaType === undefined || !this.#names.has(name)) return null;
    const encoding = ENCODINGS.find(
      (one) => acceptsEncoding(acceptEncoding, one.name) && this.#names.has(name + one.suffix),
    );
    return {
      mediaType,
      cacheControl: name.startsWith('assets/') ? FOR_EVER : ASK_AGAIN,
      encoding: encoding?.name ?? null,
      read: () => this.#contentOf(name + (encoding?.suffix ?? '')),
    };
  }

  #contentOf(name: string): Promise<Buffer> {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const content = readFile(join(this.#folder, name));
    this.#read.set(name, content);
    // One that could not be read is tried again.
    content.catch(() => this.#read.delete(name));
    return content;
  }
}

/** `gzip;q=0` refuses it. */
function acceptsEncoding(header: string, name: string): boolean {
  return header.split(',').some((part) => {
    const [coding, ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    return coding === name && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}
