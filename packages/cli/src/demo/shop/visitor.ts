// On whose behalf a function works: it travels in the event, and every function writes it on its own wide event.
import type { Attributes } from '@opentelemetry/api';
import type { User } from './population.ts';

export interface Visitor {
  readonly user: User;
  readonly sessionId: string;
}

/** What each function's event and answer have in common. */
export interface ShopEvent {
  readonly visitor: Visitor;
}

export interface ShopAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly body: unknown;
}

export function visitorAttributes({ user, sessionId }: Visitor): Attributes {
  return {
    'user.id': user.id,
    'user.plan': user.plan,
    'user.age_days': user.ageDays,
    'tenant.id': user.tenantId,
    'session.id': sessionId,
    'localization.country': user.country,
    currency: user.currency,
    'app.version': user.client.appVersion,
    ...user.flags,
  };
}
