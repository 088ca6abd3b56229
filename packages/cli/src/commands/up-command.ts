// tracelake up: a lake on this machine, until Ctrl-C.
import type { CommandRun } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { startServer, terminalLog, untilInterrupted } from './serve.ts';

export const up: CommandRun = async (context) => {
  const { config, terminal, interrupted } = context;
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
  await terminal.stderr.write('Stopping: writing what has arrived …\n').catch(() => {});
  await server.close();
  return EXIT_CODES.ok;
};
