// What is told of rows that were lost, or may be stored twice: as a row and as a line, each once and nothing untrue.
import type { WideRow } from '@tracelake/otlp';
import { describe, expect, test } from 'vitest';
import type { CallOutcome } from '../../src/core/call-outcome.ts';
import { DocumentDelivery } from '../../src/core/document-delivery.ts';
import type { ExtensionEffect } from '../../src/core/extension-input.ts';
import { parseSettings } from '../../src/core/settings.ts';

const ACCEPTED: CallOutcome = { kind: 'answered', errors: [null] };
const REFUSED: CallOutcome = {
  kind: 'refused',
  status: 503,
  code: 'ServiceUnavailableException',
  message: 'slow down',
};
const LOST: CallOutcome = { kind: 'unanswered', message: 'reset', isKeptSocket: false, isTimeout: false };
const GONE: CallOutcome = {
  kind: 'refused',
  status: 400,
  code: 'ResourceNotFoundException',
  message: 'no such stream',
};

function delivering(environment: Record<string, string> = {}) {
  const { settings } = parseSettings({ TRACELAKE_STREAM_NAME: 'spans', TRACELAKE_SPOOL_KB: '0', ...environment });
  const identity = { functionName: 'checkout', functionVersion: '7', serviceName: 'checkout' };
  const delivery = new DocumentDelivery({ settings, identity, fraction: () => 0.5 });
  let nowMs = 0;
  const lines: string[] = [];
  const note = (effects: readonly ExtensionEffect[]) => {
    for (const effect of effects) if (effect.kind === 'log') lines.push(effect.line);
    return effects;
  };
  return {
    delivery,
    lines,
    add(count: number, bytes = 100) {
      delivery.stage(
        Array.from({ length: count }, () => span(bytes)),
        nowMs,
      );
      delivery.storeStaged(nowMs);
    },
    /** Texts of the rows that one call sends, a minute later. */
    call(outcome: CallOutcome): string[] {
      nowMs += 400_000;
      delivery.start(nowMs, nowMs + 1_000, true);
      const [call] = note(delivery.takeEffects()).filter((effect) => effect.kind === 'call');
      if (call === undefined) return [];
      delivery.called(call.id, outcome, nowMs + 20);
      note(delivery.takeEffects());
      return call.records.flat().map(({ bytes }) => Buffer.from(bytes).toString());
    },
    end(): string[] {
      lines.length = 0;
      delivery.tellDrops(nowMs, true);
      note(delivery.takeEffects());
      return lines;
    },
  };
}

function span(bytes: number): WideRow {
  const padding = new Map([['padding', 'x'.repeat(bytes)]]);
  return { trace_id: 'ab'.repeat(16), span_id: 'cd'.repeat(8), name: 'work', attributes_string: padding };
}

function aboutDrops(texts: readonly string[]): string[] {
  return texts.filter((text) => text.includes('"tracelake.'));
}

test('what is lost at the end says why: what became of the last call', () => {
  const { add, call, delivery, end } = delivering();
  add(2);
  call({ kind: 'refused', status: 400, code: 'ExpiredTokenException', message: 'the token is expired' });
  delivery.drops.add('shutdown', 2);
  expect(end()).toEqual([
    'tracelake: rows dropped: shutdown 2; the last call: HTTP 400 ExpiredTokenException: the token is expired',
  ]);
  call(ACCEPTED);
  delivery.drops.add('shutdown', 1);
  expect(end()).toEqual(['tracelake: rows dropped: shutdown 1']);
});

describe('the row about drops', () => {
  test('is there although rows went on being dropped, and says each once', () => {
    const { add, call, delivery } = delivering({ TRACELAKE_MEMORY_KB: '256' });
    for (let i = 0; i < 5; i++) {
      add(100, 1_500);
      expect(call(REFUSED).length).toBeGreaterThan(0);
    }
    const dropped = delivery.drops.of('memory_full');
    expect(dropped).toBeGreaterThan(200);
    const first = aboutDrops(call(ACCEPTED));
    add(1);
    const told = [...first, ...aboutDrops(call(ACCEPTED))];
    const counts = told.map((text) => Number(/"tracelake\.dropped\.memory_full":(\d+)/.exec(text)?.[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(dropped);
    add(1);
    expect(aboutDrops(call(ACCEPTED))).toEqual([]);
  });

  test('is the same one until a call has taken it', () => {
    const { add, call, delivery } = delivering();
    delivery.drops.add('body_malformed', 3);
    add(2);
    const first = call(LOST);
    expect(aboutDrops(first)).toHaveLength(1);
    expect(call(ACCEPTED)).toEqual(first);
  });

  test('waits for the next process where this one ends', () => {
    const { delivery, call } = delivering({ TRACELAKE_SPOOL_KB: '600' });
    delivery.drops.add('span_invalid', 1);
    delivery.leaveDropRow(0);
    expect(aboutDrops(call(ACCEPTED))).toHaveLength(1);
  });
});

describe('the line', () => {
  test('does not call dropped what may be stored twice', () => {
    const { add, call, end } = delivering();
    add(9);
    call(LOST);
    call(ACCEPTED);
    expect(end()).toEqual(['tracelake: rows sent again after no answer, perhaps stored twice: 9']);
  });

  test('says nothing of a second copy where nothing was sent again', () => {
    const { add, call, end, delivery } = delivering();
    add(9);
    call(LOST);
    expect(delivery.store.doubtful(false)).toBe(9);
    expect(end()).toEqual([]);
  });

  test('of a stream that is gone is one, also when rows are lost with the environment', () => {
    const { add, call, end, lines, delivery } = delivering();
    add(9);
    call(GONE);
    expect(lines).toEqual([expect.stringMatching(/lost if that stays so; next try in 5 minutes: HTTP 400 Resource/)]);
    delivery.drops.add('shutdown', 9);
    expect(end()).toEqual([]);
  });

  test('of a stream that refuses whatever it gets is one, and what it refused is told once it takes rows', () => {
    const { add, call, end, lines } = delivering();
    const invalid = { ...GONE, code: 'InvalidArgumentException' };
    add(9);
    call(invalid);
    call(invalid);
    expect(lines).toEqual([expect.stringMatching(/lost if that stays so; .* InvalidArgumentException/)]);
    expect(end()).toEqual([]);
    add(1);
    call(ACCEPTED);
    expect(end()).toEqual(['tracelake: rows dropped: refused 9']);
  });

  test('of a spool that takes nothing is one', () => {
    const { delivery, lines, call } = delivering();
    for (let i = 0; i < 3; i++) delivery.spoolFailed();
    call(ACCEPTED);
    expect(lines).toEqual([expect.stringMatching(/^tracelake: \/tmp\/tracelake cannot be written/)]);
  });

  test('of such a stream is followed by one of what else was dropped', () => {
    const { add, call, end, delivery } = delivering();
    add(1);
    call(GONE);
    delivery.drops.add('body_malformed', 2);
    expect(end()).toEqual(['tracelake: rows dropped: body_malformed 2']);
  });
});

test('a stream that takes a part of every call is not taken for one that fails: the rest is sent again soon', () => {
  const { delivery, add, call, lines } = delivering({ TRACELAKE_DOCUMENTS_PER_RECORD: '1' });
  for (let i = 0; i < 20; i++) {
    add(2);
    call({ kind: 'answered', errors: [null, ...Array(i + 1).fill('ServiceUnavailableException')] });
    expect(delivery.waitMs(400_000 * (i + 1) + 20)).toBeLessThanOrEqual(100);
  }
  expect(lines).toEqual([]);
});
