// The extension's way, OTLP bytes to rows to JSON documents, beside the column decoder and beside what others make of the same bytes.
// Cold is what an extension lives with: the first spans of a process. Each candidate runs in a process of its own; CPU time.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOtlpDecoder, createRowReader, documentOf } from '@tracelake/otlp';
import type { BodyFormat } from '@tracelake/schema';
import { benchSpans, encodeOtlpJson, encodeOtlpProtobuf, otlpRequests } from '@tracelake/testkit';
import { Root } from 'protobufjs';

const SPANS = 20_000;
/** What one invocation sends. */
const SPANS_PER_BODY = 12;
const COLD_BODIES = 5;
const COLD_RUNS = 5;
const ROUNDS = 9;
const WARM_UP_ROUNDS = 4;

/** Takes all bodies; returns the spans it has seen. */
type Work = (bodies: readonly Uint8Array[]) => number;

interface Candidate {
  readonly format: BodyFormat;
  readonly make: () => Work;
}

function rowsOf(format: BodyFormat, withDocuments: boolean): Work {
  const latin1 = (bytes: Uint8Array) => (bytes as Buffer).toString('latin1');
  const reader = createRowReader({ latin1 });
  return (bodies) => {
    let spans = 0;
    for (const body of bodies) {
      const { rows } = reader.read(body, format);
      if (withDocuments) for (const row of rows) spans += documentOf(row) === '' ? 0 : 1;
      else spans += rows.length;
    }
    return spans;
  };
}

/** A decoder a body, as an extension would have it: what is held is little. */
function columnsOf(format: BodyFormat): Work {
  const segment = new Uint8Array(1 << 20);
  const decoder = createOtlpDecoder(segment, { hashSeed: 1 });
  return (bodies) => {
    let spans = 0;
    for (const body of bodies) {
      segment.set(body);
      spans += decoder.decode(0, body.length, format).rows;
      decoder.clear();
    }
    return spans;
  };
}

interface RequestObject {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly unknown[] }[] }[];
}

function spansOf(request: RequestObject): number {
  let spans = 0;
  for (const { scopeSpans } of request.resourceSpans) for (const scope of scopeSpans) spans += scope.spans.length;
  return spans;
}

function protobufjs(toJson: boolean): Work {
  const descriptor = JSON.parse(readFileSync('packages/otlp/test/proto/otlp-trace.json', 'utf8'));
  const type = Root.fromJSON(descriptor).lookupType('ExportTraceServiceRequest');
  return (bodies) => {
    let spans = 0;
    for (const body of bodies) {
      const message = type.decode(body);
      if (toJson) JSON.stringify(type.toObject(message, { longs: String, bytes: String }));
      spans += spansOf(message as unknown as RequestObject);
    }
    return spans;
  };
}

function parsedJson(toJson: boolean): Work {
  return (bodies) => {
    let spans = 0;
    for (const body of bodies) {
      const request = JSON.parse(Buffer.from(body).toString('utf8')) as RequestObject;
      if (toJson) JSON.stringify(request);
      spans += spansOf(request);
    }
    return spans;
  };
}

const CANDIDATES: Readonly<Record<string, Candidate>> = {
  'protobuf to documents': { format: 'otlpProtobuf', make: () => rowsOf('otlpProtobuf', true) },
  'protobuf to rows': { format: 'otlpProtobuf', make: () => rowsOf('otlpProtobuf', false) },
  'protobuf to columns': { format: 'otlpProtobuf', make: () => columnsOf('otlpProtobuf') },
  'protobufjs to JSON': { format: 'otlpProtobuf', make: () => protobufjs(true) },
  protobufjs: { format: 'otlpProtobuf', make: () => protobufjs(false) },
  'JSON to documents': { format: 'otlpJson', make: () => rowsOf('otlpJson', true) },
  'JSON to rows': { format: 'otlpJson', make: () => rowsOf('otlpJson', false) },
  'JSON to columns': { format: 'otlpJson', make: () => columnsOf('otlpJson') },
  'JSON.parse, JSON.stringify': { format: 'otlpJson', make: () => parsedJson(true) },
};

