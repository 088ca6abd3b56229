// Public names of this package.
export { type ExportOutcome, encodeExportResponse, encodeStatus, type RpcStatus } from './export-response.ts';
export { createOtlpDecoder, type OtlpDecoderOptions } from './otlp-decoder.ts';
