// Asks a folder that no server runs on: the same routes, in this process, reading only.
import { type FolderApi, openFolderApi } from '@tracelake/server';
import type { TrinoSettings } from '../config.ts';
import type { ApiAnswer, ApiClient, ApiRequest } from './api-client.ts';

export class FolderApiClient implements ApiClient {
  readonly place: string;
  readonly #api: FolderApi;

  private constructor(folder: string, api: FolderApi) {
    this.place = `${folder}, read-only`;
    this.#api = api;
  }

  /** Throws `folder_not_found` and what else opening a lake throws. */
  static async open(folder: string, duckdbChild: URL, trino: TrinoSettings | null): Promise<FolderApiClient> {
    return new FolderApiClient(folder, await openFolderApi({ folder, duckdbChild, trino }));
  }

  send(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    return this.#api.send(request, signal);
  }

  close(): Promise<void> {
    return this.#api.close();
  }
}
