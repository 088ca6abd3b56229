// A function with the built layer on the fake platform, its rows on their way through a fake Firehose into a lake: all that an account has.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FakeFirehose,
  type FirehoseFault,
  type LambdaPlatform,
  type LambdaPlatformOptions,
  type ObjectSink,
  SPANS_CONVERSION,
  startFirehose,
  startLambdaPlatform,
  TEST_CREDENTIALS,
} from '@tracelake/testkit';

export interface LambdaStand {
  readonly platform: LambdaPlatform;
  readonly firehose: FakeFirehose;
  /** The lake's data folder. */
  readonly folder: string;
  /** Lines that the extension printed. */
  lines(): string[];
  close(): Promise<void>;
}

export interface LambdaStandOptions extends Partial<LambdaPlatformOptions> {
  readonly handler: string;
  readonly layer: string;
  readonly faults?: readonly (FirehoseFault | undefined)[];
  /** What is to be done with Firehose's objects instead of writing them into the folder. */
  readonly objects?: ObjectSink;
}

const STREAM = {
  prefix: 'landing/spans/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
  errorPrefix: 'errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/',
  conversion: SPANS_CONVERSION,
};

/** The layer's folder, as it unpacks into /opt. */
export function buildLayer(folder: string, umask = '022'): string {
  execFileSync(
    '/bin/bash',
    ['-c', `umask ${umask} && exec "$0" scripts/build-layer.mjs "$1"`, process.execPath, folder],
    {
      cwd: new URL('../..', import.meta.url).pathname,
      stdio: 'pipe',
    },
  );
  return join(folder, 'layer');
}

export async function startStand(asked: LambdaStandOptions): Promise<LambdaStand> {
  const { layer, faults, objects, environment, ...options } = asked;
  const folder = mkdtempSync(join(tmpdir(), 'tracelake-stand-'));
  const tmpFolder = mkdtempSync(join(tmpdir(), 'tracelake-sandbox-'));
  const region = options.region ?? 'eu-central-1';
  const firehose = await startFirehose({ streams: { traces: STREAM }, storage: objects ?? folder, region, faults });
  const platform = await startLambdaPlatform({
    layers: [layer],
    region,
    credentials: { sessionToken: '', ...TEST_CREDENTIALS },
    tmpFolder,
    ...options,
    environment: {
      TRACELAKE_STREAM_NAME: 'traces',
      TRACELAKE_TELEMETRY_HOST: '127.0.0.1',
      TRACELAKE_SPOOL_FOLDER: join(tmpFolder, 'tracelake'),
      AWS_ENDPOINT_URL_FIREHOSE: firehose.url,
      ...environment,
    },
  });
  return {
    platform,
    firehose,
    folder,
    lines: () =>
      platform.log.flatMap(({ kind, who, detail }) => (kind === 'log' && who === 'tracelake' ? [String(detail)] : [])),
    async close() {
      await platform.close();
      await firehose.close();
      for (const path of [folder, tmpFolder]) rmSync(path, { recursive: true, force: true });
    },
  };
}
