// One delivery stream: buffers records, converts them, and gives objects with keys to a sink.
import type { GlueColumn } from '@tracelake/schema';
import { type SeededRandom, shuffled } from '../seeded-random.ts';
import { type FailedRecord, failedRecordLine } from './failed-record.ts';
import { BillingMeter } from './firehose-billing.ts';
import { type HiveParquetOptions, hiveParquetFile } from './hive-parquet-file.ts';
import { type HiveMember, hiveType } from './hive-type.ts';
import { checkPrefixes, evaluatePrefix, objectName } from './object-prefix.ts';
import type { HiveStructValue } from './openx-serde.ts';
import { type ConversionOptions, convertRecord } from './record-conversion.ts';

export interface DeliveredObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** Of converted objects `hadoop-snappy`, although the body is plain Parquet. */
  readonly contentEncoding: string | undefined;
}

/** Where objects go. As long as it throws, the records are kept and tried again, up to 24 hours. */
export type ObjectSink = (object: DeliveredObject) => Promise<void> | void;

export interface ConversionConfiguration extends ConversionOptions, HiveParquetOptions {
  /** The Glue table as it is now: a stream of version LATEST asks anew. `undefined`: there is no such table. */
  readonly table: readonly GlueColumn[] | (() => readonly GlueColumn[] | undefined);
  readonly databaseName?: string;
  readonly tableName?: string;
}

export interface StreamConfiguration {
  readonly prefix: string;
  readonly errorPrefix?: string;
  /** Without it records are put together as they are, without a delimiter. */
  readonly conversion?: ConversionConfiguration;
  /** Default with conversion 128 MB and 300 s, else 5 MB and 300 s. */
  readonly buffering?: { readonly sizeMb?: number; readonly intervalSeconds?: number };
  /** Firehose buffers per internal shard, so that an interval gives several files. */
  readonly shards?: number;
}

const MIN_CONVERTED_BUFFER_MB = 64;
const MAX_BUFFER_MB = 128;
const MAX_INTERVAL_SECONDS = 900;
const MS_PER_DAY = 86_400_000;
const ERROR_OUTPUT_TYPE = 'format-conversion-failed';

interface BufferedRecord {
  readonly data: Uint8Array;
  readonly arrivalMs: number;
}

export interface DeliveryCounts {
  readonly convertedRows: number;
  readonly failedConversions: number;
  /** Given up after a day without a destination. */
  readonly lostRecords: number;
  readonly objects: number;
}

export class DeliveryStream {
  readonly name: string;
  readonly billing = new BillingMeter();
  private readonly configuration: StreamConfiguration;
  private readonly sink: ObjectSink;
  private readonly random: SeededRandom;
  private readonly maxBytes: number;
  private readonly intervalMs: number;
  private readonly shards: BufferedRecord[][];
  private accepted = 0;
  private delivery: Promise<void> = Promise.resolve();
  private tallies = { convertedRows: 0, failedConversions: 0, lostRecords: 0, objects: 0 };

  /** Throws what CreateDeliveryStream would refuse. */
  constructor(name: string, configuration: StreamConfiguration, sink: ObjectSink, random: SeededRandom) {
    const isConverted = configuration.conversion !== undefined;
    const { sizeMb = isConverted ? MAX_BUFFER_MB : 5, intervalSeconds = 300 } = configuration.buffering ?? {};
    const minMb = isConverted ? MIN_CONVERTED_BUFFER_MB : 1;
    if (sizeMb < minMb || sizeMb > MAX_BUFFER_MB) {
      throw new Error(`InvalidArgumentException: SizeInMBs ${sizeMb} is not between ${minMb} and ${MAX_BUFFER_MB}`);
    }
    if (intervalSeconds < 0 || intervalSeconds > MAX_INTERVAL_SECONDS) {
      throw new Error(`InvalidArgumentException: IntervalInSeconds ${intervalSeconds} is not between 0 and 900`);
    }
    checkPrefixes(configuration.prefix, configuration.errorPrefix);
    this.name = name;
    this.configuration = configuration;
    this.sink = sink;
    this.random = random;
    this.maxBytes = sizeMb * 1024 * 1024;
    this.intervalMs = intervalSeconds * 1_000;
    this.shards = Array.from({ length: configuration.shards ?? 1 }, () => []);
  }

  get counts(): DeliveryCounts {
    return { ...this.tallies };
  }

  get bufferedRecords(): number {
    return this.shards.reduce((sum, shard) => sum + shard.length, 0);
  }

