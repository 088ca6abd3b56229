// The attribute keys of a batch: bytes to a small number, mostly by guessing the key that followed last time.
import { type KeyTable, TracelakeError } from '@tracelake/schema';
import { NO_SLOT, slotOfKey } from './attribute-slots.ts';
import { ByteSource, equalBytes, hashBytes } from './bytes/byte-source.ts';
import { decodeUtf8, encodeUtf8, isUtf8 } from './bytes/utf8.ts';
import { grownInt32, grownUint8 } from './columns/grown-array.ts';
import { type KeyScope, SCOPE_STARTS } from './key-scope.ts';
import { RecentAttributes } from './recent-attributes.ts';

/** Beyond this many keys are not hashed any more: each set of attributes that sends such a key gets a new id for it. */
const MAX_HASHED_KEYS = 65_536;
const TABLE_LENGTH = MAX_HASHED_KEYS * 2;
/** With so many, the next body may have as many again before any of its own is not hashed. */
const CROWD = MAX_HASHED_KEYS / 2;
/**
 * Keys of one body that no body before it had. One that is not hashed costs 1.5 µs and all others wait meanwhile: these 0.15 s, a million 1.5 s.
 * A service has hundreds.
 */
export const MAX_BODY_KEYS = 131_072;
const MAX_PROBES = 24;

const EXCEPTION_PREFIX = new ByteSource(encodeUtf8('exception.'), 0);

const INITIAL_KEYS = 256;
const STARTS = Object.keys(SCOPE_STARTS).length;

export interface KeyCacheLimits {
  readonly maxHashedKeys?: number | undefined;
  /** A body with more new ones is refused. */
  readonly maxKeysOfBody?: number | undefined;
}

export class KeyCache {
  /** What each key means: its slot, see attribute-slots.ts. */
  slots: Int32Array = new Int32Array(INITIAL_KEYS);
  readonly recent = new RecentAttributes();
  readonly #source = new ByteSource(new Uint8Array(1 << 13), 0);
  readonly #hashSeed: number;
  readonly #maxHashedKeys: number;
  readonly #maxKeysOfBody: number;
  readonly #table = new Int32Array(TABLE_LENGTH);
  #offsets: Int32Array = new Int32Array(INITIAL_KEYS);
  #lengths: Int32Array = new Int32Array(INITIAL_KEYS);
  /** 0: not hashed. */
  #hashes: Int32Array = new Int32Array(INITIAL_KEYS);
  /** The key that followed each key, or each start of a set, last time. */
  #following: Int32Array = new Int32Array(INITIAL_KEYS + STARTS);
  #size = 0;
  #hashed = 0;
  #usedBytes = 0;
  #marked = { size: 0, hashed: 0, usedBytes: 0 };

  constructor(hashSeed: number, { maxHashedKeys = MAX_HASHED_KEYS, maxKeysOfBody = Infinity }: KeyCacheLimits = {}) {
    this.#hashSeed = hashSeed;
    this.#maxHashedKeys = maxHashedKeys;
    this.#maxKeysOfBody = maxKeysOfBody;
  }

