// The HTTP side of the lake: what other packages may use of this one.
export type { KeptToken } from './access/access-token.ts';
export { TokenList } from './access/token-list.ts';
export type { BucketAccessOptions } from './bucket-access.ts';
export { type BucketServer, type BucketServerConfig, startBucketServer } from './bucket-server.ts';
export {
  type BucketApiOptions,
  type FolderApiOptions,
  type LakeApi,
  type LakeApiAnswer,
  type LakeApiRequest,
  openBucketApi,
  openFolderApi,
} from './lake-api.ts';
export { type LocalServer, type LocalServerOptions, type StopProgress, startLocalServer } from './local-server.ts';
export { DEFAULT_OTLP_LIMITS, type OtlpReceiverLimits } from './otlp/otlp-receiver.ts';
export { csvLine } from './results/csv-result.ts';
export { uniqueColumnNames } from './results/query-result.ts';
export type { LocalServerConfig } from './server-config.ts';
export type { ServerDocument } from './server-file.ts';
export type { LogLevel, ServerLog } from './server-log.ts';
export { VERSION } from './version.ts';
