// Who visits the shop: users with a plan, a tenant, a country, a client, a card, and the feature flags they are given.
import type { Random } from './seeded-random.ts';

export const REGIONS = ['eu-central-1', 'us-east-1'] as const;
export type Region = (typeof REGIONS)[number];

export interface User {
  readonly id: string;
  readonly plan: 'free' | 'pro' | 'enterprise';
  readonly tenantId: string;
  readonly country: string;
  readonly currency: string;
  readonly region: Region;
  readonly ageDays: number;
  readonly paymentProvider: string;
  readonly client: Client;
  readonly flags: Readonly<Record<string, boolean>>;
}

export interface Client {
  readonly name: string;
  readonly os: string;
  readonly appVersion: string;
  readonly userAgent: string;
}

const USER_COUNT = 420;
const TENANTS = ['acorn', 'birch', 'clover', 'dahlia', 'elder', 'fern', 'gorse', 'hazel', 'iris', 'juniper'];

const COUNTRIES: readonly (readonly [readonly [country: string, currency: string, region: Region], number])[] = [
  [['DE', 'EUR', 'eu-central-1'], 30],
  [['FR', 'EUR', 'eu-central-1'], 18],
  [['SE', 'SEK', 'eu-central-1'], 8],
  [['US', 'USD', 'us-east-1'], 36],
  [['CA', 'CAD', 'us-east-1'], 8],
];

/** Invented names; no real provider is meant. */
export const PAYMENT_PROVIDERS: readonly (readonly [string, number])[] = [
  ['brindlepay', 45],
  ['ottercard', 30],
  ['pennyhawk', 25],
];

const CLIENTS: readonly (readonly [Client, number])[] = [
  [client('Firefox', 'Linux', 'web-8.14.0'), 15],
  [client('Chrome', 'Windows', 'web-8.14.0'), 32],
  [client('Safari', 'macOS', 'web-8.13.2'), 14],
  [client('ShopApp', 'iOS', 'ios-5.2.0'), 18],
  [client('ShopApp', 'Android', 'android-5.2.1'), 19],
  [client('ShopApp', 'Android', 'android-5.0.3'), 2],
];

export function population(random: Random): User[] {
  return Array.from({ length: USER_COUNT }, (_, index) => {
    const [country, currency, region] = random.weighted(COUNTRIES);
    return {
      id: `user-${String(index + 1).padStart(4, '0')}`,
      plan: random.weighted([
        ['free', 68],
        ['pro', 25],
        ['enterprise', 7],
      ] as const),
      tenantId: random.pick(TENANTS),
      country,
      currency,
      region,
      ageDays: Math.round(random.exponential(300)),
      paymentProvider: random.weighted(PAYMENT_PROVIDERS),
      client: random.weighted(CLIENTS),
      flags: {
        'feature_flag.new_ranking': random.chance(0.5),
        'feature_flag.one_page_checkout': random.chance(0.2),
        'feature_flag.coupons': random.chance(0.35),
      },
    };
  });
}

function client(name: string, os: string, appVersion: string): Client {
  return { name, os, appVersion, userAgent: `${name}/${appVersion.split('-')[1]} (${os})` };
}
