// tracelake replay: what Firehose rejected, once more into its stream. An object is deleted when all its records were accepted.
import { openBucket, type S3Storage } from '@tracelake/lake';
import { parseS3Address, TracelakeError } from '@tracelake/schema';
import type { CommandContext, CommandRun } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { countText } from '../output/quantity-text.ts';
import type { DeliveryStream } from '../replay/delivery-stream.ts';
import { type RejectedRecord, rejectedRecords } from '../replay/rejected-records.ts';

const ERRORS_PREFIX = 'errors/';
/** Of one reason, for a person to read. */
const SHOWN_MESSAGE = 160;

interface Replayed {
  objects: number;
  records: number;
  /** Left where they are: no records were found in them. */
  unreadable: string[];
  reasons: Map<string, { count: number; message: string }>;
}

export const replay: CommandRun = async (context) => {
  const { terminal, flags, config, interrupted } = context;
  const prefix = prefixOf(context);
  if (config.bucket === null) throw noBucket();
  const isDry = flags['dry-run'] === true;
  const stream = isDry ? null : await openStream(context);
  const storage = await openBucket(parseS3Address(config.bucket.address));
  try {
    const result = await replayAll(storage, prefix, stream, interrupted);
    await terminal.stdout.write(flags.format === 'json' ? jsonText(result, isDry) : plainText(result, isDry));
    return result.unreadable.length > 0 ? EXIT_CODES.failure : EXIT_CODES.ok;
  } finally {
    storage.close();
    stream?.close();
  }
};

async function replayAll(
  storage: S3Storage,
  prefix: string,
  stream: DeliveryStream | null,
  signal: AbortSignal,
): Promise<Replayed> {
  const result: Replayed = { objects: 0, records: 0, unreadable: [], reasons: new Map() };
  // Listed before anything is sent: what is rejected again comes as new objects.
  const paths: string[] = [];
  for await (const { path } of storage.list(prefix)) paths.push(path);
  for (const path of paths) {
    signal.throwIfAborted();
    const { records, unreadable } = rejectedRecords(new TextDecoder().decode(await storage.get(path)));
    if (unreadable > 0 || records.length === 0) {
      result.unreadable.push(path);
      continue;
    }
    await stream?.putAll(
      records.map(({ data }) => data),
      signal,
    );
    if (stream !== null) await storage.delete(path);
    result.objects++;
    count(result, records);
  }
  return result;
}

function count(result: Replayed, records: readonly RejectedRecord[]): void {
  result.records += records.length;
  for (const { code, message } of records) {
    const reason = result.reasons.get(code) ?? { count: 0, message };
    reason.count++;
    result.reasons.set(code, reason);
  }
}

function plainText({ objects, records, unreadable, reasons }: Replayed, isDry: boolean): string {
  if (objects === 0 && unreadable.length === 0) return 'Firehose rejected nothing.\n';
  const done = isDry ? 'would be sent again' : 'sent again, and the objects deleted';
  const lines = [`${countText(records, 'record')} of ${countText(objects, 'object')} ${done}.`];
  for (const [code, { count: times, message }] of reasons) {
    lines.push(`  ${countText(times, 'record')} ${code}: ${message.slice(0, SHOWN_MESSAGE)}`);
  }
  for (const path of unreadable) lines.push(`  left where it is, since it cannot be read whole: ${path}`);
  return `${lines.join('\n')}\n`;
}

function jsonText({ objects, records, unreadable, reasons }: Replayed, isDry: boolean): string {
  const counted = Object.fromEntries([...reasons].map(([code, reason]) => [code, reason.count]));
  return `${JSON.stringify({ dryRun: isDry, objects, records, reasons: counted, unreadable })}\n`;
}

async function openStream({ flags }: CommandContext): Promise<DeliveryStream> {
  const name = flags.stream ?? '';
  if (name === '') {
    throw new TracelakeError('config_invalid', 'The stream to send to is not named.', {
      hint: 'Name it with --stream, as "tracelake deploy" printed it; --dry-run only shows what there is.',
    });
  }
  const { DeliveryStream } = await import('../replay/delivery-stream.ts');
  return new DeliveryStream(name);
}

function prefixOf({ positionals: [prefix = ERRORS_PREFIX] }: CommandContext): string {
  if (prefix.startsWith(ERRORS_PREFIX)) return prefix;
  throw new TracelakeError('config_invalid', `${JSON.stringify(prefix)} is not under ${ERRORS_PREFIX}.`, {
    hint: `Rejects lie under ${ERRORS_PREFIX}: "tracelake replay ${ERRORS_PREFIX}spans/ --data s3://BUCKET --stream NAME".`,
  });
}

function noBucket(): TracelakeError {
  return new TracelakeError('config_invalid', 'Rejects lie in the bucket of a deployed lake, and none is named.', {
    hint: 'Name it with --data s3://BUCKET.',
  });
}
