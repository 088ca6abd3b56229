// From a POST of the function's SDK to rows. Loaded with the first connection: a function without an SDK never pays for it.
import type { WideRow } from '@tracelake/otlp';
import { ownRow } from '@tracelake/otlp/own-rows';
import { createTreeRows, type TreeMessage } from '@tracelake/otlp/tree-rows';
import type { BodyFormat } from '@tracelake/schema';
import { createAttributeRule, maskText } from '../core/attribute-rules.ts';
import { createBodyTurns } from '../core/body-turns.ts';
import { isSampling } from '../core/chosen-parts.ts';
import type { Happening } from '../core/extension-input.ts';
import type { Settings } from '../core/settings.ts';
import type { RequestHandler } from './lazy-http-server.ts';
import { otlpHandler, type ReceivedBody } from './otlp-receiver.ts';
import type { SmallHeap } from './small-heap.ts';

export { SPAN_RULES } from '@tracelake/otlp/invocation-spans';

export interface SpanIntake {
  readonly handler: RequestHandler;
  /** Tells behind the bodies that came before. */
  readonly inTurn: (happening: Happening) => void;
}

type TreeReader = (body: Uint8Array) => TreeMessage;

export function spanIntake(settings: Settings, heap: SmallHeap, tell: (happening: Happening) => void): SpanIntake {
  const turns = createBodyTurns(tell, setImmediate, Date.now);
  /** Bodies that were answered and have no turn yet, and SHUTDOWN, which waits for them. */
  let answered = 0;
  let shutdown: Happening | undefined;
  const treeRows = createTreeRows({
    schemaVersion: settings.schemaVersion,
    attributeRule: createAttributeRule(settings),
    textRule: settings.maskNot.includes('*') ? undefined : maskText,
    maxAttributes: settings.maxAttributes,
    maxValueBytes: settings.maxValueBytes,
  });
  const areHeld = isSampling(settings);
  const readers: Partial<Record<BodyFormat, TreeReader>> = {};

  function inTurn(happening: Happening): void {
    if (happening.kind === 'shutdown' && answered > 0) shutdown = happening;
    else turns(happening);
  }

  async function onBody(body: ReceivedBody): Promise<void> {
    answered++;
    let isRead: Promise<void> | undefined;
    try {
      // The answer goes out first.
      await new Promise(setImmediate);
      const read = (readers[body.format] ??= await treeReader(body.format));
      isRead = new Promise((resolve) => turns({ kind: 'body', rows: rowsOf(body.bytes, read, resolve) }));
    } finally {
      if (--answered === 0 && shutdown !== undefined) {
        const last = shutdown;
        // Once: its time does not begin anew with each body behind it.
        shutdown = undefined;
        turns(last);
      }
    }
    await isRead;
  }

  function* rowsOf(bytes: Uint8Array, read: TreeReader, whenRead: () => void): Generator<WideRow> {
    let isRead = false;
    let spans = 0;
    try {
      const tree = read(bytes);
      isRead = true;
      for (const row of treeRows.rows(tree)) {
        spans++;
        // All rows wait where some are dropped.
        yield areHeld ? ownRow(row) : row;
      }
    } catch {
      tell({ kind: 'dropped', reason: 'body_malformed', count: 1 });
    }
    // Else they are those of the body before.
    if (isRead && treeRows.rejected > 0) tell({ kind: 'dropped', reason: 'span_invalid', count: treeRows.rejected });
    heap.read(spans);
    whenRead();
  }

  const handler = otlpHandler({ onBody, onRefused: (reason) => tell({ kind: 'dropped', reason, count: 1 }) });
  return { handler, inTurn };
}

/** An SDK sends one of the two forms. */
async function treeReader(format: BodyFormat): Promise<TreeReader> {
  if (format === 'otlpJson') return (await import('@tracelake/otlp/json-tree')).readJsonTree;
  const { ProtobufTree } = await import('@tracelake/otlp/protobuf-tree');
  const tree = new ProtobufTree(latin1Text);
  return (body) => tree.read(body);
}

/** Node's own, ten times as fast as JavaScript's. */
function latin1Text({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}