  accept(data: Uint8Array, arrivalMs: number): void {
    this.shards[this.accepted % this.shards.length]!.push({ data, arrivalMs });
    this.accepted++;
    this.billing.countRecord(data.length);
  }

  /** Delivers what is full or old enough, or all of it. One delivery after the other; throws what the sink throws. */
  deliver(nowMs: number, all = false): Promise<void> {
    const next = this.delivery.catch(() => undefined).then(() => this.deliverDue(nowMs, all));
    this.delivery = next;
    return next;
  }

  private async deliverDue(nowMs: number, all: boolean): Promise<void> {
    for (const shard of this.shards) {
      const oldest = shard[0];
      if (oldest === undefined) continue;
      const bytes = shard.reduce((sum, { data }) => sum + data.length, 0);
      if (!all && bytes < this.maxBytes && nowMs - oldest.arrivalMs < this.intervalMs) continue;
      const batch = [...shard];
      try {
        await this.write(batch, nowMs);
        shard.splice(0, batch.length);
      } catch (error) {
        const kept = shard.filter(({ arrivalMs }) => nowMs - arrivalMs < MS_PER_DAY);
        this.tallies.lostRecords += shard.length - kept.length;
        shard.splice(0, shard.length, ...kept);
        throw error;
      }
    }
  }

  private async write(batch: readonly BufferedRecord[], nowMs: number): Promise<void> {
    const { conversion } = this.configuration;
    if (conversion === undefined) return this.put('', Buffer.concat(batch.map(({ data }) => data)), batch);
    const columns = columnsOf(conversion);
    const failed: FailedRecord[] = [];
    const rows: HiveStructValue[] = [];
    for (const { data, arrivalMs } of batch) {
      const fail = (code: string, message: string, rawData: Uint8Array) =>
        failed.push({ code, message, rawData, arrivalMs, attemptEndMs: nowMs, sequence: failed.length });
      if (columns === undefined) {
        fail('DataFormatConversion.EntityNotFound', 'The table was not found in the Glue Data Catalog.', data);
        continue;
      }
      const converted = convertRecord(data, columns, conversion);
      rows.push(...converted.rows);
      for (const { code, message, rawData } of converted.failures) fail(code, message, rawData);
    }
    // Errors first: when one of the two cannot be written, both are tried again, and no row is delivered twice.
    if (failed.length > 0) await this.putFailed(failed, batch, conversion);
    if (rows.length > 0 && columns !== undefined) {
      // Rows are not promised to be in the order they were put.
      await this.put('.parquet', hiveParquetFile(columns, shuffled(rows, this.random), conversion), batch);
    }
    this.tallies.convertedRows += rows.length;
    this.tallies.failedConversions += failed.length;
  }

  private async put(extension: string, body: Uint8Array, batch: readonly BufferedRecord[]): Promise<void> {
    const context = { arrivalMs: batch[0]!.arrivalMs, random: this.random };
    const key = `${evaluatePrefix(this.configuration.prefix, context)}${objectName(this.name, 1, context)}${extension}`;
    const contentEncoding = extension === '.parquet' ? 'hadoop-snappy' : undefined;
    await this.sink({ key, body, contentType: 'application/octet-stream', contentEncoding });
    this.tallies.objects++;
  }

  private async putFailed(
    failed: readonly FailedRecord[],
    batch: readonly BufferedRecord[],
    conversion: ConversionConfiguration,
  ): Promise<void> {
    const context = { arrivalMs: batch[0]!.arrivalMs, random: this.random, errorOutputType: ERROR_OUTPUT_TYPE };
    const prefix = evaluatePrefix(
      this.configuration.errorPrefix ?? `${this.configuration.prefix}${ERROR_OUTPUT_TYPE}/`,
      context,
    );
    const lines = failed.map((record) => `${failedRecordLine(record, conversion)}\n`);
    const body = new TextEncoder().encode(lines.join(''));
    const key = `${prefix}${objectName(this.name, 1, context)}`;
    await this.sink({ key, body, contentType: 'application/octet-stream', contentEncoding: undefined });
    this.tallies.objects++;
  }
}

/** Glue makes names lower-case. */
function columnsOf({ table }: ConversionConfiguration): readonly HiveMember[] | undefined {
  const columns = typeof table === 'function' ? table() : table;
  return columns?.map(({ Name, Type }) => ({ name: Name.toLowerCase(), type: hiveType(Type) }));
}
