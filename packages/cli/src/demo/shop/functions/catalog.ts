// shop-catalog: lists products and shows one. Lists are cached in the environment, so cold starts are slow twice.
import type { Product } from '../assortment.ts';
import type { KeyValueStore } from '../key-value-store.ts';
import { type Invocation, LambdaFunction, type Platform } from '../lambda-function.ts';
import { nanosOfMs } from '../timeline.ts';
import { type ShopAnswer, type ShopEvent, visitorAttributes } from '../visitor.ts';

export interface CatalogEvent extends ShopEvent {
  readonly category?: string;
  readonly productId?: string;
}

interface CachedList {
  readonly products: readonly Product[];
  readonly untilNano: bigint;
}

const CACHE_LIFETIME_NANO = nanosOfMs(60_000);

export function catalogFunction(platform: Platform, store: KeyValueStore): LambdaFunction<CatalogEvent, ShopAnswer> {
  const settings = { name: 'shop-catalog', trigger: 'http', memoryMb: 512, initMedianMs: 380 } as const;
  return new LambdaFunction(settings, platform, async (event, invocation) => {
    invocation.span.setAttributes(visitorAttributes(event.visitor));
    return event.productId === undefined
      ? listProducts(event, invocation, store)
      : showProduct(event.productId, invocation, store);
  });
}

async function listProducts(event: CatalogEvent, invocation: Invocation, store: KeyValueStore): Promise<ShopAnswer> {
  const { span, timeline, random, memory } = invocation;
  const category = event.category ?? 'tea';
  const cached = memory.get(category) as CachedList | undefined;
  const hit = cached !== undefined && cached.untilNano > timeline.now();
  const products = hit
    ? cached.products
    : await store.query<Product>(invocation, 'products', (product) => product.category === category);
  if (!hit) memory.set(category, { products, untilNano: timeline.now() + CACHE_LIFETIME_NANO });
  const ranked = event.visitor.user.flags['feature_flag.new_ranking'];
  const rankingMs = random.logNormal(ranked ? 14 : 3, 0.35);
  await timeline.spend(rankingMs);
  span.setAttributes({
    'catalog.category': category,
    'catalog.results': products.length,
    'catalog.ranking_ms': Math.round(rankingMs * 1000) / 1000,
    'cache.products': hit,
  });
  return { status: 200, body: products };
}

async function showProduct(productId: string, invocation: Invocation, store: KeyValueStore): Promise<ShopAnswer> {
  const product = await store.get<Product>(invocation, 'products', productId);
  invocation.span.setAttribute('product.id', productId);
  if (product === undefined) return { status: 404, body: { error: 'no such product' } };
  await invocation.timeline.spend(invocation.random.logNormal(2, 0.3));
  invocation.span.setAttributes({
    'catalog.category': product.category,
    'product.price': product.priceCents / 100,
    'product.tags': [product.category, product.name.split(' ')[0].toLowerCase()],
  });
  return { status: 200, body: product };
}
