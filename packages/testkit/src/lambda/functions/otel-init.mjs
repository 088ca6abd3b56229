// A function that does work of its own in its init, and flushes its span before that ends: the extension may not listen yet.
// It answers how often its SDK had to try again; the first time it leaves a mark in the sandbox's /tmp.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

let retries = 0;
const ignore = () => {};
const verbose = (message) => {
  if (!message.startsWith('Scheduling export retry')) return;
  retries++;
  writeFileSync(join(tmpdir(), 'had-to-retry'), '');
};
diag.setLogger({ verbose, debug: ignore, info: ignore, warn: ignore, error: console.error }, DiagLogLevel.VERBOSE);

const exporter = new OTLPTraceExporter({ url: `${process.env.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces` });
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
provider.getTracer('init').startSpan('load configuration').end();
await provider.forceFlush();

export async function handler() {
  return { retries };
}
