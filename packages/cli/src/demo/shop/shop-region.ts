// One region of the shop: its functions, queue and store, wired together behind one HTTP API.
import { PRODUCTS } from './assortment.ts';
import { cartFunction } from './functions/cart.ts';
import { catalogFunction } from './functions/catalog.ts';
import { checkoutFunction, type Order } from './functions/checkout.ts';
import { type FulfilmentAnswer, type FulfilmentEvent, fulfilmentFunction } from './functions/fulfilment.ts';
import { ordersFunction } from './functions/orders.ts';
import { paymentFunction } from './functions/payment.ts';
import { HttpApi } from './http-api.ts';
import { KeyValueStore } from './key-value-store.ts';
import type { LambdaFunction, Platform } from './lambda-function.ts';
import { MessageQueue } from './message-queue.ts';
import type { User } from './population.ts';
import type { Timeline } from './timeline.ts';

const BATCH_SIZE = 10;

export class ShopRegion {
  readonly api: HttpApi;
  readonly #queue: MessageQueue<Order>;
  readonly #fulfilment: LambdaFunction<FulfilmentEvent, FulfilmentAnswer>;

  constructor(platform: Platform, users: readonly User[]) {
    const store = new KeyValueStore(platform.random, platform.region);
    for (const product of PRODUCTS) store.seed('products', product.id, product);
    this.#queue = new MessageQueue('orders-to-ship', platform.random);
    this.#fulfilment = fulfilmentFunction(platform, store, this.#queue);
    const payment = paymentFunction(platform);
    this.api = new HttpApi(platform, users, {
      catalog: catalogFunction(platform, store),
      cart: cartFunction(platform, store),
      checkout: checkoutFunction(platform, { store, payment, orders: this.#queue }),
      orders: ordersFunction(platform, store),
    });
  }

  /** What Lambda's event source mapping does: takes a batch from the queue to the worker, and puts back what failed. */
  async pollQueue(timeline: Timeline): Promise<void> {
    const messages = this.#queue.receive(BATCH_SIZE, timeline.now());
    if (messages.length === 0) return;
    const failed = await this.#fulfilment.invoke({ messages }, {}, timeline).then(
      ({ failures }) => failures,
      () => messages.map(({ id }) => id),
    );
    for (const message of messages) {
      if (failed.includes(message.id)) this.#queue.putBack(message);
    }
  }
}
