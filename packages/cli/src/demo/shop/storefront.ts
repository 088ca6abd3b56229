// The visitors' side: browsers and apps that call the API with W3C headers, each with its own span around the call.
import { context, propagation, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { ApiRequest, Transport } from './http-api.ts';
import type { Client, Region } from './population.ts';
import type { Random } from './seeded-random.ts';
import type { Telemetry } from './telemetry.ts';
import type { Timeline } from './timeline.ts';
import { inSpan } from './traced-work.ts';
import type { Visit } from './visit.ts';

export class Storefront {
  readonly #telemetry: Telemetry;
  readonly #random: Random;
  readonly #tracers = new Map<Client, Tracer>();

  constructor(telemetry: Telemetry, random: Random) {
    this.#telemetry = telemetry;
    this.#random = random;
  }

  /** Sends a visit's next request. What goes wrong is on its span; a scanner leaves none. */
  async step(visit: Visit, transports: Readonly<Record<Region, Transport>>, timeline: Timeline): Promise<void> {
    const request = visit.nextRequest();
    const transport = transports[visit.user.region];
    if (request.headers['x-user-id'] === undefined) {
      await transport(request, timeline).catch(() => {});
      return;
    }
    await this.#send(visit, request, transport, timeline).catch(() => {});
  }

  #send(visit: Visit, request: ApiRequest, transport: Transport, timeline: Timeline): Promise<void> {
    const { client, id, plan } = visit.user;
    const attributes = {
      'http.request.method': request.method,
      'url.full': `https://shop.example${request.url}`,
      'server.address': 'shop.example',
      'session.id': visit.sessionId,
      'user.id': id,
      'user.plan': plan,
      'user_agent.original': client.userAgent,
      'user_agent.name': client.name,
      'user_agent.os.name': client.os,
      'app.version': client.appVersion,
    };
    const tracer = this.#tracer(client);
    return inSpan({ tracer, timeline }, request.method, { kind: SpanKind.CLIENT, attributes }, async ({ span }) => {
      const headers = { ...request.headers };
      propagation.inject(context.active(), headers);
      await timeline.spend(this.#random.logNormal(12, 0.5));
      const response = await transport({ ...request, headers }, timeline);
      await timeline.spend(this.#random.logNormal(9, 0.5));
      span.setAttribute('http.response.status_code', response.status);
      visit.learn(request, response);
      if (response.status >= 500) {
        span.setAttribute('error.type', String(response.status));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
    });
  }

  #tracer(client: Client): Tracer {
    let tracer = this.#tracers.get(client);
    if (tracer === undefined) {
      const [platform, version] = client.appVersion.split('-');
      tracer = this.#telemetry.tracer(
        {
          'service.name': 'shop-web',
          'service.version': version,
          'service.namespace': 'shop',
          'service.instance.id': `${platform}-${version}`,
          'deployment.environment.name': 'demo',
        },
        'http/protobuf',
      );
      this.#tracers.set(client, tracer);
    }
    return tracer;
  }
}
