// Credentials as every AWS tool finds them, for a process that outlives them: what others write into the credentials file counts soon.
import { defaultProvider } from '@aws-sdk/credential-provider-node';

export type CurrentCredentials = ReturnType<typeof defaultProvider>;

/** The client asks again for what expires within this time. */
const CLIENT_MARGIN_MS = 5 * 60_000;
const REREAD_MS = 10_000;

/**
 * Keys of a profile say no end, so the client would keep them for good, and the file too: once they had expired, a server that runs
 * could only be started again. Whatever else there is (the environment's, a role's, a session's) has an end or is never changed.
 */
export function currentCredentials(rereadMs: number = REREAD_MS): CurrentCredentials {
  return async (options) => {
    const found = await defaultProvider({ ignoreCache: true })(options);
    if (found.expiration !== undefined || !isOfFile(found)) return found;
    return { ...found, expiration: new Date(Date.now() + CLIENT_MARGIN_MS + rereadMs) };
  };
}

function isOfFile(found: object): boolean {
  const { $source } = found as { $source?: object };
  return $source !== undefined && 'CREDENTIALS_PROFILE' in $source;
}
