// Public names of this package.
export { type ExportOutcome, encodeExportResponse, encodeStatus, type RpcStatus } from './export-response.ts';
export type {
  InvocationAssembler,
  InvocationEnd,
  InvokeMessage,
  RowOwner,
} from './lambda/invocation-assembler.ts';
export type { InvocationOptions } from './lambda/invocation-event.ts';
export { createInvocationAssembler } from './lambda/invocations.ts';
export { endsRuntime } from './lambda/platform-event.ts';
export { OTLP_COVERAGE, type OtlpFieldFate } from './otlp-coverage.ts';
export { createOtlpDecoder, type OtlpDecoderOptions } from './otlp-decoder.ts';
export { documentOf } from './rows/row-document.ts';
export type { AttributePlace, AttributeRule } from './rows/row-keys.ts';
export { createRowReader, type ReadRows, type RowReader, type RowReaderOptions } from './rows/row-reader.ts';
export type { WideEvent, WideInteger, WideLink, WideRow } from './rows/wide-row.ts';
