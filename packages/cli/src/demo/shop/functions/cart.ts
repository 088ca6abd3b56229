// shop-cart: shows a user's cart and puts products into it. Old Android apps send coupons in a shape it does not expect.
import type { Product } from '../assortment.ts';
import type { KeyValueStore } from '../key-value-store.ts';
import { type Invocation, LambdaFunction, type Platform } from '../lambda-function.ts';
import { ValidationError } from '../shop-errors.ts';
import { fail } from '../traced-work.ts';
import { type ShopAnswer, type ShopEvent, visitorAttributes } from '../visitor.ts';

export interface CartItem {
  readonly productId: string;
  readonly quantity: number;
  readonly priceCents: number;
}

export interface Cart {
  readonly items: readonly CartItem[];
  readonly coupon: string | undefined;
}

export interface CartEvent extends ShopEvent {
  readonly add?: { readonly productId: string; readonly quantity: number; readonly coupon?: { readonly code: string } };
}

export const EMPTY_CART: Cart = { items: [], coupon: undefined };

export function cartTotalCents(cart: Cart): number {
  const total = cart.items.reduce((sum, { quantity, priceCents }) => sum + quantity * priceCents, 0);
  return cart.coupon === undefined ? total : Math.round(total * 0.9);
}

export function cartFunction(platform: Platform, store: KeyValueStore): LambdaFunction<CartEvent, ShopAnswer> {
  const settings = { name: 'shop-cart', trigger: 'http', memoryMb: 256, initMedianMs: 240 } as const;
  return new LambdaFunction(settings, platform, async (event, invocation) => {
    const { span } = invocation;
    span.setAttributes(visitorAttributes(event.visitor));
    const userId = event.visitor.user.id;
    const stored = (await store.get<Cart>(invocation, 'carts', userId)) ?? EMPTY_CART;
    if (event.add === undefined) return answerWith(stored, invocation);
    if (event.add.quantity < 1) {
      fail(span, new ValidationError(`quantity ${event.add.quantity} is below 1`), invocation.timeline);
      return { status: 400, body: { error: 'quantity' } };
    }
    const cart = await withAddedItem(stored, event, event.add, invocation, store);
    if (cart === undefined) return { status: 404, body: { error: 'no such product' } };
    await store.put(invocation, 'carts', userId, cart);
    return answerWith(cart, invocation);
  });
}

async function withAddedItem(
  cart: Cart,
  event: CartEvent,
  add: NonNullable<CartEvent['add']>,
  invocation: Invocation,
  store: KeyValueStore,
): Promise<Cart | undefined> {
  const product = await store.get<Product>(invocation, 'products', add.productId);
  invocation.span.setAttributes({ 'product.id': add.productId, 'cart.added_quantity': add.quantity });
  if (product === undefined) return undefined;
  const item = { productId: product.id, quantity: add.quantity, priceCents: product.priceCents };
  const items = [...cart.items.filter(({ productId }) => productId !== product.id), item];
  return { items, coupon: event.visitor.user.flags['feature_flag.coupons'] ? couponCode(add) : cart.coupon };
}

/** Apps before 5.1 send a coupon without a code: `undefined.trim()` is the bug to find. */
function couponCode(add: NonNullable<CartEvent['add']>): string | undefined {
  return add.coupon === undefined ? undefined : add.coupon.code.trim();
}

function answerWith(cart: Cart, { span }: Invocation): ShopAnswer {
  span.setAttributes({
    'cart.items': cart.items.length,
    'cart.total': cartTotalCents(cart) / 100,
    'cart.has_coupon': cart.coupon !== undefined,
  });
  return { status: 200, body: cart };
}
