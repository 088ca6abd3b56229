// The client of this environment's stream: its region, its credentials, AWS's own endpoint unless a variable names another. Loaded with the first call.
import type { Environment } from '../core/settings.ts';
import { createCredentialSource } from './credential-source.ts';
import { createFirehoseClient, type FirehoseClient } from './firehose-client.ts';

/** By the first part of a region's name. */
const DOMAINS: Readonly<Record<string, string>> = { cn: 'amazonaws.com.cn', eusc: 'amazonaws.eu' };

export function lambdaFirehose(environment: Environment, streamName: string): FirehoseClient {
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? '';
  const domain = DOMAINS[region.split('-')[0]] ?? 'amazonaws.com';
  const endpoint =
    environment.AWS_ENDPOINT_URL_FIREHOSE || environment.AWS_ENDPOINT_URL || `https://firehose.${region}.${domain}`;
  return createFirehoseClient({ endpoint, region, streamName, credentials: createCredentialSource(environment) });
}
