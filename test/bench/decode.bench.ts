// CPU time a span of the OTLP decoder, bytes to column buffers, beside what others make of the same bytes: objects. Each in a
// process of its own, because one after the other in one process they slow each other down.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createOtlpDecoder } from '@tracelake/otlp';
import type { BodyFormat } from '@tracelake/schema';
import {
  benchSpans,
  encodeOtlpJson,
  encodeOtlpProtobuf,
  type OtlpTraceRequest,
  otlpRequests,
} from '@tracelake/testkit';
import { Root } from 'protobufjs';

const SPANS = 30_000;
const ROUNDS = 15;
const WARM_UP_ROUNDS = 5;

/** Makes the work of a round from the bodies; the work returns the spans it has seen. */
type Candidate = (spansPerRequest: number) => { readonly bytes: number; readonly work: () => number };

const CANDIDATES: Readonly<Record<string, Candidate>> = {
  'columns of protobuf': (spansPerRequest) => columnsOf(bodiesOf(spansPerRequest, encodeOtlpProtobuf), 'otlpProtobuf'),
  'columns of JSON': (spansPerRequest) => columnsOf(bodiesOf(spansPerRequest, jsonBytes), 'otlpJson'),
  'protobufjs, objects': (spansPerRequest) => {
    const descriptor = JSON.parse(readFileSync('packages/otlp/test/proto/otlp-trace.json', 'utf8'));
    const type = Root.fromJSON(descriptor).lookupType('ExportTraceServiceRequest');
    return objectsOf(bodiesOf(spansPerRequest, encodeOtlpProtobuf), (body) => type.decode(body));
  },
  'JSON.parse, objects': (spansPerRequest) =>
    objectsOf(bodiesOf(spansPerRequest, jsonBytes), (body) => JSON.parse(Buffer.from(body).toString('utf8'))),
};

function jsonBytes(request: OtlpTraceRequest): Uint8Array {
  return new TextEncoder().encode(encodeOtlpJson(request));
}

function bodiesOf(spansPerRequest: number, encode: (request: OtlpTraceRequest) => Uint8Array): Uint8Array[] {
  return [...otlpRequests(benchSpans(SPANS), spansPerRequest)].map(encode);
}

/** A fresh decoder a round, as every segment has. */
function columnsOf(bodies: readonly Uint8Array[], format: BodyFormat): ReturnType<Candidate> {
  const bytes = bodies.reduce((total, body) => total + body.length, 0);
  const segment = new Uint8Array(new SharedArrayBuffer(bytes));
  const ends: number[] = [];
  for (const body of bodies) {
    const start = ends.at(-1) ?? 0;
    segment.set(body, start);
    ends.push(start + body.length);
  }
  const work = (): number => {
    const decoder = createOtlpDecoder(segment, { hashSeed: 1 });
    ends.forEach((end, i) => {
      decoder.decode(ends[i - 1] ?? 0, end, format);
    });
    return decoder.rows;
  };
  return { bytes, work };
}

interface RequestObject {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly unknown[] }[] }[];
}

function objectsOf(bodies: readonly Uint8Array[], read: (body: Uint8Array) => unknown): ReturnType<Candidate> {
  const work = (): number => {
    let spans = 0;
    for (const body of bodies) {
      for (const resource of (read(body) as RequestObject).resourceSpans) {
        for (const scope of resource.scopeSpans) spans += scope.spans.length;
      }
    }
    return spans;
  };
  return { bytes: bodies.reduce((total, body) => total + body.length, 0), work };
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

interface Measured {
  readonly microsecondsPerSpan: number;
  readonly bytesPerSpan: number;
}

function measure(name: string, spansPerRequest: number): Measured {
  const { bytes, work } = CANDIDATES[name]!(spansPerRequest);
  const times: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const started = cpuMicroseconds();
    const spans = work();
    if (spans !== SPANS) throw new Error(`${spans} spans of ${SPANS}`);
    if (round >= WARM_UP_ROUNDS) times.push((cpuMicroseconds() - started) / SPANS);
  }
  times.sort((left, right) => left - right);
  return { microsecondsPerSpan: times[ROUNDS >> 1]!, bytesPerSpan: bytes / SPANS };
}

function spansDigest(): string {
  const hash = createHash('sha256');
  for (const span of benchSpans(SPANS)) {
    const line = JSON.stringify(span, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
    hash.update(`${line}\n`);
  }
  return hash.digest('hex');
}

const [only, size] = process.argv.slice(2);
if (only !== undefined) {
  console.log(JSON.stringify(measure(only, Number(size))));
} else {
  console.log(
    `${SPANS} spans, SHA-256 ${spansDigest()}, Node ${process.version}, median of ${ROUNDS} rounds, CPU time`,
  );
  for (const spansPerRequest of [500, 12]) {
    let own = 0;
    for (const name of Object.keys(CANDIDATES)) {
      const given = [fileURLToPath(import.meta.url), name, String(spansPerRequest)];
      const child = spawnSync(process.execPath, given, { encoding: 'utf8' });
      if (child.status !== 0) throw new Error(child.stderr);
      const { microsecondsPerSpan, bytesPerSpan } = JSON.parse(child.stdout) as Measured;
      own ||= microsecondsPerSpan;
      const rate = Math.round(1e6 / microsecondsPerSpan).toLocaleString('en');
      console.log(
        `${String(spansPerRequest).padStart(3)} a request  ${name.padEnd(20)} ${microsecondsPerSpan.toFixed(2).padStart(7)} µs/span ` +
          `${rate.padStart(8)} spans/s ${bytesPerSpan.toFixed(0).padStart(5)} B/span ${(microsecondsPerSpan / own).toFixed(2).padStart(6)}x`,
      );
    }
  }
}
