// The demo's shop against a receiver of our own making: what it sends is a whole, true, repeatable story.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INCIDENT } from '../../src/demo/shop/releases.ts';
import { Shop } from '../../src/demo/shop/shop.ts';
import { nanosOfMs } from '../../src/demo/shop/timeline.ts';
import { type CapturedSpan, type OtlpCapture, startOtlpCapture } from './otlp-capture.ts';

const NOW_NANO = 1_795_402_000_000_000_000n;
const HISTORY_MINUTES = 30;
const START_NANO = NOW_NANO - nanosOfMs(HISTORY_MINUTES * 60_000);
const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

function shopFor(capture: OtlpCapture, overrides: { historyMinutes?: number; nowNano?: bigint; seed?: number } = {}) {
  const troubles: string[] = [];
  const shop = new Shop({
    otlpUrl: capture.url,
    seed: 7,
    historyMinutes: HISTORY_MINUTES,
    requestsPerSecond: 2,
    nowNano: NOW_NANO,
    onTrouble: (message) => troubles.push(message),
    ...overrides,
  });
  return { shop, troubles };
}

function attributesOf(spans: readonly CapturedSpan[], key: string): Set<unknown> {
  return new Set(spans.map((span) => span.attributes[key]).filter((value) => value !== undefined));
}

function durationMs({ startNano, endNano }: CapturedSpan): number {
  return Number(endNano - startNano) / 1e6;
}

describe('the told history', () => {
  let capture: OtlpCapture;
  let spans: CapturedSpan[];
  let byId: Map<string, CapturedSpan>;

  beforeAll(async () => {
    capture = await startOtlpCapture();
    const { shop, troubles } = shopFor(capture);
    await shop.tellHistory(new AbortController().signal);
    expect(troubles).toEqual([]);
    spans = capture.spans;
    expect(shop.telemetry.exportedSpans).toBe(spans.length);
    byId = new Map(spans.map((span) => [span.spanId, span]));
  });
  afterAll(() => capture.close());

  it('is thousands of spans, each once, by both protocols', () => {
    expect(spans.length).toBeGreaterThan(10_000);
    expect(byId.size).toBe(spans.length);
    expect(new Set(spans.map(({ contentType }) => contentType))).toEqual(
      new Set(['application/x-protobuf', 'application/json']),
    );
  });

  it('lies in the past it tells of', () => {
    // What was begun before the end may end a little later.
    const latestNano = NOW_NANO + nanosOfMs(30_000);
    for (const { startNano, endNano } of spans) {
      expect(startNano >= START_NANO && endNano >= startNano && endNano < latestNano).toBe(true);
    }
  });

  it('forms whole traces: a parent exists, holds its child in time, and shares its trace', () => {
    for (const span of spans) {
      if (span.parentSpanId === '') continue;
      const parent = byId.get(span.parentSpanId);
      expect(parent?.traceId).toBe(span.traceId);
      expect(parent !== undefined && parent.startNano <= span.startNano && parent.endNano >= span.endNano).toBe(true);
    }
  });

  it('links what the worker processes to what checkout sent', () => {
    const consumers = spans.filter(({ kind }) => kind === KIND.consumer);
    expect(consumers.length).toBeGreaterThan(50);
    for (const { links, traceId } of consumers) {
      expect(links).toHaveLength(1);
      const sender = byId.get(links[0].spanId);
      expect(sender?.kind).toBe(KIND.producer);
      expect(sender?.traceId).not.toBe(traceId);
    }
  });

  it('never gives one execution environment two invocations at once', () => {
    const byEnvironment = new Map<unknown, CapturedSpan[]>();
    for (const span of spans) {
      if (span.attributes['faas.invocation_id'] === undefined) continue;
      const environment = span.resource['faas.instance'];
      byEnvironment.set(environment, [...(byEnvironment.get(environment) ?? []), span]);
    }
    for (const invocations of byEnvironment.values()) {
      invocations.sort((a, b) => Number(a.startNano - b.startNano));
      expect(invocations[0].attributes['faas.coldstart']).toBe(true);
      invocations.slice(1).forEach((invocation, index) => {
        expect(invocation.attributes['faas.coldstart']).toBe(false);
        expect(invocation.startNano >= invocations[index].endNano).toBe(true);
      });
    }
  });

  it('has wide events', () => {
    const checkouts = spans.filter(({ name }) => name === 'shop-checkout');
    for (const key of [
      'user.id',
      'user.plan',
      'tenant.id',
      'cart.total',
      'cart.items',
      'feature_flag.coupons',
      'app.version',
      'currency',
      'payment.provider',
      'faas.coldstart',
      'aws.lambda.billed_duration_ms',
      'aws.lambda.memory_used_mb',
    ]) {
      expect(attributesOf(checkouts, key).size, key).toBeGreaterThan(1);
    }
    expect(attributesOf(spans, 'aws.lambda.init_duration_ms').size).toBeGreaterThan(10);
    expect(attributesOf(spans, 'cache.products')).toEqual(new Set([true, false]));
    expect(attributesOf(spans, 'retry.count').size).toBeGreaterThan(1);
  });

  it('records exceptions of several types with their stacks, each once', () => {
    const exceptions = spans.flatMap(({ events }) => events).filter(({ name }) => name === 'exception');
    const types = new Set(exceptions.map(({ attributes }) => attributes['exception.type']));
    for (const type of ['ProviderTimeoutError', 'PaymentFailedError', 'CardDeclinedError', 'TypeError']) {
      expect(types).toContain(type);
    }
    for (const { attributes } of exceptions) expect(attributes['exception.stacktrace']).toMatch(/\n {4}at /);
  });

  it('has one incident: one version with one provider, from the middle on', () => {
    const payments = spans.filter(({ name }) => name === INCIDENT.service);
    const afflicted = (span: CapturedSpan) =>
      span.resource['service.version'] === INCIDENT.version &&
      span.attributes['payment.provider'] === INCIDENT.provider;
    const bad = payments.filter(afflicted);
    const good = payments.filter((span) => !afflicted(span));
    const errorRate = (some: CapturedSpan[]) => some.filter(({ statusCode }) => statusCode === 2).length / some.length;
    const median = (some: CapturedSpan[]) => some.map(durationMs).sort((a, b) => a - b)[some.length >> 1];

    expect(bad.length).toBeGreaterThan(8);
    expect(errorRate(bad)).toBeGreaterThan(0.2);
    expect(errorRate(good)).toBeLessThan(0.02);
    expect(median(bad)).toBeGreaterThan(5 * median(good));
    const middleNano = (START_NANO + NOW_NANO) / 2n;
    expect(payments.filter(({ resource }) => resource['service.version'] === INCIDENT.version).length).toBeGreaterThan(
      bad.length,
    );
    for (const { startNano } of bad) expect(startNano >= middleNano).toBe(true);
  });

  describe('is one story a seed', () => {
    async function told(overrides: { seed?: number; nowNano?: bigint }): Promise<CapturedSpan[]> {
      const receiver = await startOtlpCapture();
      await shopFor(receiver, { historyMinutes: 2, ...overrides }).shop.tellHistory(new AbortController().signal);
      await receiver.close();
      return receiver.spans.sort((a, b) => a.spanId.localeCompare(b.spanId));
    }

    it('and repeats to the last id at the same moment', async () => {
      expect(await told({})).toEqual(await told({}));
    });

    it('told again later it happens as it did, to spans of other ids', async () => {
      const laterNano = NOW_NANO + nanosOfMs(3_600_000);
      const [first, later] = [await told({}), await told({ nowNano: laterNano })];
      const outline = (spans: CapturedSpan[], endNano: bigint) =>
        spans.map(({ name, startNano, endNano: end }) => `${endNano - startNano} ${end - startNano} ${name}`).sort();
      expect(outline(later, laterNano)).toEqual(outline(first, NOW_NANO));
      const ids = new Set(first.map(({ traceId }) => traceId));
      expect(later.filter(({ traceId }) => ids.has(traceId))).toEqual([]);
    });

    it('and another for another seed', async () => {
      const [first, other] = [await told({}), await told({ seed: 8 })];
      expect(other.length).not.toBe(first.length);
    });
  });
});

