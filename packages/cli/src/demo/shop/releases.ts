// Which version of a function answers when. Releases share the traffic, as with a weighted Lambda alias.
// The incident in the making is here: payment 2.4.1 calls Ottercard's new endpoint, which is slow and fails often.

export interface Release {
  readonly version: string;
  /** Where in the history it goes live: 0 is the start, 1 the moment the demo was started. */
  readonly livesFrom: number;
  /** Part of the traffic it takes from its predecessors. */
  readonly share: number;
}

export const INCIDENT = { service: 'shop-payment', version: '2.4.1', provider: 'ottercard' } as const;

export const RELEASES = {
  'shop-catalog': [
    { version: '5.0.2', livesFrom: 0, share: 1 },
    { version: '5.1.0', livesFrom: 0.25, share: 1 },
  ],
  'shop-cart': [{ version: '3.7.4', livesFrom: 0, share: 1 }],
  'shop-checkout': [
    { version: '1.12.0', livesFrom: 0, share: 1 },
    { version: '1.12.1', livesFrom: 0.65, share: 0.3 },
  ],
  'shop-payment': [
    { version: '2.4.0', livesFrom: 0, share: 1 },
    { version: INCIDENT.version, livesFrom: 0.5, share: 0.5 },
  ],
  'shop-orders': [{ version: '1.3.0', livesFrom: 0, share: 1 }],
  'shop-fulfilment': [{ version: '0.9.8', livesFrom: 0, share: 1 }],
} as const satisfies Record<string, readonly Release[]>;

export type FunctionName = keyof typeof RELEASES;

/** `progress` is the moment as part of the history, `dice` uniform in [0, 1). */
export function versionAt(releases: readonly Release[], progress: number, dice: number): string {
  let version = releases[0].version;
  for (const release of releases) {
    if (progress >= release.livesFrom && dice < release.share) version = release.version;
  }
  return version;
}
