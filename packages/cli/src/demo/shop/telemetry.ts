// The OpenTelemetry SDK as any app sets it up: a tracer provider per execution environment, a batch processor and an OTLP exporter per protocol.
import type { Attributes, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type IdGenerator,
  NodeTracerProvider,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import type { Random } from './seeded-random.ts';

export type OtlpProtocol = 'http/protobuf' | 'http/json';

export interface TelemetryOptions {
  /** Base URL, as in OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly otlpUrl: string;
  readonly random: Random;
  /** Told once when exports begin to fail, and once when they work again. */
  readonly onTrouble: (message: string) => void;
}

const SCOPE_NAME = 'tracelake-demo-shop';
const SCOPE_VERSION = '1.0.0';

// 8192 spans wait for a restarting server: minutes of live traffic; more are dropped by the SDK, so memory stays bounded.
const MAX_QUEUE_SIZE = 8192;
const MAX_EXPORT_BATCH_SIZE = 1024;
/** Below the queue's size by a whole request's spans many times over. */
const FLUSH_THRESHOLD = 4096;

export class Telemetry {
  readonly #processors: Readonly<Record<OtlpProtocol, BatchSpanProcessor>>;
  readonly #exports: ExportTally;
  readonly #ids: IdGenerator;

  constructor(options: TelemetryOptions) {
    // Registers the async context and the W3C trace-context propagator for the whole process.
    new NodeTracerProvider().register();
    // Headers, such as a token, come from OTEL_EXPORTER_OTLP_HEADERS, which the exporters read themselves.
    const url = new URL('v1/traces', withSlash(options.otlpUrl)).href;
    const exporterOptions = { url, timeoutMillis: 30_000 };
    this.#exports = new ExportTally(options.onTrouble);
    this.#processors = {
      'http/protobuf': this.#processor(new ProtobufTraceExporter(exporterOptions)),
      'http/json': this.#processor(new JsonTraceExporter(exporterOptions)),
    };
    this.#ids = {
      generateTraceId: () => options.random.hex(32),
      generateSpanId: () => options.random.hex(16),
    };
  }

  get exportedSpans(): number {
    return this.#exports.exportedSpans;
  }

  get lostSpans(): number {
    return this.#exports.lostSpans;
  }

  /** A tracer of its own provider: its resource is that of one execution environment. */
  tracer(resourceAttributes: Attributes, protocol: OtlpProtocol): Tracer {
    const provider = new NodeTracerProvider({
      resource: defaultResource().merge(resourceFromAttributes(resourceAttributes)),
      spanProcessors: [this.#processors[protocol]],
      idGenerator: this.#ids,
    });
    return provider.getTracer(SCOPE_NAME, SCOPE_VERSION);
  }

  /** Waits for the exporters once so much has gathered that more would overrun their queues. */
  async flushIfFull(): Promise<void> {
    if (this.#exports.endedSpans - this.#exports.flushedAtSpans < FLUSH_THRESHOLD) return;
    await this.flush();
  }

  /** Sends everything that has ended. What cannot be sent is counted as lost; it never throws. */
  async flush(): Promise<void> {
    this.#exports.flushedAtSpans = this.#exports.endedSpans;
    await Promise.allSettled(Object.values(this.#processors).map((processor) => processor.forceFlush()));
    // The processor does not wait for the batches it sent on its own just before.
    await this.#exports.settled();
  }

  async shutdown(): Promise<void> {
    await Promise.allSettled(Object.values(this.#processors).map((processor) => processor.shutdown()));
  }

  #processor(exporter: SpanExporter): BatchSpanProcessor {
    return new CountingProcessor(this.#exports.watch(exporter), this.#exports);
  }
}

class CountingProcessor extends BatchSpanProcessor {
  readonly #exports: ExportTally;

  constructor(exporter: SpanExporter, exports: ExportTally) {
    super(exporter, {
      maxQueueSize: MAX_QUEUE_SIZE,
      maxExportBatchSize: MAX_EXPORT_BATCH_SIZE,
      scheduledDelayMillis: 500,
      exportTimeoutMillis: 35_000,
    });
    this.#exports = exports;
  }

  override onEnd(span: ReadableSpan): void {
    this.#exports.endedSpans += 1;
    super.onEnd(span);
  }
}

class ExportTally {
  endedSpans = 0;
  flushedAtSpans = 0;
  exportedSpans = 0;
  lostSpans = 0;
  #failing = false;
  #inFlight = 0;
  #whenSettled: (() => void)[] = [];
  readonly #onTrouble: (message: string) => void;

  constructor(onTrouble: (message: string) => void) {
    this.#onTrouble = onTrouble;
  }

  watch(exporter: SpanExporter): SpanExporter {
    return {
      export: (spans, done) => {
        this.#inFlight += 1;
        exporter.export(spans, (result) => {
          if (result.code === 0) this.#succeeded(spans.length);
          else this.#failed(spans.length, result.error);
          this.#inFlight -= 1;
          if (this.#inFlight === 0) for (const resolve of this.#whenSettled.splice(0)) resolve();
          done(result);
        });
      },
      shutdown: () => exporter.shutdown(),
      forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    };
  }

  /** When no export is under way. */
  settled(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenSettled.push(resolve));
  }

  #succeeded(spans: number): void {
    this.exportedSpans += spans;
    if (this.#failing) this.#onTrouble(`the lake takes spans again (${this.lostSpans} were lost in between)`);
    this.#failing = false;
  }

  #failed(spans: number, error: Error | undefined): void {
    this.lostSpans += spans;
    if (!this.#failing) this.#onTrouble(`spans cannot be sent: ${error?.message || error?.name || 'no reason given'}`);
    this.#failing = true;
  }
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
