// Bodies that are nearly right, by the thousand, through the decoder, the extension's row reader and a slow reader beside them: the same rows, or all refuse.
// A refused body must leave nothing in the rows around it, and what was accepted must outlive a Parquet file.
import { isDeepStrictEqual } from 'node:util';
import { createOtlpDecoder, createRowReader } from '@tracelake/otlp';
import { type BatchDecoder, type BodyFormat, isTracelakeError } from '@tracelake/schema';
import {
  type BatchRow,
  batchToRows,
  benchSpans,
  encodeOtlpJson,
  encodeOtlpProtobuf,
  mutateJson,
  mutateProtobuf,
  type OtlpTraceRequest,
  olderRequest,
  otlpRequests,
  RefusedBody,
  readOtlpJson,
  readOtlpProtobuf,
  referenceRows,
  type SeededRandom,
  seededRandom,
} from '@tracelake/testkit';
import fc from 'fast-check';
import { arbitraryRequest } from '../../packages/otlp/test/arbitrary-request.ts';
import { wholeRow } from '../../packages/otlp/test/rows/whole-rows.ts';
import { disagreements, firstDifference } from './parquet-agreement.ts';

export interface FuzzOptions {
  readonly mutations: number;
  readonly seed: number;
  /** Stop at so many faults. */
  readonly maxFaults?: number;
}

export interface FuzzReport {
  readonly mutations: number;
  readonly accepted: number;
  readonly refused: number;
  readonly rows: number;
  readonly files: number;
  /** The slowest body, in ms, and how long it was. */
  readonly worst: { readonly ms: number; readonly bytes: number };
  /** What was wrong, in words, with the body as base64. */
  readonly faults: readonly string[];
}

/** As many bodies share a decoder and, if accepted, a Parquet file. */
const BODIES_PER_BATCH = 500;
const SOURCE_REQUESTS = 300;
/** None takes so long; a body that does is a fault even on a machine that is busy with other things. */
const HANGING_MS = 5_000;

interface Expected {
  readonly rows: readonly BatchRow[];
  readonly rejected: number;
}

interface Judgement {
  /** `null`: must be refused. */
  readonly expected: Expected | null;
  /** Why it must be, or, with rows, why it may be: wrong only where nobody reads. */
  readonly refusal: string | null;
}

function sourceRequests(seed: number): OtlpTraceRequest[] {
  const random = fc.sample(arbitraryRequest, { numRuns: SOURCE_REQUESTS, seed: seed | 0 });
  const requests = [...random, ...otlpRequests(benchSpans(60, seed), 3)];
  return requests.map((request, n) => (n % 8 === 7 ? olderRequest(request) : request));
}

function judged(read: () => OtlpTraceRequest): Judgement {
  try {
    return { expected: referenceRows(read()), refusal: null };
  } catch (error) {
    if (error instanceof RefusedBody) return { expected: null, refusal: error.message };
    throw error;
  }
}

function judge(body: Uint8Array, format: BodyFormat): Judgement {
  if (format === 'otlpJson') return judged(() => readOtlpJson(body));
  const { refusal } = judged(() => readOtlpProtobuf(body, { strict: true }));
  return { ...judged(() => readOtlpProtobuf(body, { strict: false })), refusal };
}

export class OtlpFuzz {
  private readonly options: FuzzOptions;
  private readonly random: SeededRandom;
  private readonly sources: OtlpTraceRequest[];
  private readonly faults: string[] = [];
  private readonly segment = new Uint8Array(1 << 24);
  private readonly rowReader = createRowReader();
  private decoder: BatchDecoder = createOtlpDecoder(this.segment, { maxHashedKeys: 200 });
  private accepted = 0;
  private refused = 0;
  private rows = 0;
  private files = 0;
  private worst = { ms: 0, bytes: 0 };

  constructor(options: FuzzOptions) {
    this.options = options;
    this.random = seededRandom(options.seed);
    this.sources = sourceRequests(options.seed);
  }

  async run(): Promise<FuzzReport> {
    const { mutations, maxFaults = 10 } = this.options;
    for (let done = 0; done < mutations && this.faults.length < maxFaults; done += BODIES_PER_BATCH) {
      await this.batch(Math.min(BODIES_PER_BATCH, mutations - done));
    }
    const { accepted, refused, rows, files, worst, faults } = this;
    return { mutations: accepted + refused, accepted, refused, rows, files, worst, faults };
  }

  private mutated(): { body: Uint8Array; format: BodyFormat } {
    const source = this.sources[this.random.below(this.sources.length)]!;
    if (this.random.below(2) === 0) {
      return { body: mutateProtobuf(this.random, encodeOtlpProtobuf(source)), format: 'otlpProtobuf' };
    }
    const text = encodeOtlpJson(source, { integersAsNumbers: this.random.below(2) === 0 });
    return { body: mutateJson(this.random, text), format: 'otlpJson' };
  }

