// One visit: what a user does from the first page to the order, one request after the other. Some visitors are scanners.
import { CATEGORY_NAMES, PRODUCTS } from './assortment.ts';
import type { ApiRequest, ApiResponse } from './http-api.ts';
import type { User } from './population.ts';
import type { Random } from './seeded-random.ts';

type StepName = 'list' | 'show' | 'add' | 'cart' | 'checkout' | 'order' | 'scan';

const SCANNED_PATHS = ['/.env', '/wp-login.php', '/admin', '/.git/config', '/actuator/health'];
const SCANNER_PROBABILITY = 0.02;
const BUYER_PROBABILITY = 0.65;

export class Visit {
  readonly user: User;
  readonly sessionId: string;
  readonly #random: Random;
  readonly #steps: StepName[];
  #lastOrderId = '';

  constructor(user: User, random: Random) {
    this.user = user;
    this.sessionId = `s-${random.hex(16)}`;
    this.#random = random;
    this.#steps = random.chance(SCANNER_PROBABILITY) ? SCANNED_PATHS.map(() => 'scan' as const) : browsing(random);
  }

  get over(): boolean {
    return this.#steps.length === 0;
  }

  nextRequest(): ApiRequest {
    const step = this.#steps.shift() as StepName;
    const { method, url, body } = this.#requestFor(step);
    const scanning = step === 'scan';
    const headers: Record<string, string> = {
      'user-agent': scanning ? 'probe/0.3' : this.user.client.userAgent,
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
      ...(scanning ? {} : { 'x-user-id': this.user.id, 'x-session-id': this.sessionId }),
    };
    return { method, url, headers, body };
  }

  /** A declined or failed payment is tried once more by some; a paid order is looked at. */
  learn(request: ApiRequest, response: ApiResponse): void {
    if (request.url !== '/checkout') return;
    if (response.status === 201) {
      this.#lastOrderId = (JSON.parse(response.body) as { orderId: string }).orderId;
      if (this.#random.chance(0.6)) this.#steps.unshift('order');
    } else if (response.status >= 402 && this.#random.chance(0.35)) {
      this.#steps.unshift('checkout');
    }
  }

  thinkingMs(): number {
    return this.#random.logNormal(5000, 0.8);
  }

  #requestFor(step: StepName): { method: string; url: string; body: string } {
    switch (step) {
      case 'list':
        return get(`/products?category=${this.#random.pick(CATEGORY_NAMES)}`);
      case 'show':
        return get(`/products/${this.#random.chance(0.015) ? 'p-999' : this.#random.pick(PRODUCTS).id}`);
      case 'cart':
        return get('/cart');
      case 'order':
        return get(`/orders/${this.#lastOrderId}`);
      case 'scan':
        return get(this.#random.pick(SCANNED_PATHS));
      case 'checkout':
        return { method: 'POST', url: '/checkout', body: '{}' };
      case 'add':
        return { method: 'POST', url: '/cart/items', body: JSON.stringify(this.#addition()) };
    }
  }

  #addition() {
    const random = this.#random;
    const quantity = random.chance(0.01) ? 0 : random.integer(1, 3);
    const wantsCoupon = this.user.flags['feature_flag.coupons'] && random.chance(0.5);
    // Apps before 5.1 leave the code out.
    const coupon = this.user.client.appVersion === 'android-5.0.3' ? {} : { code: ' TEA10 ' };
    return { productId: random.pick(PRODUCTS).id, quantity, ...(wantsCoupon ? { coupon } : {}) };
  }
}

function browsing(random: Random): StepName[] {
  const steps: StepName[] = ['list'];
  const looks = random.integer(1, 4);
  for (let look = 0; look < looks; look += 1) steps.push(random.chance(0.3) ? 'list' : 'show');
  if (!random.chance(BUYER_PROBABILITY)) return steps;
  const additions = random.integer(1, 3);
  for (let addition = 0; addition < additions; addition += 1) steps.push('add');
  steps.push('cart', 'checkout');
  return steps;
}

function get(url: string) {
  return { method: 'GET', url, body: '' };
}
