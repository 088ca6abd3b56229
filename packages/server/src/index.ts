// The HTTP side of the lake: what other packages may use of this one.
export {
  type FolderApi,
  type FolderApiAnswer,
  type FolderApiOptions,
  type FolderApiRequest,
  openFolderApi,
} from './folder-api.ts';
export { type LocalServer, type LocalServerOptions, startLocalServer } from './local-server.ts';
export { DEFAULT_OTLP_LIMITS, type OtlpReceiverLimits } from './otlp/otlp-receiver.ts';
export { csvLine } from './results/csv-result.ts';
export type { LocalServerConfig } from './server-config.ts';
export type { ServerDocument } from './server-file.ts';
export type { LogLevel, ServerLog } from './server-log.ts';
export { VERSION } from './version.ts';
