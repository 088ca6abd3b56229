// The spans that every published figure is measured on: about 20 services of a serverless app. Same arguments, same spans, on any machine.
import { drawOperation } from './bench-operations.ts';
import {
  type BenchAttribute,
  type BenchEvent,
  type BenchSpan,
  hex8,
  type Invocation,
  type Requester,
  randomHex,
} from './bench-span.ts';
import {
  EXCEPTIONS,
  MEMORY_SIZES_MB,
  PLANS,
  REGIONS,
  ROUTES,
  SERVICES,
  STACK_TRACES,
  USER_AGENTS,
  VERSIONS,
} from './bench-span-words.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

/** 2026-01-01T00:00:00Z in milliseconds. */
export const BENCH_START_MS = 1_767_225_600_000;

const USERS = 40_000;
const TENANTS = 700;
const INSTANCES_PER_SERVICE = 12;
const SPANS_PER_TRACE_ESTIMATE = 12;

interface Instance {
  readonly stream: string;
  cold: boolean;
}

function microsecondsToNano(timeMs: number): bigint {
  return BigInt(Math.round(timeMs * 1000)) * 1000n;
}

/**
 * Yields `count` spans spread over `hours` from BENCH_START_MS.
 * The SHA-256 of `benchSpans(10_000, 42, 6)` as JSON lines (bigints as decimal strings) is
 * 3c47407c3fc070af839655649bd60d4cf952d9b778ec34786087682900ac0d54; a test holds it.
 */
export function* benchSpans(count: number, seed = 42, hours = 6): Generator<BenchSpan> {
  const random = seededRandom(seed);
  const stepMs = (hours * 3_600_000) / (count / SPANS_PER_TRACE_ESTIMATE);
  const instances: Instance[][] = SERVICES.map(() =>
    Array.from({ length: INSTANCES_PER_SERVICE }, () => ({
      stream: `2026/01/01/[$LATEST]${randomHex(random, 32)}`,
      cold: true,
    })),
  );
  let traceStartMs = BENCH_START_MS;
  let made = 0;
  while (made < count) {
    traceStartMs += stepMs * 2 * random.fraction();
    for (const span of traceSpans(random, instances, traceStartMs)) {
      yield span;
      if (++made === count) return;
    }
  }
}

function* traceSpans(random: SeededRandom, instances: Instance[][], startMs: number): Generator<BenchSpan> {
  const traceId = randomHex(random, 32);
  const requester = drawRequester(random);
  const invocations = 1 + random.below(3);
  let parentId = '';
  let timeMs = startMs;
  for (let position = 0; position < invocations; position++) {
    const { span, invocation } = drawInvocation(random, { instances, traceId, parentId, requester, position, timeMs });
    yield span;
    let childTimeMs = timeMs + 1;
    for (let child = 0; child < invocation.children; child++) {
      const drawn = drawChild(random, invocation, requester, child, childTimeMs);
      yield drawn.span;
      childTimeMs += drawn.durationMs * 0.7;
    }
    parentId = invocation.rootId;
    timeMs += invocation.durationMs * 0.6;
  }
}

function drawRequester(random: SeededRandom): Requester {
  const user = Math.floor(random.fraction() ** 2.5 * USERS);
  const tenant = user % TENANTS;
  const session = randomHex(random, 16);
  const address = `${10 + random.below(200)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`;
  const userAgent = USER_AGENTS[Math.floor(random.fraction() ** 2 * USER_AGENTS.length)];
  return { user, tenant, plan: PLANS[tenant % 6], region: REGIONS[tenant % 5], session, address, userAgent };
}

function drawRequestId(random: SeededRandom): string {
  const first = hex8(random.uint32());
  const second = hex8(random.uint32()).slice(4);
  const third = hex8(random.uint32()).slice(5);
  const fourth = hex8(random.uint32()).slice(5);
  return `${first}-${second}-4${third}-a${fourth}-${hex8(random.uint32())}${hex8(random.uint32()).slice(4)}`;
}

