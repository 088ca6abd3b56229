// A function as Lambda runs it: execution environments that serve one invocation at a time, cold starts, versions, billing.
import { type Attributes, context, propagation, ROOT_CONTEXT, SpanKind, type Tracer } from '@opentelemetry/api';
import { type FunctionName, RELEASES, versionAt } from './releases.ts';
import type { Random } from './seeded-random.ts';
import { ConcurrencyLimitError } from './shop-errors.ts';
import type { OtlpProtocol, Telemetry } from './telemetry.ts';
import { msBetween, nanosOfMs, type Timeline } from './timeline.ts';
import { inSpan, type Work } from './traced-work.ts';

/** W3C headers of whoever calls. */
export type Carrier = Record<string, string>;

/** What every function of one region shares. */
export interface Platform {
  readonly region: string;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** A moment as part of the told history: 0 its start, 1 its end. */
  readonly progressAt: (nano: bigint) => number;
}

export interface FunctionSettings {
  readonly name: FunctionName;
  readonly trigger: 'http' | 'pubsub';
  readonly memoryMb: number;
  readonly initMedianMs: number;
  readonly protocol?: OtlpProtocol;
}

/** What a handler gets beside its event. */
export interface Invocation extends Work {
  readonly version: string;
  readonly random: Random;
  /** Survives between invocations of one environment, as module variables do. */
  readonly memory: Map<string, unknown>;
}

export type Handler<Event, Answer> = (event: Event, invocation: Invocation) => Promise<Answer>;

interface Environment {
  readonly version: string;
  readonly tracer: Tracer;
  readonly memory: Map<string, unknown>;
  /** Lambda ends environments now and then, busy or not so busy. */
  readonly retiresNano: bigint;
  busyUntilNano: bigint;
}

const MEAN_LIFETIME_MS = 6 * 60_000;
const IDLE_LIFETIME_NANO = nanosOfMs(5 * 60_000);
const FOREVER_NANO = 2n ** 63n;
const CONCURRENCY_LIMIT = 40;
const ACCOUNT_ID = '000000000000';
const MEBIBYTE = 1_048_576;
/** As the platform names it when an environment begins. */
const RUNTIME = 'nodejs:22.v64';

export class LambdaFunction<Event, Answer> {
  readonly #settings: FunctionSettings;
  readonly #platform: Platform;
  readonly #handler: Handler<Event, Answer>;
  #environments: Environment[] = [];

  constructor(settings: FunctionSettings, platform: Platform, handler: Handler<Event, Answer>) {
    this.#settings = settings;
    this.#platform = platform;
    this.#handler = handler;
  }

  get name(): FunctionName {
    return this.#settings.name;
  }

  /** Throws what the handler throws. A cold start delays the invocation's span, it is not part of it: so does Lambda. */
  async invoke(event: Event, carrier: Carrier, timeline: Timeline): Promise<Answer> {
    const { random } = this.#platform;
    const startNano = timeline.now();
    const version = this.#routedVersion(startNano);
    const warm = this.#takeWarm(version, startNano);
    const environment = warm ?? this.#newEnvironment(version, startNano);
    environment.busyUntilNano = FOREVER_NANO;
    const initMs = warm === undefined ? random.logNormal(this.#settings.initMedianMs, 0.25) : 0;
    if (initMs > 0) await timeline.spend(initMs);
    try {
      return await context.with(propagation.extract(ROOT_CONTEXT, carrier), () =>
        this.#run(event, environment, initMs, timeline),
      );
    } finally {
      environment.busyUntilNano = timeline.now();
    }
  }

  #run(event: Event, environment: Environment, initMs: number, timeline: Timeline): Promise<Answer> {
    const { random } = this.#platform;
    const details = { kind: SpanKind.SERVER, attributes: this.#startAttributes(initMs) };
    return inSpan({ tracer: environment.tracer, timeline }, this.#settings.name, details, async (work) => {
      const startNano = timeline.now();
      let status = 'error';
      try {
        const { version, memory } = environment;
        const answer = await this.#handler(event, { ...work, version, memory, random });
        status = 'success';
        return answer;
      } finally {
        work.span.setAttributes({
          'aws.lambda.status': status,
          'aws.lambda.billed_duration_ms': Math.ceil(msBetween(startNano, timeline.now()) + initMs),
          'aws.lambda.memory_used_mb': Math.round(this.#settings.memoryMb * (0.3 + 0.25 * random.next())),
        });
      }
    });
  }

  /** Set at the start, so that a crash does not lose them. */
  #startAttributes(initMs: number): Attributes {
    const { name, trigger, memoryMb } = this.#settings;
    const coldStart = initMs > 0;
    return {
      main: true,
      'faas.trigger': trigger,
      'faas.coldstart': coldStart,
      'faas.invocation_id': this.#platform.random.uuid(),
      'aws.lambda.invoked_arn': `arn:aws:lambda:${this.#platform.region}:${ACCOUNT_ID}:function:${name}:live`,
      'aws.lambda.memory_size_mb': memoryMb,
      ...(coldStart ? { 'aws.lambda.init_duration_ms': Math.round(initMs * 100) / 100 } : {}),
    };
  }

  /** The idle environment of this version that was busy last; forgets those idle too long and those retired. */
  #takeWarm(version: string, nowNano: bigint): Environment | undefined {
    this.#environments = this.#environments.filter(({ busyUntilNano }) => nowNano - busyUntilNano < IDLE_LIFETIME_NANO);
    let warm: Environment | undefined;
    for (const environment of this.#environments) {
      if (environment.version !== version || environment.busyUntilNano > nowNano) continue;
      if (warm === undefined || environment.busyUntilNano > warm.busyUntilNano) warm = environment;
    }
    return warm;
  }

  #routedVersion(nowNano: bigint): string {
    const { progressAt, random } = this.#platform;
    return versionAt(RELEASES[this.#settings.name], progressAt(nowNano), random.next());
  }

  #newEnvironment(version: string, nowNano: bigint): Environment {
    if (this.#environments.length >= CONCURRENCY_LIMIT) {
      throw new ConcurrencyLimitError(`${this.#settings.name} runs ${CONCURRENCY_LIMIT} invocations already`);
    }
    const { name, memoryMb, protocol = 'http/protobuf' } = this.#settings;
    const { region, random, telemetry } = this.#platform;
    const day = new Date(Number(nowNano / 1_000_000n)).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${day}/[${version}]${random.hex(32)}`;
    const tracer = telemetry.tracer(
      {
        'service.name': name,
        'service.version': version,
        'service.namespace': 'shop',
        'service.instance.id': logStream,
        'deployment.environment.name': 'demo',
        'cloud.provider': 'aws',
        'cloud.platform': 'aws_lambda',
        'cloud.region': region,
        'cloud.account.id': ACCOUNT_ID,
        'faas.name': name,
        'faas.version': version,
        'faas.instance': logStream,
        'faas.max_memory': memoryMb * MEBIBYTE,
        'host.arch': 'arm64',
        'aws.lambda.runtime_version': RUNTIME,
      },
      protocol,
    );
    const environment: Environment = {
      version,
      tracer,
      memory: new Map(),
      retiresNano: nowNano + nanosOfMs(random.exponential(MEAN_LIFETIME_MS)),
      busyUntilNano: nowNano,
    };
    this.#environments.push(environment);
    return environment;
  }
}
