// What was sent and what was acknowledged, and the judgement over the rows that a lake answers with.

import type { OtlpTraceRequest } from '@tracelake/testkit';
import { answeredRow, numberedBody, SPANS_PER_BODY } from './numbered-body.ts';

interface SentBody {
  readonly paddingBytes: number;
  isAcknowledged: boolean;
}

export class Ledger {
  private readonly bodies = new Map<number, SentBody>();
  private nextBody = 1;

  /** A body nobody sent yet. */
  take(paddingBytes: number): number {
    const body = this.nextBody++;
    this.bodies.set(body, { paddingBytes, isAcknowledged: false });
    return body;
  }

  requestOf(body: number): OtlpTraceRequest {
    return numberedBody(body, this.bodies.get(body)!.paddingBytes);
  }

  acknowledge(body: number): void {
    this.bodies.get(body)!.isAcknowledged = true;
  }

  /** Sent, and no answer came: a sender sends these again. */
  get unanswered(): number[] {
    return [...this.bodies].flatMap(([body, { isAcknowledged }]) => (isAcknowledged ? [] : [body]));
  }

  get acknowledgedRows(): number {
    return (this.bodies.size - this.unanswered.length) * SPANS_PER_BODY;
  }

  /**
   * What is wrong with `rows`, in words; empty when each acknowledged row is there once and as it was sent, and of each
   * other body all rows or none. `isWhole: false`: acknowledged rows may be missing.
   */
  judge(rows: readonly (readonly unknown[])[], { isWhole }: { isWhole: boolean }): string[] {
    const wrong: string[] = [];
    const places = new Map<number, Set<number>>();
    for (const row of rows) {
      const [body, place] = row as [number, number];
      const sent = this.bodies.get(body);
      if (sent === undefined) wrong.push(`nobody sent ${body}/${place}`);
      else if (JSON.stringify(row) !== JSON.stringify(answeredRow(body, place, sent.paddingBytes)))
        wrong.push(`${body}/${place} is not as it was sent: ${JSON.stringify(row)}`);
      const seen = places.get(body) ?? new Set();
      if (seen.has(place)) wrong.push(`${body}/${place} is there twice`);
      places.set(body, seen.add(place));
    }
    for (const [body, { isAcknowledged }] of this.bodies) {
      const count = places.get(body)?.size ?? 0;
      const mayBeNone = !(isWhole && isAcknowledged);
      if (count === SPANS_PER_BODY || (count === 0 && mayBeNone)) continue;
      wrong.push(
        `of body ${body} there are ${count} of ${SPANS_PER_BODY} rows${isAcknowledged ? ', acknowledged' : ''}`,
      );
    }
    return wrong;
  }
}