function bodiesOf(format: BodyFormat): Uint8Array[] {
  return [...otlpRequests(benchSpans(SPANS), SPANS_PER_BODY)].map((request) =>
    format === 'otlpJson' ? new TextEncoder().encode(encodeOtlpJson(request)) : encodeOtlpProtobuf(request),
  );
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

interface Measured {
  readonly coldUs: number;
  readonly warmUs: number;
}

function measure({ format, make }: Candidate, file: string, isCold: boolean): Measured {
  const bodies = bodiesIn(file, format);
  const coldBodies = bodies.slice(0, COLD_BODIES);
  const coldFrom = cpuMicroseconds();
  const work = make();
  const coldSpans = work(coldBodies);
  const coldUs = (cpuMicroseconds() - coldFrom) / coldSpans;
  if (isCold) return { coldUs, warmUs: 0 };
  const times: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const from = cpuMicroseconds();
    const spans = work(bodies);
    if (spans !== SPANS) throw new Error(`${spans} spans of ${SPANS}`);
    if (round >= WARM_UP_ROUNDS) times.push((cpuMicroseconds() - from) / SPANS);
  }
  return { coldUs, warmUs: middle(times) };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Bodies are made once: making them would warm what is measured. */
function writeBodies(folder: string, format: BodyFormat): void {
  const bodies = bodiesOf(format);
  writeFileSync(join(folder, `${format}.json`), JSON.stringify(bodies.map((body) => body.length)));
  writeFileSync(join(folder, format), Buffer.concat(bodies));
}

function bodiesIn(folder: string, format: BodyFormat): Uint8Array[] {
  const lengths = JSON.parse(readFileSync(join(folder, `${format}.json`), 'utf8')) as number[];
  const bytes = readFileSync(join(folder, format));
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return bytes.subarray(end - length, end);
  });
}

function inChild(name: string, folder: string, isCold: boolean): Measured {
  const given = [fileURLToPath(import.meta.url), name, folder, String(isCold)];
  const child = spawnSync(process.execPath, given, { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Measured;
}

function printBytes(): void {
  const reader = createRowReader();
  const json = bodiesOf('otlpJson');
  const jsonBytes = json.reduce((total, body) => total + body.length, 0);
  const documents = json.flatMap((body) => reader.read(body, 'otlpJson').rows.map(documentOf));
  const documentBytes = documents.reduce((total, document) => total + Buffer.byteLength(document) + 1, 0);
  const perSpan = (bytes: number) => (bytes / SPANS).toFixed(0);
  console.log(
    `${perSpan(documentBytes)} B a document, ${perSpan(jsonBytes)} B a span of OTLP/JSON with ${SPANS_PER_BODY} a body: ${(documentBytes / jsonBytes).toFixed(3)}x`,
  );
}

const [only, folder, cold] = process.argv.slice(2);
if (only !== undefined && folder !== undefined) {
  console.log(JSON.stringify(measure(CANDIDATES[only]!, folder, cold === 'true')));
} else {
  const made = mkdtempSync(join(tmpdir(), 'tracelake-rows-'));
  try {
    for (const format of ['otlpProtobuf', 'otlpJson'] as const) writeBodies(made, format);
    printBytes();
    console.log(
      `µs of CPU a span, Node ${process.version}; cold: the first ${COLD_BODIES * SPANS_PER_BODY} of a process`,
    );
    let own: Measured | undefined;
    for (const name of Object.keys(CANDIDATES)) {
      const { warmUs } = inChild(name, made, false);
      const coldUs = middle(Array.from({ length: COLD_RUNS }, () => inChild(name, made, true).coldUs));
      if (name.endsWith('to documents')) own = { coldUs, warmUs };
      const ratios = `${(coldUs / own!.coldUs).toFixed(2)}x cold, ${(warmUs / own!.warmUs).toFixed(2)}x warm`;
      console.log(
        `${name.padEnd(28)} ${coldUs.toFixed(1).padStart(7)} cold ${warmUs.toFixed(2).padStart(7)} warm   ${ratios}`,
      );
    }
  } finally {
    rmSync(made, { recursive: true });
  }
}
