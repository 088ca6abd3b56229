// From a POST of the function's SDK to rows. Loaded with the first connection: a function without an SDK never pays for it.
import { createRowReader } from '@tracelake/otlp/rows';
import { createAttributeRule, maskText } from '../core/attribute-rules.ts';
import type { ExtensionInput } from '../core/extension-input.ts';
import type { Settings } from '../core/settings.ts';
import type { RequestHandler } from './lazy-http-server.ts';
import { otlpHandler, type ReceivedBody } from './otlp-receiver.ts';
import type { SmallHeap } from './small-heap.ts';

type OfKind<Kind> = Omit<Extract<ExtensionInput, { kind: Kind }>, 'nowMs'>;

/** What came of a body. */
export type IntakeNews = OfKind<'spans'> | OfKind<'dropped'>;

export function spanIntake(settings: Settings, heap: SmallHeap, tell: (news: IntakeNews) => void): RequestHandler {
  const reader = createRowReader({
    schemaVersion: settings.schemaVersion,
    attributeRule: createAttributeRule(settings),
    textRule: settings.maskNot.includes('*') ? undefined : maskText,
    maxAttributes: settings.maxAttributes,
    maxValueBytes: settings.maxValueBytes,
    latin1: latin1Text,
  });

  function onBody({ bytes, format }: ReceivedBody): void {
    try {
      const { rows, rejected } = reader.read(bytes, format);
      if (rejected > 0) tell({ kind: 'dropped', reason: 'span_invalid', count: rejected });
      tell({ kind: 'spans', rows });
      heap.read(rows.length);
    } catch {
      tell({ kind: 'dropped', reason: 'body_malformed', count: 1 });
    }
  }

  return otlpHandler({ onBody, onRefused: (reason) => tell({ kind: 'dropped', reason, count: 1 }) });
}

/** Node's own, ten times as fast as JavaScript's. */
function latin1Text({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}
