// Public names of this package. Only tests import it.
export type { AthenaFailure, AthenaFault, AthenaFaultSource } from './athena/athena-faults.ts';
export { type FakeAthena, type FakeAthenaOptions, startAthena } from './athena/fake-athena.ts';
export type { FakeExecution } from './athena/fake-execution.ts';
export { type BatchRow, batchToRows, type ListValue, type MapValue, type ScalarValue } from './batch-rows.ts';
export { benchBatch } from './bench-batch.ts';
export { otlpRequests } from './bench-requests.ts';
export type { BenchAttribute, BenchEvent, BenchSpan } from './bench-span.ts';
export { BENCH_START_MS, benchSpans } from './bench-spans.ts';
export { type BuiltCli, buildCli } from './built-cli.ts';
export { type CallLimits, LARGE_REGION_LIMITS, SMALL_REGION_LIMITS } from './firehose/call-limits.ts';
export type { DeliveredObject, ObjectSink, StreamConfiguration } from './firehose/delivery-stream.ts';
export {
  type FakeFirehose,
  type FakeFirehoseOptions,
  startFirehose,
  TEST_CREDENTIALS,
} from './firehose/fake-firehose.ts';
export type { BilledUse } from './firehose/firehose-billing.ts';
export { type FaultSource, type FirehoseFault, scriptedFaults, seededFaults } from './firehose/firehose-faults.ts';
export type { FirehoseCall } from './firehose/firehose-service.ts';
export { type SignedRequest, type SigningCredentials, signatureFault } from './firehose/signature-v4.ts';
export { keyedDocument, namedDocument, SPANS_CONVERSION } from './firehose/spans-conversion.ts';
export type { InitMeasure } from './lambda/execution-environment.ts';
export type { Invocation } from './lambda/invocation-run.ts';
export {
  EMPTY_EXTENSION_LAYER,
  type FixtureFunction,
  fixtureHandler,
  pythonFixture,
} from './lambda/lambda-fixtures.ts';
export { type LambdaNode, lambdaNodes } from './lambda/lambda-nodes.ts';
export { type LambdaPlatform, startLambdaPlatform } from './lambda/lambda-platform.ts';
export { lambdaScript, playLambdaScript, type SandboxFate, type ScriptStep } from './lambda/lambda-script.ts';
export type {
  InvokeOptions,
  LambdaCredentials,
  LambdaPlatformOptions,
  TelemetryArrival,
  TelemetryBehaviour,
} from './lambda/platform-options.ts';
export type { PlatformRecord } from './lambda/platform-record.ts';
export type { ProcessUsage } from './lambda/process-usage.ts';
export {
  buildSecondPlatform,
  type SecondInvocation,
  type SecondPlatform,
  type SecondPlatformOptions,
  startSecondPlatform,
} from './lambda/second-platform.ts';
export { mutateJson } from './mutation/json-mutation.ts';
export { mutateProtobuf } from './mutation/wire-mutation.ts';
export { parseWireTree, type WireNode } from './mutation/wire-tree.ts';
export { base64Text, bytesOfHex, encodeOtlpJson, hexText, type OtlpJsonOptions } from './otlp/otlp-json.ts';
export { encodeKeyValue, encodeOtlpProtobuf, encodeOtlpSpan } from './otlp/otlp-protobuf.ts';
export {
  type OtlpAnyValue,
  type OtlpEvent,
  type OtlpKeyValue,
  type OtlpLink,
  type OtlpResource,
  type OtlpResourceSpans,
  type OtlpScope,
  type OtlpScopeSpans,
  type OtlpSpan,
  type OtlpTraceRequest,
  olderRequest,
} from './otlp/otlp-request.ts';
export { RefusedBody } from './otlp/otlp-schema.ts';
export { readOtlpJson } from './otlp/reference-json.ts';
export { readOtlpProtobuf } from './otlp/reference-protobuf.ts';
export { type ReferenceResult, referenceRows } from './otlp/reference-rows.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { mountSmallDisk, type SmallDisk } from './small-disk.ts';
