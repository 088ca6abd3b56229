// A whole local server over a temporary folder, with the sample's spans in it: what `tracelake up` runs.
import { type BuiltCli, buildCli, encodeOtlpJson, encodeOtlpProtobuf, type OtlpTraceRequest } from '@tracelake/testkit';
import { type LocalServer, type LocalServerConfig, startLocalServer } from '../../src/index.ts';
import type { ServerLog } from '../../src/server-log.ts';
import { tempFolder } from './temp-folder.ts';

export interface SampleServer extends LocalServer {
  readonly folder: string;
  readonly logged: string[];
  /** Closes the server and removes its folder. */
  remove(): Promise<void>;
}

let built: Promise<BuiltCli> | null = null;

/** One build a test file. */
export function builtCli(): Promise<BuiltCli> {
  built ??= buildCli();
  return built;
}

export async function removeBuiltCli(): Promise<void> {
  await (await built)?.remove();
}

export async function startSampleServer(parts: Partial<LocalServerConfig> = {}): Promise<SampleServer> {
  const { rollWorker, duckdbChild } = await builtCli();
  const folder = tempFolder();
  const logged: string[] = [];
  const log: ServerLog = (level, message, fields) => logged.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  const server = await startLocalServer(
    { dataFolder: folder.path, port: 0, otlpPort: 0, rollWorker, duckdbChild, ...parts },
    { log },
  );
  return {
    ...server,
    folder: folder.path,
    logged,
    remove: async () => {
      await server.close();
      folder.remove();
    },
  };
}

export async function sendSpans(
  server: LocalServer,
  requests: readonly OtlpTraceRequest[],
  format: 'protobuf' | 'json' = 'protobuf',
): Promise<void> {
  for (const request of requests) {
    const [type, body] =
      format === 'protobuf'
        ? ['application/x-protobuf', encodeOtlpProtobuf(request)]
        : ['application/json', encodeOtlpJson(request)];
    const response = await fetch(`${server.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  }
  await server.refresh();
}
