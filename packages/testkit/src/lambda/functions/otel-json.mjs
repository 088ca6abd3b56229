// A function with the OpenTelemetry SDK that exports JSON. What it does stands in `traced-order.mjs`.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { tracedOrder } from './traced-order.mjs';

export const handler = tracedOrder(OTLPTraceExporter);