  /** A segment's decoder is used again once its rows are written: nothing of them may come back. */
  private decoderOfBatch(): BatchDecoder {
    if (this.random.below(4) === 0) {
      this.decoder = createOtlpDecoder(this.segment, { maxHashedKeys: 200, hashSeed: this.random.below(1 << 30) });
    } else this.decoder.clear();
    return this.decoder;
  }

  private async batch(bodies: number): Promise<void> {
    const decoder = this.decoderOfBatch();
    const expected: BatchRow[] = [];
    let position = 0;
    for (let n = 0; n < bodies; n++) {
      const { body, format } = this.mutated();
      this.segment.set(body, position);
      const { expected: wanted, refusal } = judge(body, format);
      this.readRows(body, format, wanted, refusal);
      const isTaken = this.decode(decoder, position, body, format, wanted);
      if (isTaken === null) return;
      if (isTaken && wanted === null) {
        this.fault(`taken, to be refused (${refusal})`, body, format);
        // Its rows are in the batch and cannot be told.
        return;
      }
      if (!isTaken && refusal === null) this.fault('refused, to be taken', body, format);
      if (!isTaken) continue;
      expected.push(...wanted!.rows);
      position += body.length;
    }
    await this.compare(decoder, expected);
  }

  /** `null`: anything but an answer or the one error. The bytes of a refused body are written over. */
  private decode(
    decoder: BatchDecoder,
    position: number,
    body: Uint8Array,
    format: BodyFormat,
    wanted: Expected | null,
  ): boolean | null {
    const before = decoder.rows;
    const startedMs = performance.now();
    try {
      const { rows, rejected } = decoder.decode(position, position + body.length, format);
      this.accepted++;
      const isRight = wanted === null || (rows === wanted.rows.length && rejected === wanted.rejected);
      if (!isRight) this.fault(`${rows} rows and ${rejected} rejected of ${shownCounts(wanted)}`, body, format);
      return true;
    } catch (error) {
      this.refused++;
      this.segment.fill(0xee, position, position + body.length);
      if (!isTracelakeError(error) || error.code !== 'malformed_body') {
        this.fault(`threw ${error}`, body, format);
        return null;
      }
      if (decoder.rows !== before) this.fault('left rows of a refused body', body, format);
      return false;
    } finally {
      const ms = performance.now() - startedMs;
      if (ms > this.worst.ms) this.worst = { ms, bytes: body.length };
      if (ms > HANGING_MS) this.fault(`took ${ms} ms`, body, format);
    }
  }

  /** The extension's reader looks into what nobody reads, too, so it may refuse whatever there is a reason to refuse. */
  private readRows(body: Uint8Array, format: BodyFormat, wanted: Expected | null, refusal: string | null): void {
    try {
      const { rows, rejected } = this.rowReader.read(body, format);
      if (wanted === null) this.fault(`rows of what is to be refused (${refusal})`, body, format);
      else if (
        !isDeepStrictEqual({ rows: rows.map(wholeRow), rejected }, { rows: wanted.rows, rejected: wanted.rejected })
      )
        this.fault('other rows by the row reader', body, format);
    } catch (error) {
      if (!isTracelakeError(error) || error.code !== 'malformed_body')
        this.fault(`the row reader threw ${error}`, body, format);
      else if (refusal === null) this.fault('refused by the row reader, to be taken', body, format);
    }
  }

  private async compare(decoder: BatchDecoder, expected: readonly BatchRow[]): Promise<void> {
    const batch = decoder.batch();
    let rows: BatchRow[];
    try {
      rows = batchToRows(batch);
    } catch (error) {
      this.faults.push(`a batch cannot be read: ${error}`);
      return;
    }
    const place = expected.findIndex((row, index) => !isDeepStrictEqual(row, rows[index]));
    if (rows.length !== expected.length) this.faults.push(`${rows.length} rows instead of ${expected.length}`);
    if (place >= 0 && rows[place] !== undefined) {
      this.faults.push(`row ${place} of a batch: ${firstDifference(expected[place]!, rows[place])}`);
      return;
    }
    this.faults.push(...(await disagreements(batch, rows)));
    this.rows += rows.length;
    this.files++;
  }

  private fault(what: string, body: Uint8Array, format: BodyFormat): void {
    this.faults.push(`${format}: ${what}: ${Buffer.from(body).toString('base64')}`);
  }
}

function shownCounts(expected: Expected): string {
  return `${expected.rows.length} rows and ${expected.rejected} rejected`;
}
