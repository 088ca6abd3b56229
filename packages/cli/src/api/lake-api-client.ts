// Asks a lake that no server runs on: the same routes, in this process. A folder is only read.
import { findHttpfs } from '@tracelake/engine';
import { type LakeApi, openBucketApi, openFolderApi } from '@tracelake/server';
import { BUILT_ENTRIES } from '../built-entries.ts';
import type { BucketSettings, Config, TrinoSettings } from '../config.ts';
import type { ApiAnswer, ApiClient, ApiRequest } from './api-client.ts';

export class LakeApiClient implements ApiClient {
  readonly place: string;
  readonly #api: LakeApi;

  private constructor(place: string, api: LakeApi) {
    this.place = place;
    this.#api = api;
  }

  /** Throws `folder_not_found` and what else opening a lake throws. */
  static async openFolder(folder: string, trino: TrinoSettings | null): Promise<LakeApiClient> {
    return new LakeApiClient(`${folder}, read-only`, await openFolderApi({ folder, ...BUILT_ENTRIES, trino }));
  }

  /** `onFetch`: DuckDB's extension is about to be fetched. Throws `bucket_not_found`, `aws_…`, `engine_not_available`. */
  static async openBucket(
    bucket: BucketSettings,
    { trino, athena }: Pick<Config, 'trino' | 'athena'>,
    onFetch: () => void,
  ): Promise<LakeApiClient> {
    const { address, write, httpfs } = bucket;
    const { duckdbChild } = BUILT_ENTRIES;
    const httpfsFile = await findHttpfs({ setting: httpfs, onFetch });
    const api = await openBucketApi({ address, write, httpfsFile, duckdbChild, trino, athena });
    return new LakeApiClient(write ? address : `${address}, read-only`, api);
  }

  send(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    return this.#api.send(request, signal);
  }

  close(): Promise<void> {
    return this.#api.close();
  }
}
