// The platform's endpoint for credentials, on this host; SnapStart's functions have it. Loaded with the first question.
import type { CredentialVariables } from './credential-source.ts';
import { createHttpExchange } from './http-exchange.ts';
import type { Credentials } from './request-signer.ts';

const ANSWER_MS = 500;

export interface EndingCredentials {
  readonly credentials: Credentials;
  readonly endsMs: number;
}

export async function askForCredentials(uri: string, variables: CredentialVariables): Promise<EndingCredentials> {
  const url = new URL(uri);
  const exchange = createHttpExchange(url.hostname, Number(url.port || 80));
  try {
    const answer = await exchange.ask({
      method: 'GET',
      timeoutMs: ANSWER_MS,
      path: url.pathname + url.search,
      headers: { Authorization: variables.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '' },
    });
    if (answer.status !== 200) throw new Error(`the credentials endpoint answered ${answer.status}`);
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(answer.body);
    if (!AccessKeyId || !SecretAccessKey) throw new Error('the credentials endpoint has none');
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
    const endsMs = Date.parse(Expiration);
    return { credentials, endsMs: Number.isNaN(endsMs) ? Date.now() : endsMs };
  } finally {
    exchange.close();
  }
}
