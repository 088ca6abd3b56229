// The shop's HTTP API: routes a request to a function, as an API gateway does, with one wide server span a request.
import { context, propagation, ROOT_CONTEXT, SpanKind, type Tracer } from '@opentelemetry/api';
import type { CartEvent } from './functions/cart.ts';
import type { CatalogEvent } from './functions/catalog.ts';
import type { OrdersEvent } from './functions/orders.ts';
import type { LambdaFunction, Platform } from './lambda-function.ts';
import { invokeFunction } from './lambda-invoke.ts';
import type { User } from './population.ts';
import { ConcurrencyLimitError } from './shop-errors.ts';
import type { Timeline } from './timeline.ts';
import { fail, inSpan, type Work } from './traced-work.ts';
import { type ShopAnswer, type ShopEvent, type Visitor, visitorAttributes } from './visitor.ts';

export interface ApiRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: string;
}

/** How a visitor's request gets to the API: over HTTP when live, in memory while the history is told. */
export type Transport = (request: ApiRequest, timeline: Timeline) => Promise<ApiResponse>;

export interface ApiFunctions {
  readonly catalog: LambdaFunction<CatalogEvent, ShopAnswer>;
  readonly cart: LambdaFunction<CartEvent, ShopAnswer>;
  readonly checkout: LambdaFunction<ShopEvent, ShopAnswer>;
  readonly orders: LambdaFunction<OrdersEvent, ShopAnswer>;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly template: string;
  run(call: RoutedCall): Promise<ShopAnswer>;
}

interface RoutedCall {
  readonly functions: ApiFunctions;
  readonly platform: Platform;
  readonly work: Work;
  readonly visitor: Visitor;
  readonly url: URL;
  readonly body: string;
}

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/products$/,
    template: '/products',
    run: ({ functions, platform, work, visitor, url }) =>
      invokeFunction(work, platform.random, functions.catalog, {
        visitor,
        category: url.searchParams.get('category') ?? undefined,
      }),
  },
  {
    method: 'GET',
    path: /^\/products\/[^/]+$/,
    template: '/products/{id}',
    run: ({ functions, platform, work, visitor, url }) =>
      invokeFunction(work, platform.random, functions.catalog, { visitor, productId: lastSegment(url) }),
  },
  {
    method: 'GET',
    path: /^\/cart$/,
    template: '/cart',
    run: ({ functions, platform, work, visitor }) => invokeFunction(work, platform.random, functions.cart, { visitor }),
  },
  {
    method: 'POST',
    path: /^\/cart\/items$/,
    template: '/cart/items',
    run: ({ functions, platform, work, visitor, body }) =>
      invokeFunction(work, platform.random, functions.cart, { visitor, add: JSON.parse(body) }),
  },
  {
    method: 'POST',
    path: /^\/checkout$/,
    template: '/checkout',
    run: ({ functions, platform, work, visitor }) =>
      invokeFunction(work, platform.random, functions.checkout, { visitor }),
  },
  {
    method: 'GET',
    path: /^\/orders\/[^/]+$/,
    template: '/orders/{id}',
    run: ({ functions, platform, work, visitor, url }) =>
      invokeFunction(work, platform.random, functions.orders, { visitor, orderId: lastSegment(url) }),
  },
];

export class HttpApi {
  readonly #platform: Platform;
  readonly #functions: ApiFunctions;
  readonly #users: ReadonlyMap<string, User>;
  readonly #tracer: Tracer;

  constructor(platform: Platform, users: readonly User[], functions: ApiFunctions) {
    this.#platform = platform;
    this.#functions = functions;
    this.#users = new Map(users.map((user) => [user.id, user]));
    this.#tracer = platform.telemetry.tracer(
      {
        'service.name': 'shop-gateway',
        'service.version': '4.2.0',
        'service.namespace': 'shop',
        'service.instance.id': `gateway-${platform.region}`,
        'deployment.environment.name': 'demo',
        'cloud.provider': 'aws',
        'cloud.platform': 'aws_api_gateway',
        'cloud.region': platform.region,
      },
      'http/protobuf',
    );
  }

  /** Never throws: what fails becomes a status. */
  handle(request: ApiRequest, timeline: Timeline): Promise<ApiResponse> {
    const url = new URL(request.url, 'http://shop.example');
    const route = ROUTES.find(({ method, path }) => method === request.method && path.test(url.pathname));
    const name = route === undefined ? request.method : `${request.method} ${route.template}`;
    const details = { kind: SpanKind.SERVER, attributes: requestAttributes(request, url, route) };
    return context.with(propagation.extract(ROOT_CONTEXT, request.headers), () =>
      inSpan({ tracer: this.#tracer, timeline }, name, details, async (work) => {
        const answer = await this.#answer(request, url, route, work);
        const body = JSON.stringify(answer.body);
        work.span.setAttributes({
          'http.response.status_code': answer.status,
          'http.response.body.size': body.length,
        });
        return { status: answer.status, body };
      }),
    );
  }

  async #answer(request: ApiRequest, url: URL, route: Route | undefined, work: Work): Promise<ShopAnswer> {
    const { random } = this.#platform;
    await work.timeline.spend(random.logNormal(1.2, 0.3));
    if (route === undefined) return { status: 404, body: { error: 'no such route' } };
    const user = this.#users.get(request.headers['x-user-id'] ?? '');
    if (user === undefined) return { status: 401, body: { error: 'who are you?' } };
    const visitor = { user, sessionId: request.headers['x-session-id'] ?? '' };
    work.span.setAttributes(visitorAttributes(visitor));
    const call = { functions: this.#functions, platform: this.#platform, work, visitor, url, body: request.body };
    try {
      return await route.run(call);
    } catch (error) {
      fail(work.span, error, work.timeline);
      return { status: error instanceof ConcurrencyLimitError ? 429 : 502, body: { error: 'function failed' } };
    }
  }
}

function requestAttributes({ method, headers, body }: ApiRequest, url: URL, route: Route | undefined) {
  return {
    main: true,
    'http.request.method': method,
    'http.request.body.size': body.length,
    ...(route === undefined ? {} : { 'http.route': route.template }),
    'url.path': url.pathname,
    'url.scheme': 'https',
    ...(url.search === '' ? {} : { 'url.query': url.search.slice(1) }),
    'server.address': 'shop.example',
    'user_agent.original': headers['user-agent'] ?? '',
    'network.protocol.version': '1.1',
  };
}

function lastSegment(url: URL): string {
  return url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
}