function drawStatusCode(random: SeededRandom, failed: boolean, method: string): number {
  if (!failed) return method === 'POST' ? 201 : 200;
  if (random.below(3)) return 500;
  return random.below(2) ? 429 : 404;
}

function resourceOf(serviceIndex: number, version: string, region: string, stream: string): BenchAttribute[] {
  const service = SERVICES[serviceIndex];
  return [
    ['service.name', service],
    ['service.version', version],
    ['deployment.environment.name', 'prod'],
    ['cloud.provider', 'aws'],
    ['cloud.region', region],
    ['cloud.account.id', '123456789012'],
    ['cloud.platform', 'aws_lambda'],
    ['faas.name', `prod-${service}`],
    ['faas.version', '$LATEST'],
    ['faas.max_memory', MEMORY_SIZES_MB[serviceIndex % 4] * 1_048_576],
    ['faas.instance', stream],
    ['telemetry.sdk.language', 'nodejs'],
    ['telemetry.sdk.version', '2.1.0'],
    ['host.arch', serviceIndex % 2 ? 'arm64' : 'amd64'],
  ];
}

interface InvocationContext {
  readonly instances: Instance[][];
  readonly traceId: string;
  readonly parentId: string;
  readonly requester: Requester;
  readonly position: number;
  readonly timeMs: number;
}

function drawInvocation(random: SeededRandom, context: InvocationContext): { span: BenchSpan; invocation: Invocation } {
  const { traceId, requester, position, timeMs } = context;
  const serviceIndex = random.below(SERVICES.length);
  const service = SERVICES[serviceIndex];
  const version = VERSIONS[random.below(40) === 0 ? 3 : serviceIndex % 3];
  const instance = context.instances[serviceIndex][random.below(INSTANCES_PER_SERVICE)];
  const cold = instance.cold || random.below(150) === 0;
  instance.cold = false;
  const requestId = drawRequestId(random);
  const route = ROUTES[serviceIndex][Math.floor(random.fraction() ** 1.6 * 7)];
  const [method, routePath] = route.split(' ') as [string, string];
  const id = random.below(90_000);
  const failed = random.below(40) === 0;
  const statusCode = drawStatusCode(random, failed, method);
  const memoryMb = MEMORY_SIZES_MB[serviceIndex % 4];
  const resource = resourceOf(serviceIndex, version, requester.region, instance.stream);
  const durationMs =
    (8 +
      random.fraction() ** 6 * 900 +
      (cold ? 350 + random.fraction() * 600 : 0) +
      (failed && random.below(3) === 0 ? 3000 : 0)) *
    (1 + serviceIndex / 20);
  const rootId = randomHex(random, 16);
  const children = 2 + random.below(6);
  const events: BenchEvent[] = [];
  if (failed) events.push(drawException(random, timeMs + durationMs * 0.9, true));
  if (random.below(12) === 0) events.push(cacheMiss(service, id, timeMs + durationMs * 0.3));
  const kind = position === 0 ? 2 : random.below(2) ? 2 : 5;
  const status = statusCode >= 500 ? 2 : random.below(4) ? 0 : 1;
  const span: BenchSpan = {
    traceId,
    spanId: rootId,
    parentId: context.parentId,
    name: route,
    kind,
    service,
    startNs: microsecondsToNano(timeMs),
    durNs: Math.round(durationMs * 1e6),
    status,
    statusMsg: statusCode >= 500 ? 'internal error' : '',
    attrs: [
      ['http.request.method', method],
      ['http.route', routePath],
      ['url.path', routePath.replace('{id}', String(id))],
      ['url.scheme', 'https'],
      ['http.response.status_code', statusCode],
      ['http.request.body.size', random.below(4000)],
      ['http.response.body.size', random.below(60_000)],
      ['user_agent.original', requester.userAgent],
      ['client.address', requester.address],
      ['server.address', `${service}.example.com`],
      ['network.protocol.version', '1.1'],
      ['faas.trigger', position === 0 ? 'http' : 'pubsub'],
      ['faas.coldstart', cold],
      ['faas.invocation_id', requestId],
      ['faas.memory_used_mb', Math.round(memoryMb * (0.3 + 0.5 * random.fraction()))],
      ['faas.billed_duration_ms', Math.ceil(durationMs)],
      ['faas.init_duration_ms', cold ? 350 + random.fraction() * 300 : 0],
      ['aws.request_id', requestId],
      ['aws.xray.trace_header', `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`],
      ['user.id', `u_${requester.user}`],
      ['user.plan', requester.plan],
      ['tenant.id', `t_${requester.tenant}`],
      ['session.id', requester.session],
      ['feature_flag.checkout_v2', requester.tenant % 3 === 0],
      ['cart.total', Math.round(random.fraction() * 50_000) / 100],
      ['deploy.id', `d${serviceIndex * 7 + random.below(2)}`],
    ],
    resource,
    events,
  };
  return {
    span,
    invocation: { traceId, serviceIndex, service, requestId, id, failed, rootId, durationMs, children, resource },
  };
}