  /** Id of the key at `position` of `source`. Keys of other bytes have other ids; the same key may have several once the cache is full. */
  find(source: ByteSource, position: number, length: number, scope: KeyScope): number {
    const from = scope.previous + STARTS;
    const guess = this.#following[from];
    if (
      guess < this.#size &&
      this.#lengths[guess] === length &&
      equalBytes(this.#source.view, this.#offsets[guess], source.view, position, length)
    ) {
      scope.previous = guess;
      return guess;
    }
    const id = this.#lookUp(source, position, length, scope);
    // A key that is not hashed is known by its set only, so it is never guessed.
    if (scope.unhashed === null) this.#following[from] = id;
    scope.previous = id;
    return id;
  }

  /** Id of a key that is not taken from a body. */
  idOf(text: string, scope: KeyScope): number {
    const bytes = encodeUtf8(text);
    return this.#lookUp(new ByteSource(bytes, 0), 0, bytes.length, scope);
  }

  /** Whether the id is the key's in every set of attributes. */
  isHashed(id: number): boolean {
    return this.#hashes[id] !== 0;
  }

  /** Whether the key begins with "exception.". */
  isException(id: number): boolean {
    const offset = this.#offsets[id];
    return (
      this.#lengths[id] >= EXCEPTION_PREFIX.bytes.length &&
      equalBytes(this.#source.view, offset, EXCEPTION_PREFIX.view, 0, EXCEPTION_PREFIX.bytes.length)
    );
  }

  textOf(id: number): string {
    return decodeUtf8(this.#source.bytes, this.#offsets[id], this.#lengths[id]);
  }

  /** A copy: the cache lives longer than a batch's buffers, which may be transferred. */
  table(): KeyTable {
    return {
      bytes: this.#source.bytes.slice(0, this.#usedBytes),
      offsets: this.#offsets.slice(0, this.#size),
      lengths: this.#lengths.slice(0, this.#size),
      size: this.#size,
    };
  }

  get size(): number {
    return this.#size;
  }

  get isCrowded(): boolean {
    return this.#size > CROWD;
  }

  mark(): void {
    this.#marked.size = this.#size;
    this.#marked.hashed = this.#hashed;
    this.#marked.usedBytes = this.#usedBytes;
  }

  /** Forgets the keys since `mark`. */
  rollBack(): void {
    this.recent.forget();
    if (this.#size === this.#marked.size) return;
    this.#size = this.#marked.size;
    this.#hashed = this.#marked.hashed;
    this.#usedBytes = this.#marked.usedBytes;
    this.#following.fill(0);
    this.#table.fill(0);
    for (let id = 0; id < this.#size; id++) if (this.#hashes[id] !== 0) this.#place(id);
  }

  #place(id: number): void {
    const mask = TABLE_LENGTH - 1;
    let place = this.#hashes[id] & mask;
    while (this.#table[place] !== 0) place = (place + 1) & mask;
    this.#table[place] = id + 1;
  }

  #lookUp(source: ByteSource, position: number, length: number, scope: KeyScope): number {
    const hash = hashBytes(source, position, length, this.#hashSeed) || 1;
    const mask = TABLE_LENGTH - 1;
    let place = hash & mask;
    let probe = 0;
    for (; probe < MAX_PROBES; probe++) {
      const id = this.#table[place] - 1;
      if (id < 0) break;
      if (
        this.#hashes[id] === hash &&
        this.#lengths[id] === length &&
        equalBytes(this.#source.view, this.#offsets[id], source.view, position, length)
      ) {
        return id;
      }
      place = (place + 1) & mask;
    }
    if (!isUtf8(source.bytes, position, length)) return this.idOf(decodeUtf8(source.bytes, position, length), scope);
    if (probe === MAX_PROBES || this.#hashed === this.#maxHashedKeys) {
      return this.#unhashed(source, position, length, scope);
    }
    const id = this.#append(source, position, length, hash);
    this.#hashed++;
    this.#table[place] = id + 1;
    return id;
  }

  #unhashed(source: ByteSource, position: number, length: number, scope: KeyScope): number {
    const text = decodeUtf8(source.bytes, position, length);
    scope.unhashed ??= new Map();
    const known = scope.unhashed.get(text);
    if (known !== undefined) return known;
    const id = this.#append(source, position, length, 0);
    scope.unhashed.set(text, id);
    return id;
  }

  #append(source: ByteSource, position: number, length: number, hash: number): number {
    if (this.#size - this.#marked.size >= this.#maxKeysOfBody) throw tooManyKeys(this.#maxKeysOfBody);
    const id = this.#size++;
    if (id === this.#offsets.length) this.#grow(id * 2);
    this.#reserve(length);
    const offset = this.#usedBytes;
    this.#source.bytes.set(source.bytes.subarray(position, position + length), offset);
    this.#usedBytes += length;
    this.#offsets[id] = offset;
    this.#lengths[id] = length;
    this.#hashes[id] = hash;
    this.#following[id + STARTS] = 0;
    this.slots[id] = NO_SLOT;
    const slot = slotOfKey(this.textOf(id));
    if (slot !== undefined) this.slots[id] = slot;
    return id;
  }

  #reserve(length: number): void {
    const needed = this.#usedBytes + length;
    const capacity = this.#source.bytes.length;
    if (needed > capacity) this.#source.replace(grownUint8(this.#source.bytes, Math.max(capacity * 2, needed)));
  }

  #grow(capacity: number): void {
    this.#offsets = grownInt32(this.#offsets, capacity);
    this.#lengths = grownInt32(this.#lengths, capacity);
    this.#hashes = grownInt32(this.#hashes, capacity);
    this.#following = grownInt32(this.#following, capacity + STARTS);
    this.slots = grownInt32(this.slots, capacity);
  }
}

function tooManyKeys(limitKeys: number): TracelakeError {
  return new TracelakeError('body_too_large', `The body has more than ${limitKeys} different attribute keys.`, {
    details: { limitKeys },
    hint: 'Put what differs from span to span into the value of an attribute, not into its key; or send fewer spans in one request.',
  });
}
