// shop-orders: shows the state of an order.
import type { KeyValueStore } from '../key-value-store.ts';
import { LambdaFunction, type Platform } from '../lambda-function.ts';
import { OrderNotFoundError } from '../shop-errors.ts';
import { recordOnce } from '../traced-work.ts';
import { type ShopAnswer, type ShopEvent, visitorAttributes } from '../visitor.ts';
import type { Order } from './checkout.ts';

export interface OrdersEvent extends ShopEvent {
  readonly orderId: string;
}

export function ordersFunction(platform: Platform, store: KeyValueStore): LambdaFunction<OrdersEvent, ShopAnswer> {
  const settings = { name: 'shop-orders', trigger: 'http', memoryMb: 256, initMedianMs: 230 } as const;
  return new LambdaFunction(settings, platform, async ({ visitor, orderId }, invocation) => {
    const { span, timeline } = invocation;
    span.setAttributes({ ...visitorAttributes(visitor), 'order.id': orderId });
    const order = await store.get<Order>(invocation, 'orders', orderId);
    if (order === undefined) {
      recordOnce(span, new OrderNotFoundError(`order ${orderId} is not known`), timeline);
      return { status: 404, body: { error: 'no such order' } };
    }
    span.setAttributes({ 'order.state': order.state, 'order.total': order.totalCents / 100 });
    return { status: 200, body: { id: order.id, state: order.state } };
  });
}
