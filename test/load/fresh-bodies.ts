// Bench spans as OTLP bodies that can be sent again and again: each time with trace and span ids that never were.
import { benchSpans, encodeOtlpProtobuf, otlpRequests, parseWireTree, type WireNode } from '@tracelake/testkit';

export interface FreshBody {
  readonly bytes: Uint8Array;
  readonly spans: number;
}

/** The ids of a body, where they lie in it. */
function idsIn(nodes: readonly WireNode[], found: Uint8Array[] = []): Uint8Array[] {
  for (const { known, content } of nodes) {
    if (content.kind === 'message') idsIn(content.children, found);
    else if (content.kind === 'bytes' && known?.kind === 'id' && content.bytes.length > 0) found.push(content.bytes);
  }
  return found;
}

export class FreshBodies {
  private readonly pool: { readonly body: FreshBody; readonly ids: readonly Uint8Array[]; round: number }[] = [];
  private next = 0;

  /** `first` keeps the ids of several senders apart. */
  constructor(poolSpans: number, spansPerBody: number, seed: number) {
    for (const request of otlpRequests(benchSpans(poolSpans, seed), spansPerBody)) {
      const bytes = encodeOtlpProtobuf(request).slice();
      const spans = (request.resourceSpans ?? []).flatMap((group) => group.scopeSpans ?? []);
      const count = spans.reduce((sum, scope) => sum + (scope.spans?.length ?? 0), 0);
      this.pool.push({ body: { bytes, spans: count }, ids: idsIn(parseWireTree(bytes)), round: 0 });
    }
  }

  /** The same bytes are given again once the pool has gone round: until then the last use must be over. */
  take(): FreshBody {
    const entry = this.pool[this.next++ % this.pool.length]!;
    const change = entry.round ^ (entry.round + 1);
    entry.round++;
    for (const id of entry.ids) {
      id[2]! ^= change;
      id[3]! ^= change >> 8;
      id[4]! ^= change >> 16;
    }
    return entry.body;
  }
}
