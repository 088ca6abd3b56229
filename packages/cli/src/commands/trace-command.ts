// tracelake trace: one trace as a waterfall in text.
import { askForText } from '../api/api-client.ts';
import { openApi } from '../api/open-api.ts';
import type { CommandRun } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { withProgress } from '../output/progress.ts';
import { type ShownSpan, waterfallText } from '../output/waterfall-text.ts';
import { queryString, rangeRequest } from '../range-request.ts';

interface TraceDocument {
  readonly traceId: string;
  readonly spans: readonly ShownSpan[];
  readonly truncated?: true;
}

export const trace: CommandRun = async (context) => {
  const { flags, positionals, terminal, interrupted } = context;
  const client = await openApi(context);
  try {
    const path = `/api/v1/traces/${encodeURIComponent(positionals[0])}${queryString({ ...rangeRequest(flags) })}`;
    const text = await withProgress(terminal.stderr, 'Asking', () =>
      askForText(client, { method: 'GET', path }, interrupted),
    );
    const { stdout, stderr } = terminal;
    if (flags.format === 'json') {
      await stdout.write(`${text}\n`);
      return EXIT_CODES.ok;
    }
    const { traceId, spans, truncated } = JSON.parse(text) as TraceDocument;
    await stdout.write(waterfallText(traceId, spans, { width: stdout.width, colors: stdout.colors }));
    if (truncated === true) await stderr.write(`Only the first ${spans.length} spans are shown.\n`);
    return EXIT_CODES.ok;
  } finally {
    await client.close();
  }
};
