// How each language sends its spans to an address, step by step; and how a Lambda function sends to a lake in AWS.

export interface Step {
  readonly title: string;
  /** A sentence before the commands. */
  readonly about?: string;
  readonly commands: string;
}

interface LanguageEntry {
  readonly title: string;
  readonly steps: (address: string) => readonly Step[];
}

const ADD = 'Add the SDK';
const RUN = 'Run your program with these variables';
/** Of the reader's app. Apart from its line, which else reads as an import of this page. */
const SST_PACKAGE = "'tracelake/sst'";
const KNOWN = {
  title: 'Put what you know on the span',
  about: 'One wide event per request. Whatever you set can be filtered and grouped at once.',
};

export const LANGUAGES = {
  node: {
    title: 'Node.js',
    steps: (address) => [
      { title: ADD, commands: 'npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node' },
      {
        title: RUN,
        commands: `OTEL_SERVICE_NAME=my-app \\
OTEL_EXPORTER_OTLP_ENDPOINT=${address} \\
node --require @opentelemetry/auto-instrumentations-node/register app.js`,
      },
      {
        ...KNOWN,
        commands: `import { trace } from '@opentelemetry/api';

trace.getActiveSpan()?.setAttributes({
  'user.plan': user.plan,
  'payment.provider': provider.name,
});`,
      },
    ],
  },
  python: {
    title: 'Python',
    steps: (address) => [
      {
        title: ADD,
        commands: `pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http
opentelemetry-bootstrap -a install`,
      },
      {
        title: RUN,
        commands: `OTEL_SERVICE_NAME=my-app \\
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\
OTEL_EXPORTER_OTLP_ENDPOINT=${address} \\
opentelemetry-instrument python app.py`,
      },
      {
        ...KNOWN,
        commands: `from opentelemetry import trace

trace.get_current_span().set_attribute("user.plan", user.plan)`,
      },
    ],
  },
  java: {
    title: 'Java',
    steps: (address) => [
      {
        title: 'Run your program with the agent and these variables',
        commands: `OTEL_SERVICE_NAME=my-app \\
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\
OTEL_EXPORTER_OTLP_ENDPOINT=${address} \\
java -javaagent:opentelemetry-javaagent.jar -jar app.jar`,
      },
      {
        ...KNOWN,
        commands: `import io.opentelemetry.api.trace.Span;

Span.current().setAttribute("user.plan", user.plan());`,
      },
    ],
  },
  go: {
    title: 'Go',
    steps: (address) => [
      {
        title: ADD,
        commands: `go get go.opentelemetry.io/otel/sdk \\
  go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp`,
      },
      {
        title: 'Start it in main',
        commands: `exporter, err := otlptracehttp.New(ctx)
if err != nil {
	log.Fatal(err)
}
provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
defer provider.Shutdown(ctx)
otel.SetTracerProvider(provider)`,
      },
      {
        title: RUN,
        commands: `OTEL_SERVICE_NAME=my-app \\
OTEL_EXPORTER_OTLP_ENDPOINT=${address} \\
go run .`,
      },
      {
        ...KNOWN,
        commands: `trace.SpanFromContext(ctx).SetAttributes(attribute.String("user.plan", user.Plan))`,
      },
    ],
  },
  layer: {
    title: 'Lambda layer',
    steps: () => [
      {
        title: 'Deploy the lake to your account',
        about:
          'Functions send to the lake in AWS, not to this address. It prints layer, stream, schemaVersion and senderPolicy.',
        commands: 'npx tracelake deploy',
      },
      {
        title: 'In an SST app: one line for all functions',
        about: 'First in run(), before the functions.',
        commands: `const { Tracelake } = await import(${SST_PACKAGE});
new Tracelake('Observability', { instrumentAll: true });`,
      },
      {
        title: 'Else: give a function the four',
        about:
          'Layers and variables replace what it has: name its own, too. CDK, Serverless, SAM and Terraform are in examples/.',
        commands: `aws lambda update-function-configuration --function-name FUNCTION \\
  --layers LAYER \\
  --environment 'Variables={TRACELAKE_STREAM_NAME=STREAM,TRACELAKE_SCHEMA_VERSION=VERSION}'
aws iam attach-role-policy --role-name ROLE --policy-arn SENDER_POLICY`,
      },
      {
        title: 'With an OpenTelemetry SDK in it: its spans, too',
        about: 'One more variable of the function. Without an SDK there is an event an invocation.',
        commands: 'OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318',
      },
      {
        title: 'See whether it arrives',
        about: 'The first file is written after five minutes.',
        commands: 'npx tracelake doctor --aws --stream STREAM',
      },
    ],
  },
  curl: {
    title: 'curl',
    steps: (address) => [
      {
        title: 'Send one span',
        commands: `now=$(date +%s)000000000
curl ${address}/v1/traces -H 'content-type: application/json' -d '{"resourceSpans":[{"resource":{"attributes":[
  {"key":"service.name","value":{"stringValue":"my-app"}}]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",
  "spanId":"eee19b7ec3c1b174","name":"hello","kind":2,"startTimeUnixNano":"'$now'","endTimeUnixNano":"'$now'"}]}]}]}'`,
      },
    ],
  },
} as const satisfies Record<string, LanguageEntry>;

export type Language = keyof typeof LANGUAGES;
