// shop-checkout: turns a cart into a paid order: stock, payment, order, message to fulfilment.
import type { Product } from '../assortment.ts';
import type { KeyValueStore } from '../key-value-store.ts';
import { type Invocation, LambdaFunction, type Platform } from '../lambda-function.ts';
import { invokeFunction } from '../lambda-invoke.ts';
import type { MessageQueue } from '../message-queue.ts';
import { CartEmptyError, OutOfStockError } from '../shop-errors.ts';
import { recordOnce } from '../traced-work.ts';
import { type ShopAnswer, type ShopEvent, type Visitor, visitorAttributes } from '../visitor.ts';
import { type Cart, cartTotalCents, EMPTY_CART } from './cart.ts';
import type { PaymentAnswer, PaymentEvent } from './payment.ts';

export interface Order {
  readonly id: string;
  readonly visitor: Visitor;
  readonly cart: Cart;
  readonly totalCents: number;
  readonly state: 'paid' | 'shipped';
}

export interface CheckoutParts {
  readonly store: KeyValueStore;
  readonly payment: LambdaFunction<PaymentEvent, PaymentAnswer>;
  readonly orders: MessageQueue<Order>;
}

const OUT_OF_STOCK_PROBABILITY = 0.006;

export function checkoutFunction(platform: Platform, parts: CheckoutParts): LambdaFunction<ShopEvent, ShopAnswer> {
  const settings = { name: 'shop-checkout', trigger: 'http', memoryMb: 768, initMedianMs: 510 } as const;
  return new LambdaFunction(settings, platform, async ({ visitor }, invocation) => {
    const { span, timeline } = invocation;
    span.setAttributes({ ...visitorAttributes(visitor), 'payment.provider': visitor.user.paymentProvider });
    try {
      const cart = await pricedCart(visitor, invocation, parts.store);
      return await placeOrder(visitor, cart, invocation, parts);
    } catch (error) {
      // The user's to solve, not ours: on the record, but the invocation succeeded.
      if (!(error instanceof CartEmptyError || error instanceof OutOfStockError)) throw error;
      recordOnce(span, error, timeline);
      return { status: 409, body: { error: error.message } };
    }
  });
}

async function pricedCart(visitor: Visitor, invocation: Invocation, store: KeyValueStore): Promise<Cart> {
  const { span, timeline, random } = invocation;
  const cart = (await store.get<Cart>(invocation, 'carts', visitor.user.id)) ?? EMPTY_CART;
  span.setAttributes({
    'cart.items': cart.items.length,
    'cart.total': cartTotalCents(cart) / 100,
    'cart.has_coupon': cart.coupon !== undefined,
  });
  if (cart.items.length === 0) throw new CartEmptyError(`the cart of ${visitor.user.id} is empty`);
  await timeline.all(
    cart.items.map(({ productId }) => async (branch) => {
      await store.get<Product>({ ...invocation, timeline: branch }, 'products', productId);
      if (random.chance(OUT_OF_STOCK_PROBABILITY)) throw new OutOfStockError(`product ${productId} is out of stock`);
    }),
  );
  return cart;
}

async function placeOrder(
  visitor: Visitor,
  cart: Cart,
  invocation: Invocation,
  { store, payment, orders }: CheckoutParts,
): Promise<ShopAnswer> {
  const { span, random } = invocation;
  const orderId = `o-${random.hex(10)}`;
  const totalCents = cartTotalCents(cart);
  const { paymentProvider: provider, currency } = visitor.user;
  span.setAttribute('order.id', orderId);
  const paid = await invokeFunction(invocation, random, payment, {
    visitor,
    orderId,
    provider,
    amountCents: totalCents,
    currency,
  });
  span.setAttribute('payment.status', paid.status);
  if (paid.status === 'declined') return { status: 402, body: { error: 'declined' } };
  const order: Order = { id: orderId, visitor, cart, totalCents, state: 'paid' };
  await store.put(invocation, 'orders', orderId, order);
  await orders.send(invocation, order);
  await store.put(invocation, 'carts', visitor.user.id, EMPTY_CART);
  return { status: 201, body: { orderId } };
}
