// The role's credentials: from the environment, or (SnapStart, whose snapshots outlive any key) from the platform's endpoint, asked again before they end.
import { createHttpExchange } from './http-exchange.ts';
import type { Credentials } from './request-signer.ts';

export interface CredentialSource {
  current(): Promise<Credentials>;
  /** Firehose says that they have expired. */
  forget(): void;
}

export interface CredentialVariables {
  readonly AWS_ACCESS_KEY_ID?: string;
  readonly AWS_SECRET_ACCESS_KEY?: string;
  readonly AWS_SESSION_TOKEN?: string;
  readonly AWS_CONTAINER_CREDENTIALS_FULL_URI?: string;
  readonly AWS_CONTAINER_AUTHORIZATION_TOKEN?: string;
}

const ASK_AGAIN_MS = 300_000;
/** It is the platform's own, on this host. */
const ANSWER_MS = 500;

export function createCredentialSource(variables: CredentialVariables): CredentialSource {
  const uri = variables.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (uri === undefined || uri === '') {
    const credentials: Credentials = {
      accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: variables.AWS_SESSION_TOKEN,
    };
    return { current: async () => credentials, forget: () => {} };
  }
  let known: { credentials: Credentials; untilMs: number } | undefined;
  return {
    async current() {
      if (known === undefined || Date.now() > known.untilMs) known = await ask(uri, variables);
      return known.credentials;
    },
    forget() {
      known = undefined;
    },
  };
}

async function ask(uri: string, variables: CredentialVariables) {
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
    const credentials: Credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: Token,
    };
    const endsMs = Date.parse(Expiration);
    return { credentials, untilMs: (Number.isNaN(endsMs) ? Date.now() : endsMs) - ASK_AGAIN_MS };
  } finally {
    exchange.close();
  }
}
