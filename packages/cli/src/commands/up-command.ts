// tracelake up: a lake on this machine, until Ctrl-C.
import type { CommandContext, CommandRun } from '../command.ts';
import type { BucketSettings } from '../config.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { heedlessTerminal } from '../output/heedless-terminal.ts';
import { startServer, startServerOverBucket, stopServer, terminalLog, untilInterrupted } from './serve.ts';

export const up: CommandRun = async (given) => {
  const context = { ...given, terminal: heedlessTerminal(given.terminal) };
  const { config, terminal, interrupted } = context;
  if (config.bucket !== null) return upOverBucket(context, config.bucket);
  const server = await startServer(context, terminalLog(context));
  const token = config.token === null ? '' : ' OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer <TRACELAKE_TOKEN>"';
  await terminal.stderr.write(
    [
      `Data lies in ${config.dataFolder}${config.retentionDays === null ? '' : `, for ${config.retentionDays} days`}. Ctrl-C stops.`,
      `Send spans:  OTEL_EXPORTER_OTLP_ENDPOINT=${server.otlpUrl}${token} <your app>`,
      'Ask:         tracelake sql "SELECT name, count(*) AS n FROM spans GROUP BY name ORDER BY n DESC"',
      '',
    ].join('\n'),
  );
  await untilInterrupted(interrupted);
  return stopServer(context, server);
};

async function upOverBucket(context: CommandContext, bucket: BucketSettings): Promise<number> {
  const { terminal, interrupted } = context;
  const server = await startServerOverBucket(context, bucket, terminalLog(context));
  const written = bucket.write
    ? 'What is learned of its files is kept under catalog/, and what people save under state/saved/.'
    : 'Nothing is written (--write).';
  const ask = `Ask: tracelake sql --url ${server.apiUrl} "SELECT name, count(*) AS n FROM spans GROUP BY name ORDER BY n DESC"`;
  await terminal.stderr.write(`Data lies in ${bucket.address}. ${written} Ctrl-C stops.\n${ask}\n`);
  await untilInterrupted(interrupted);
  await server.close();
  return EXIT_CODES.ok;
}
