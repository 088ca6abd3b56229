// The page at the function's URL: its files lie in the archive, and are answered before anything heavy is loaded and without a token.
import { Readable } from 'node:stream';
import { pageAnswer } from '../page/page-answer.ts';
import { PageFiles } from '../page/page-files.ts';
import type { ServiceRequest } from './function-url-event.ts';
import { SECURITY_HEADERS, type ServiceAnswer } from './service-answer.ts';

export class ServicePage {
  readonly #folder: URL | string | null;
  #files: Promise<PageFiles> | undefined;

  constructor(folder: URL | string | null) {
    this.#folder = folder;
  }

  /** `null`: not the page's. */
  async answer(request: ServiceRequest): Promise<ServiceAnswer | null> {
    const { method, url } = request;
    if ((method !== 'GET' && method !== 'HEAD') || url.startsWith('/api/')) return null;
    this.#files ??= PageFiles.open(this.#folder);
    const found = pageAnswer(await this.#files, request);
    if (found === null) return null;
    const body = method === 'HEAD' ? [] : [await found.read()];
    return { status: 200, headers: { ...SECURITY_HEADERS, ...found.headers }, body: Readable.from(body) };
  }
}
