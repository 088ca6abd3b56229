// The tokens of a lake, kept in its `state/tokens.json`: made, listed, revoked and rotated by whoever may write there.
import type { Storage } from '@tracelake/lake';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { type KeptToken, newToken } from './access-token.ts';

const TOKENS_PATH = 'state/tokens.json';
const FORMAT = 1;
const MAX_TOKENS = 1000;
const NAME_FORM = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
/** Several people at once: each loses to at most as many as write between its read and its write. */
const MAX_ATTEMPTS = 10;

interface TokensDocument {
  readonly format: number;
  readonly tokens: readonly KeptToken[];
}

type Change<T> = (tokens: readonly KeptToken[]) => { readonly tokens: readonly KeptToken[]; readonly result: T };

export class TokenList {
  readonly #storage: Storage;
  readonly #nowMs: () => number;

  constructor(storage: Storage, nowMs: () => number) {
    this.#storage = storage;
    this.#nowMs = nowMs;
  }

  /** Throws `config_invalid` where it cannot be read. */
  async read(): Promise<readonly KeptToken[]> {
    return (await this.#readVersion()).tokens;
  }

  /** The token, which is nowhere else from now on. Throws `config_invalid` for a name that is taken or is none. */
  async create(name: string): Promise<string> {
    checkName(name);
    return this.#change((tokens) => {
      if (tokens.some((token) => token.name === name)) throw taken(name);
      if (tokens.length >= MAX_TOKENS) throw tooMany();
      const made = newToken(name, this.#nowMs());
      return { tokens: [...tokens, made.kept], result: made.token };
    });
  }

  /** Throws `config_invalid` where there is none of that name. */
  async revoke(name: string): Promise<void> {
    await this.#change((tokens) => {
      const revoked = find(tokens, name);
      return { tokens: tokens.filter((token) => token !== revoked), result: null };
    });
  }

  /** A new token of the same name; the old one ends with it. */
  rotate(name: string): Promise<string> {
    return this.#change((tokens) => {
      const old = find(tokens, name);
      const made = newToken(name, this.#nowMs());
      return { tokens: tokens.map((token) => (token === old ? made.kept : token)), result: made.token };
    });
  }

  async #change<T>(change: Change<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const { tokens, etag } = await this.#readVersion();
      const changed = change(tokens);
      const text = `${JSON.stringify({ format: FORMAT, tokens: changed.tokens }, null, 2)}\n`;
      try {
        const condition = etag === null ? ({ ifNoneMatch: '*' } as const) : { ifMatch: etag };
        await this.#storage.put(TOKENS_PATH, new TextEncoder().encode(text), condition);
        return changed.result;
      } catch (error) {
        const lost = isTracelakeError(error) && error.code === 'precondition_failed';
        if (!lost || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** The version is asked for first: what is read is that one or a later one, and a write over a later one fails. */
  async #readVersion(): Promise<{ tokens: readonly KeptToken[]; etag: string | null }> {
    const head = await this.#storage.head(TOKENS_PATH);
    if (head === null) return { tokens: [], etag: null };
    const text = new TextDecoder().decode(await this.#storage.get(TOKENS_PATH));
    return { tokens: decode(text), etag: head.etag };
  }
}

function decode(text: string): readonly KeptToken[] {
  let document: Partial<TokensDocument> | null = null;
  let cause: unknown;
  try {
    document = JSON.parse(text) as Partial<TokensDocument> | null;
  } catch (error) {
    cause = error;
  }
  const { format, tokens } = document ?? {};
  if (format === FORMAT && Array.isArray(tokens) && tokens.every(isKeptToken)) return tokens;
  throw new TracelakeError('config_invalid', `${TOKENS_PATH} of the lake cannot be read.`, {
    hint: `Use the newest version; if it cannot read it either, delete ${TOKENS_PATH} and make new tokens.`,
    cause,
  });
}

function isKeptToken(value: unknown): value is KeptToken {
  const { id, name, salt, hash, createdAt } = (value ?? {}) as Record<string, unknown>;
  const areTexts = [id, name, salt, hash, createdAt].every((member) => typeof member === 'string');
  return areTexts && /^[0-9a-f]{64}$/.test(hash as string);
}

function find(tokens: readonly KeptToken[], name: string): KeptToken {
  const found = tokens.find((token) => token.name === name);
  if (found !== undefined) return found;
  const names = tokens.map((token) => token.name);
  throw new TracelakeError('config_invalid', `There is no token named ${JSON.stringify(name)}.`, {
    details: { name, names },
    hint: names.length === 0 ? 'There is none yet: "tracelake token create NAME".' : `There are ${names.join(', ')}.`,
  });
}

function checkName(name: string): void {
  if (NAME_FORM.test(name)) return;
  throw new TracelakeError('config_invalid', `${JSON.stringify(name)} is no name for a token.`, {
    details: { name },
    hint: 'Use up to 64 letters, digits, ".", "_", "@" and "-"; it stands in the audit lines.',
  });
}

function taken(name: string): TracelakeError {
  return new TracelakeError('config_invalid', `There is a token named ${JSON.stringify(name)} already.`, {
    details: { name },
    hint: `"tracelake token rotate ${name}" gives it a new secret; "token revoke" ends it.`,
  });
}

function tooMany(): TracelakeError {
  return new TracelakeError('config_invalid', `There are ${MAX_TOKENS} tokens, which is the most there may be.`, {
    hint: 'Revoke those that nobody uses: "tracelake token list", then "tracelake token revoke NAME".',
  });
}
