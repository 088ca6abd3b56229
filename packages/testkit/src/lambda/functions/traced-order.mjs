// Takes an order: an entry span as the Lambda instrumentation makes it, calls below it, all flushed to 127.0.0.1:4318 before the answer.
// `event`: {user, article, spans = 2, ending?: 'throw' | 'hang' | 'exit' | 'allocate', workMs = 0};
// an ending other than `throw` leaves spans open: those below are flushed before it, the entry span never is.
// FUNCTION_FOLLOWS_XRAY=1 takes the parent from the X-Ray header if it is sampled; else traces are of the SDK's own making.
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const RESOURCE = {
  'service.name': 'order-service',
  'service.version': '3.1.4',
  'deployment.environment.name': 'test',
  'cloud.provider': 'aws',
  'cloud.platform': 'aws_lambda',
  'cloud.region': process.env.AWS_REGION,
  'faas.name': process.env.AWS_LAMBDA_FUNCTION_NAME,
  'faas.version': process.env.AWS_LAMBDA_FUNCTION_VERSION,
};

class OutOfStockError extends Error {
  name = 'OutOfStockError';
}

/** The parent that X-Ray names, where it records one. */
function parentContext() {
  const fields = Object.fromEntries((process.env._X_AMZN_TRACE_ID ?? '').split(';').map((field) => field.split('=')));
  if (process.env.FUNCTION_FOLLOWS_XRAY !== '1' || fields.Sampled !== '1') return ROOT_CONTEXT;
  const [, epoch, rest] = fields.Root.split('-');
  const parent = { traceId: epoch + rest, spanId: fields.Parent, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}

export function tracedOrder(Exporter) {
  const exporter = new Exporter({
    url: `${process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? 'http://127.0.0.1:4318'}/v1/traces`,
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes(RESOURCE),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  const tracer = provider.getTracer('order-service', '1.0.0');
  let isColdStart = true;

  async function step(name, kind, attributes) {
    await tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      span.end();
    });
  }

  async function endBadly(ending) {
    await provider.forceFlush();
    if (ending === 'exit') process.exit(1);
    const taken = [];
    for (;;) {
      if (ending === 'allocate') taken.push(Buffer.alloc(8 << 20, taken.length + 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function work(event) {
    const article = event.article ?? 'lamp';
    for (let index = 0; index < (event.spans ?? 2); index++) {
      const attributes = {
        'db.system.name': 'dynamodb',
        'db.operation.name': 'GetItem',
        'app.article': article,
        index,
      };
      await step(`GetItem ${index}`, SpanKind.CLIENT, attributes);
    }
    const open = tracer.startSpan('reserve', { attributes: { 'app.article': article } });
    if (event.ending === 'throw') {
      const error = new OutOfStockError(`no ${article} left`);
      open.recordException(error);
      open.setStatus({ code: SpanStatusCode.ERROR, message: error.message }).end();
      throw error;
    }
    if (event.ending !== undefined) await endBadly(event.ending);
    if (event.workMs > 0) await new Promise((resolve) => setTimeout(resolve, event.workMs));
    open.end();
    return { article, isReserved: true };
  }

  return async (event, invocation) => {
    const attributes = {
      'faas.invocation_id': invocation.awsRequestId,
      'faas.coldstart': isColdStart,
      'cloud.resource_id': invocation.invokedFunctionArn,
      'user.id': event.user ?? 'u-1',
    };
    isColdStart = false;
    const root = tracer.startSpan(invocation.functionName, { kind: SpanKind.SERVER, attributes }, parentContext());
    const { traceId, spanId } = root.spanContext();
    try {
      const result = await context.with(trace.setSpan(context.active(), root), () => work(event));
      return { ...result, traceId, spanId };
    } catch (error) {
      root.recordException(error);
      root.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      throw error;
    } finally {
      root.end();
      await provider.forceFlush().catch(() => console.error('spans could not be flushed'));
    }
  };
}