describe('the live shop', () => {
  it('serves its crowd over HTTP and sends what happens now', async () => {
    const capture = await startOtlpCapture();
    const nowNano = BigInt(Date.now()) * 1_000_000n;
    const { shop } = shopFor(capture, { historyMinutes: 0, nowNano });
    const stop = new AbortController();
    const living = shop.live(stop.signal);
    const gateway = () => capture.spans.filter(({ resource }) => resource['service.name'] === 'shop-gateway');
    while (gateway().length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await living;
    await shop.telemetry.shutdown();
    for (const span of gateway()) {
      expect(span.startNano >= nowNano).toBe(true);
      const caller = capture.spans.find(({ spanId }) => spanId === span.parentSpanId);
      if (span.attributes['user.id'] !== undefined) expect(caller?.resource['service.name']).toBe('shop-web');
    }
    await capture.close();
  });

  it('tells once that the lake refuses spans, and once that it takes them again', async () => {
    const capture = await startOtlpCapture();
    // Not retryable, so that the test need not wait for the exporter's patience to end.
    capture.refuseWith = 400;
    const { shop, troubles } = shopFor(capture, { historyMinutes: 1 });
    await shop.tellHistory(new AbortController().signal);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatch(/^spans cannot be sent: /);
    expect(shop.telemetry.lostSpans).toBeGreaterThan(0);
    capture.refuseWith = undefined;
    shop.telemetry.tracer({ 'service.name': 'test' }, 'http/protobuf').startSpan('after').end();
    await shop.telemetry.flush();
    expect(troubles[1]).toMatch(/^the lake takes spans again \(\d+ were lost in between\)$/);
    expect(capture.spans).toHaveLength(1);
    await capture.close();
  });
});
