// Lets a request in by its token, or not, before anything else of the service is loaded. Remembers the list for a short while, so
// that neither a busy dashboard nor someone who guesses makes a request of the bucket each time.
import { TracelakeError } from '@tracelake/schema';
import { isTokenOf, type KeptToken, tokenId } from './access-token.ts';

/** How long a revoked token may still work. */
const BELIEVED_MS = 30_000;
/** An id that is not in the list may be new: the list is read again, but no more often than this. */
const REREAD_MS = 2_000;

export interface TokenSource {
  read(): Promise<readonly KeptToken[]>;
}

export class TokenGate {
  readonly #source: TokenSource;
  readonly #nowMs: () => number;
  #tokens: readonly KeptToken[] = [];
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(source: TokenSource, nowMs: () => number) {
    this.#source = source;
    this.#nowMs = nowMs;
  }

  /** The name of the token. Throws `unauthorized`, which does not say what was wrong about a token of the right form. */
  async check(authorization: string | undefined): Promise<string> {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) throw refusal('No Bearer token was sent.');
    const id = tokenId(given);
    if (id === null) throw refusal('What was sent is not a token of this service.');
    const kept = (await this.#find(id, BELIEVED_MS)) ?? (await this.#find(id, REREAD_MS));
    if (kept === undefined || !isTokenOf(given, kept)) throw refusal('The token is not one of this service.');
    return kept.name;
  }

  async #find(id: string, maxAgeMs: number): Promise<KeptToken | undefined> {
    const nowMs = this.#nowMs();
    if (nowMs - this.#readAtMs >= maxAgeMs) {
      this.#tokens = await this.#source.read();
      this.#readAtMs = nowMs;
    }
    return this.#tokens.find((token) => token.id === id);
  }
}

function refusal(message: string): TracelakeError {
  return new TracelakeError('unauthorized', message, {
    hint: 'Send "Authorization: Bearer TOKEN"; "tracelake token create NAME --data s3://BUCKET" makes one.',
  });
}
