// A function with one extension on the fake platform, and the Firehose that its rows go to: what benches of the extension run.
import { join } from 'node:path';
import {
  benchSpans,
  encodeOtlpProtobuf,
  type FakeFirehose,
  fixtureHandler,
  type LambdaPlatform,
  otlpRequests,
  startFirehose,
  startLambdaPlatform,
  TEST_CREDENTIALS,
} from '@tracelake/testkit';

const REGION = 'eu-central-1';
/** One bench runs at a time. */
const OTLP_PORT = '43181';

export interface BenchFunction {
  readonly firehose: FakeFirehose;
  readonly platform: LambdaPlatform;
  close(): Promise<void>;
}

export interface BenchFunctionOptions {
  /** Folder of the layer that has the extension. */
  readonly layer: string;
  readonly nodeBinary: string;
  /** Whether it posts the spans of its event to the extension. */
  readonly postsSpans: boolean;
  /** As the platform's; `null` freezes nothing. */
  readonly freezeAfterMs: number | null;
  /** Folder that the bench removes. */
  readonly folder: string;
  readonly flush?: string;
}

export async function startBenchFunction(options: BenchFunctionOptions): Promise<BenchFunction> {
  const firehose = await startFirehose({ streams: { traces: { prefix: 'x/' } }, storage: () => {}, region: REGION });
  const platform = await startLambdaPlatform({
    handler: fixtureHandler(options.postsSpans ? 'posts-otlp' : 'plain'),
    layers: [options.layer],
    nodeBinary: options.nodeBinary,
    region: REGION,
    credentials: { sessionToken: '', ...TEST_CREDENTIALS },
    freezeAfterMs: options.freezeAfterMs,
    environment: {
      TRACELAKE_STREAM_NAME: 'traces',
      TRACELAKE_FLUSH: options.flush ?? 'auto',
      TRACELAKE_OTLP_PORT: OTLP_PORT,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${OTLP_PORT}`,
      TRACELAKE_TELEMETRY_HOST: '127.0.0.1',
      TRACELAKE_SPOOL_FOLDER: join(options.folder, 'spool'),
      AWS_ENDPOINT_URL_FIREHOSE: firehose.url,
    },
  });
  return {
    firehose,
    platform,
    close: async () => {
      await platform.close();
      await firehose.close();
    },
  };
}

/** Events of invocations that post so many spans, each with spans of its own. */
export function postedBodies(invocations: number, spansPerBody: number) {
  return [...otlpRequests(benchSpans(spansPerBody * invocations), spansPerBody)].map((request) => ({
    base64: Buffer.from(encodeOtlpProtobuf(request)).toString('base64'),
    contentType: 'application/x-protobuf',
  }));
}

export function rowsTaken({ calls }: FakeFirehose): number {
  return calls
    .flatMap(({ records }) => records)
    .reduce((rows, record) => rows + Buffer.from(record).toString().split('\n').length - 1, 0);
}
