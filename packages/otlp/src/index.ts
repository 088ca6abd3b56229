// Public names of this package.
export { type ExportOutcome, encodeExportResponse, encodeStatus, type RpcStatus } from './export-response.ts';
export { OTLP_COVERAGE, type OtlpFieldFate } from './otlp-coverage.ts';
export { createOtlpDecoder, type OtlpDecoderOptions } from './otlp-decoder.ts';
