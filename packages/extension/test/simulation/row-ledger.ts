// What was handed to the extension, what Firehose has, and what is gone: the account that must be even.
import { firehoseJsonKeys, SPANS_TABLE } from '@tracelake/schema';
import { checksumOf } from '../../src/core/spool-format.ts';

/** Spans have positive numbers, invocations negative ones: both stand in the rows' ids. */
export type RowNumber = number;

const SPAN = /"span_id":"0{4}([0-9a-f]{12})"/;
const KEYS = firehoseJsonKeys(SPANS_TABLE);
const REQUEST = new RegExp(`"${KEYS.faas_invocation_id}":"[0-9a-f-]{24}([0-9a-f]{12})"`);
const MAIN = `"${KEYS.main}":true`;
const AMENDS = `"${KEYS.amends}":`;
const OF_DROPS = /"tracelake\.(dropped|maybe_doubled)"/;
const decoder = new TextDecoder();
/** A row that old is not sent again: what is remembered must not grow with the run. */
const REMEMBERED = 400_000;

export function spanIdOf(number: RowNumber): string {
  return number.toString(16).padStart(16, '0');
}

export function requestIdOf(number: RowNumber): string {
  return `00000000-0000-4000-8000-${(-number).toString(16).padStart(12, '0')}`;
}

/** `undefined` for rows about drops and for amendments. */
export function rowNumberOf(document: Uint8Array): RowNumber | undefined {
  const text = decoder.decode(document);
  if (text.includes(AMENDS) || OF_DROPS.test(text)) return undefined;
  const isInvocation = text.includes(MAIN) && REQUEST.test(text);
  const match = isInvocation ? REQUEST.exec(text) : SPAN.exec(text);
  if (match === null) return undefined;
  const number = Number.parseInt(match[1], 16);
  return isInvocation ? -number : number;
}

/** The same document again, or another one about the same row. */
function fingerprintOf(document: Uint8Array): number {
  return checksumOf(document);
}

export function rowNumbersOf(documents: readonly Uint8Array[]): RowNumber[] {
  return documents.map(rowNumberOf).filter((number) => number !== undefined);
}

export class RowLedger {
  /** Handed over, and neither delivered nor known to be gone. */
  readonly outstanding = new Set<RowNumber>();
  /** With the fingerprint of the last document about it. */
  readonly #delivered = new Map<RowNumber, number>();
  /** Rows of calls whose end the extension could not know. */
  readonly #doubtful = new Set<RowNumber>();
  handed = 0;
  delivered = 0;
  doubled = 0;
  /** Invocations of which two different events were sent. */
  toldTwice = 0;
  readonly violations: string[] = [];

  hand(number: RowNumber): void {
    this.handed++;
    if (!this.#delivered.has(number)) this.outstanding.add(number);
  }

  doubt(documents: readonly Uint8Array[]): void {
    for (const number of rowNumbersOf(documents)) this.#doubtful.add(number);
  }

  trust(documents: readonly Uint8Array[]): void {
    for (const number of rowNumbersOf(documents)) this.#doubtful.delete(number);
  }

  accept(documents: readonly Uint8Array[]): void {
    for (const document of documents) {
      const number = rowNumberOf(document);
      if (number === undefined) continue;
      const fingerprint = fingerprintOf(document);
      const before = this.#delivered.get(number);
      this.#delivered.set(number, fingerprint);
      this.outstanding.delete(number);
      if (before === undefined) this.delivered++;
      else if (before !== fingerprint) this.toldTwice++;
      else {
        this.doubled++;
        if (!this.#doubtful.has(number)) this.violations.push(`row ${number} was accepted and sent again`);
      }
    }
    if (this.#delivered.size > REMEMBERED) this.#forgetOldest();
  }

  /** Takes out what is on no disk any more. */
  loseAllBut(kept: ReadonlySet<RowNumber>): RowNumber[] {
    const lost = [...this.outstanding].filter((number) => !kept.has(number));
    for (const number of lost) this.outstanding.delete(number);
    return lost;
  }

  #forgetOldest(): void {
    let surplus = this.#delivered.size - REMEMBERED / 2;
    for (const number of this.#delivered.keys()) {
      if (surplus-- <= 0) return;
      this.#delivered.delete(number);
      this.#doubtful.delete(number);
    }
  }
}
