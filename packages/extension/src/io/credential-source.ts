// The role's credentials: from the environment, or (SnapStart, whose snapshots outlive any key) from the platform's endpoint, asked again before they end.
import type { EndingCredentials } from './credential-endpoint.ts';
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
/** Where the endpoint has none and those that are known are still good. */
const PAUSE_MS = 30_000;

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
  let known: EndingCredentials | undefined;
  let askAtMs = 0;
  return {
    async current() {
      const nowMs = Date.now();
      if (known !== undefined && (nowMs <= known.endsMs - ASK_AGAIN_MS || (nowMs < known.endsMs && nowMs < askAtMs)))
        return known.credentials;
      try {
        const { askForCredentials } = await import('./credential-endpoint.ts');
        known = await askForCredentials(uri, variables);
      } catch (error) {
        if (known === undefined || nowMs >= known.endsMs) throw error;
        askAtMs = nowMs + PAUSE_MS;
      }
      return known.credentials;
    },
    forget() {
      known = undefined;
    },
  };
}
