// The tokens of a lake, kept in its `state/tokens.json`: made, listed, revoked and rotated by whoever may write there.
import type { Storage } from '@tracelake/lake';
import { TracelakeError } from '@tracelake/schema';
import { StateDocument } from '../state/state-document.ts';
import { type KeptToken, newToken } from './access-token.ts';

const TOKENS_PATH = 'state/tokens.json';
const MAX_TOKENS = 1000;
const NAME_FORM = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

export class TokenList {
  readonly #document: StateDocument<readonly KeptToken[]>;
  readonly #nowMs: () => number;

  constructor(storage: Storage, nowMs: () => number) {
    this.#document = new StateDocument<readonly KeptToken[]>(storage, {
      path: TOKENS_PATH,
      member: 'tokens',
      empty: [],
      isValid: areKeptTokens,
      hint: `Use the newest version; if it cannot read it either, delete ${TOKENS_PATH} and make new tokens.`,
    });
    this.#nowMs = nowMs;
  }

  /** Throws `config_invalid` where it cannot be read. */
  read(): Promise<readonly KeptToken[]> {
    return this.#document.read();
  }

  /** The token, which is nowhere else from now on. Throws `config_invalid` for a name that is taken or is none. */
  async create(name: string): Promise<string> {
    checkName(name);
    return this.#document.change((tokens) => {
      if (tokens.some((token) => token.name === name)) throw taken(name);
      if (tokens.length >= MAX_TOKENS) throw tooMany();
      const made = newToken(name, this.#nowMs());
      return { value: [...tokens, made.kept], result: made.token };
    });
  }

  /** Throws `config_invalid` where there is none of that name. */
  async revoke(name: string): Promise<void> {
    await this.#document.change((tokens) => {
      const revoked = find(tokens, name);
      return { value: tokens.filter((token) => token !== revoked), result: null };
    });
  }

  /** A new token of the same name; the old one ends with it. */
  rotate(name: string): Promise<string> {
    return this.#document.change((tokens) => {
      const old = find(tokens, name);
      const made = newToken(name, this.#nowMs());
      return { value: tokens.map((token) => (token === old ? made.kept : token)), result: made.token };
    });
  }
}

function areKeptTokens(value: unknown): value is readonly KeptToken[] {
  return Array.isArray(value) && value.every(isKeptToken);
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