function drawException(random: SeededRandom, timeMs: number, escaped: boolean): BenchEvent {
  const [type, message] = EXCEPTIONS[random.below(6)];
  const attrs: BenchAttribute[] = [
    ['exception.type', type],
    ['exception.message', message],
    ['exception.stacktrace', STACK_TRACES[random.below(24)]],
  ];
  if (escaped) attrs.push(['exception.escaped', 'false']);
  return { t: timeMs, name: 'exception', attrs };
}

function cacheMiss(service: string, id: number, timeMs: number): BenchEvent {
  return {
    t: timeMs,
    name: 'cache.miss',
    attrs: [
      ['cache.key', `${service}:${id}`],
      ['cache.tier', 'l1'],
    ],
  };
}

function drawChild(
  random: SeededRandom,
  invocation: Invocation,
  requester: Requester,
  child: number,
  timeMs: number,
): { span: BenchSpan; durationMs: number } {
  const choice = random.below(10);
  const durationMs = 0.4 + random.fraction() ** 5 * invocation.durationMs * 0.5;
  const spanId = randomHex(random, 16);
  const shared = drawSharedAttributes(random, invocation, requester);
  const failed = invocation.failed && child === invocation.children - 1;
  const { name, kind, attributes } = drawOperation(random, choice, invocation, requester, failed);
  const events = failed ? [drawException(random, timeMs + durationMs, false)] : [];
  const span: BenchSpan = {
    traceId: invocation.traceId,
    spanId,
    parentId: invocation.rootId,
    name,
    kind,
    service: invocation.service,
    startNs: microsecondsToNano(timeMs),
    durNs: Math.round(durationMs * 1e6),
    status: failed ? 2 : 0,
    statusMsg: failed ? 'request failed' : '',
    attrs: [...shared, ...attributes],
    resource: invocation.resource,
    events,
  };
  return { span, durationMs };
}

function drawSharedAttributes(random: SeededRandom, invocation: Invocation, requester: Requester): BenchAttribute[] {
  return [
    ['faas.invocation_id', invocation.requestId],
    ['user.id', `u_${requester.user}`],
    ['user.plan', requester.plan],
    ['tenant.id', `t_${requester.tenant}`],
    ['session.id', requester.session],
    ['feature_flag.checkout_v2', requester.tenant % 3 === 0],
    ['thread.name', 'main'],
    ['code.function.name', `handler${random.below(24)}`],
    ['code.line.number', random.below(400)],
    ['deploy.id', `d${invocation.serviceIndex * 7}`],
    ['retry.count', random.below(20) === 0 ? 1 + random.below(3) : 0],
    ['queue.wait_ms', Math.round(random.fraction() * 1000) / 100],
  ];
}
