// The query service's entry on Lambda: reads its variables, and answers by stream where the runtime can, else in one piece.
import { randomUUID } from 'node:crypto';
import { openBucket } from '@tracelake/lake';
import { parseAthenaSettings, parseS3Address } from '@tracelake/schema';
import { TokenGate } from '../access/token-gate.ts';
import { TokenList } from '../access/token-list.ts';
import { bufferedResponse } from './buffered-response.ts';
import type { FunctionUrlEvent } from './function-url-event.ts';
import { jsonLog } from './json-log.ts';
import { createQueryHandler } from './query-handler.ts';
import { engineSize } from './sandbox-size.ts';
import { ServicePage } from './service-page.ts';
import { type StreamingRuntime, streamedHandler } from './streamed-response.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const address = process.env['TRACELAKE_DATA'] ?? '';
const log = jsonLog((line) => process.stdout.write(line));
const storage = await openBucket(parseS3Address(address));

const handle = createQueryHandler({
  gate: new TokenGate(new TokenList(storage, Date.now), Date.now),
  // Beside this file, in the function's archive.
  page: new ServicePage(new URL('./page/', import.meta.url)),
  openService: async () => {
    const { openQueryService } = await import('./query-service.ts');
    return openQueryService({
      address,
      write: true,
      athena: parseAthenaSettings({
        workgroup: process.env['TRACELAKE_ATHENA_WORKGROUP'],
        database: process.env['TRACELAKE_GLUE_DATABASE'],
        maxUsd: process.env['TRACELAKE_MAX_USD'],
      }),
      // Beside this file, too.
      duckdbChild: new URL('./duckdb-child.js', import.meta.url),
      httpfsFile: new URL('./httpfs.duckdb_extension', import.meta.url).pathname,
      engineSize: engineSize(process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']),
      instance: randomUUID(),
      log,
    });
  },
  log,
});

const { awslambda } = globalThis as { awslambda?: StreamingRuntime };

export const handler =
  awslambda?.streamifyResponse === undefined
    ? async (event: FunctionUrlEvent) => bufferedResponse(await handle(event, new AbortController().signal))
    : streamedHandler(awslambda, handle);
