// How each language sends its spans to an address.

interface LanguageEntry {
  readonly title: string;
  readonly commands: (address: string) => string;
}

export const LANGUAGES = {
  node: {
    title: 'Node.js',
    commands: (address) => `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node
OTEL_SERVICE_NAME=my-app OTEL_EXPORTER_OTLP_ENDPOINT=${address} \\
  node --require @opentelemetry/auto-instrumentations-node/register app.js`,
  },
  python: {
    title: 'Python',
    commands: (address) => `pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http
opentelemetry-bootstrap -a install
OTEL_SERVICE_NAME=my-app OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_ENDPOINT=${address} \\
  opentelemetry-instrument python app.py`,
  },
  java: {
    title: 'Java',
    commands: (
      address,
    ) => `OTEL_SERVICE_NAME=my-app OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_ENDPOINT=${address} \\
  java -javaagent:opentelemetry-javaagent.jar -jar app.jar`,
  },
  curl: {
    title: 'curl',
    commands: (address) => `now=$(date +%s)000000000
curl ${address}/v1/traces -H 'content-type: application/json' -d '{"resourceSpans":[{"resource":{"attributes":[
  {"key":"service.name","value":{"stringValue":"my-app"}}]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",
  "spanId":"eee19b7ec3c1b174","name":"hello","kind":2,"startTimeUnixNano":"'$now'","endTimeUnixNano":"'$now'"}]}]}]}'`,
  },
} as const satisfies Record<string, LanguageEntry>;

export type Language = keyof typeof LANGUAGES;
