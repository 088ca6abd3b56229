// A token of the deployed service: what is shown once to its owner, and what is kept of it, from which it cannot be made again.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface KeptToken {
  /** The first part of the token: finds the hash to compare with. */
  readonly id: string;
  readonly name: string;
  readonly salt: string;
  /** SHA-256 of salt and secret. The secret is 256 random bits, which nobody can try out: a slow hash would only cost time. */
  readonly hash: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

const SECRET_BYTES = 32;
const SALT_BYTES = 16;
const ID_BYTES = 6;
/** `tlk_` lets scanners of repositories find one that was committed. */
const TOKEN_FORM = /^tlk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export interface NewToken {
  /** To show once. */
  readonly token: string;
  readonly kept: KeptToken;
}

export function newToken(name: string, nowMs: number): NewToken {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const salt = randomBytes(SALT_BYTES).toString('hex');
  const kept = { id, name, salt, hash: hashOf(salt, secret), createdAt: new Date(nowMs).toISOString() };
  return { token: `tlk_${id}_${secret}`, kept };
}

/** `null` for what cannot be a token at all: then nothing need be looked up. */
export function tokenId(token: string): string | null {
  return TOKEN_FORM.exec(token)?.[1] ?? null;
}

/** Takes the same time whatever the difference. */
export function isTokenOf(token: string, { id, salt, hash }: KeptToken): boolean {
  const [, givenId, secret] = TOKEN_FORM.exec(token) ?? [];
  if (givenId !== id) return false;
  return timingSafeEqual(Buffer.from(hashOf(salt, secret), 'hex'), Buffer.from(hash, 'hex'));
}

function hashOf(salt: string, secret: string): string {
  return createHash('sha256').update(salt).update(':').update(secret).digest('hex');
}
