// shop-payment: authorizes an amount with the user's payment provider. Version 2.4.1 moved Ottercard to its new endpoint:
// the incident that the demo is about.
import { SpanKind } from '@opentelemetry/api';
import { type Invocation, LambdaFunction, type Platform } from '../lambda-function.ts';
import { INCIDENT } from '../releases.ts';
import {
  CardDeclinedError,
  PaymentFailedError,
  ProviderTimeoutError,
  ProviderUnavailableError,
} from '../shop-errors.ts';
import { inSpan, recordOnce } from '../traced-work.ts';
import { type ShopEvent, visitorAttributes } from '../visitor.ts';

export interface PaymentEvent extends ShopEvent {
  readonly orderId: string;
  readonly provider: string;
  readonly amountCents: number;
  readonly currency: string;
}

export interface PaymentAnswer {
  readonly status: 'authorized' | 'declined';
  readonly authorization: string | undefined;
}

/** How a provider's endpoint behaves. */
interface Endpoint {
  readonly apiVersion: string;
  readonly medianMs: number;
  readonly sigma: number;
  readonly unavailable: number;
}

const MAX_ATTEMPTS = 2;
const PROVIDER_TIMEOUT_MS = 5000;
const DECLINED_PROBABILITY = 0.03;

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  brindlepay: { apiVersion: 'v1', medianMs: 140, sigma: 0.4, unavailable: 0.004 },
  ottercard: { apiVersion: 'v1', medianMs: 170, sigma: 0.4, unavailable: 0.004 },
  pennyhawk: { apiVersion: 'v3', medianMs: 220, sigma: 0.5, unavailable: 0.008 },
};
const OTTERCARD_V2: Endpoint = { apiVersion: 'v2', medianMs: 2600, sigma: 0.6, unavailable: 0.7 };

export function paymentFunction(platform: Platform): LambdaFunction<PaymentEvent, PaymentAnswer> {
  const settings = { name: 'shop-payment', trigger: 'http', memoryMb: 1024, initMedianMs: 620 } as const;
  return new LambdaFunction(settings, platform, async (event, invocation) => {
    const endpoint = endpointOf(event.provider, invocation.version);
    invocation.span.setAttributes({
      ...visitorAttributes(event.visitor),
      'order.id': event.orderId,
      'payment.provider': event.provider,
      'payment.amount': event.amountCents / 100,
      'payment.api_version': endpoint.apiVersion,
      'payment.fraud_score': Math.round(invocation.random.next() * 1000) / 1000,
    });
    await invocation.timeline.spend(invocation.random.logNormal(6, 0.3));
    return authorizeWithRetries(event, endpoint, invocation);
  });
}

function endpointOf(provider: string, version: string): Endpoint {
  return provider === INCIDENT.provider && version === INCIDENT.version ? OTTERCARD_V2 : ENDPOINTS[provider];
}

async function authorizeWithRetries(
  event: PaymentEvent,
  endpoint: Endpoint,
  invocation: Invocation,
): Promise<PaymentAnswer> {
  const { span, timeline } = invocation;
  for (let attempt = 1; ; attempt += 1) {
    span.setAttribute('retry.count', attempt - 1);
    try {
      const authorization = await authorize(event, endpoint, attempt, invocation);
      span.setAttribute('payment.status', 'authorized');
      return { status: 'authorized', authorization };
    } catch (error) {
      if (error instanceof CardDeclinedError) {
        span.setAttribute('payment.status', 'declined');
        return { status: 'declined', authorization: undefined };
      }
      if (attempt === MAX_ATTEMPTS) {
        span.setAttribute('payment.status', 'failed');
        throw new PaymentFailedError(`${event.provider} failed ${attempt} times`, { cause: error });
      }
      await timeline.spend(100 * attempt);
    }
  }
}

/** One HTTP call to the provider; answers its authorization code. */
function authorize(
  event: PaymentEvent,
  endpoint: Endpoint,
  attempt: number,
  { random, ...work }: Invocation,
): Promise<string> {
  const host = `api.${event.provider}.example`;
  const attributes = {
    'http.request.method': 'POST',
    'http.request.resend_count': attempt - 1,
    'url.full': `https://${host}/${endpoint.apiVersion}/authorizations`,
    'server.address': host,
    'server.port': 443,
    'service.peer.name': event.provider,
    'payment.provider': event.provider,
  };
  return inSpan(work, 'POST', { kind: SpanKind.CLIENT, attributes }, async ({ span, timeline }) => {
    const durationMs = random.logNormal(endpoint.medianMs, endpoint.sigma);
    await timeline.spend(Math.min(durationMs, PROVIDER_TIMEOUT_MS));
    if (durationMs > PROVIDER_TIMEOUT_MS) {
      throw new ProviderTimeoutError(`${host} gave no answer within ${PROVIDER_TIMEOUT_MS} ms`);
    }
    if (random.chance(endpoint.unavailable)) {
      span.setAttribute('http.response.status_code', 503);
      throw new ProviderUnavailableError(`${host} answered 503`);
    }
    if (random.chance(DECLINED_PROBABILITY)) {
      const declined = new CardDeclinedError(`card declined: ${random.pick(['insufficient funds', 'card expired'])}`);
      span.setAttribute('http.response.status_code', 402);
      recordOnce(span, declined, timeline);
      throw declined;
    }
    span.setAttribute('http.response.status_code', 201);
    return random.hex(12);
  });
}
