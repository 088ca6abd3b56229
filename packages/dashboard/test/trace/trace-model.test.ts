// A trace as rows, what is shown of it, and its critical path.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { criticalPath } from '../../src/trace/critical-path.ts';
import { allClosed, matchingRows, nearestShown, placeOfRow, visibleRows } from '../../src/trace/visible-rows.ts';
import { modelOf, span } from './model-of.ts';

it('is as long as its spans: nothing where they take no time, and one that ends before it starts shortens nothing', () => {
  expect(modelOf([span('root', null, 0, 0)]).durationNs).toBe(0);
  const back = modelOf([span('root', null, 0, 3), span('back', 'root', 5, -20)]);
  expect([back.durationNs, ...back.spans.map(({ selfNs }) => selfNs)]).toEqual([5e6, 3e6, 0]);
});

it('reads as a tree: children by start, orphans last, depth and subtree known', () => {
  const model = modelOf([
    span('late', 'root', 50, 10),
    span('lost', 'unknown', 5, 3),
    span('root', null, 0, 100),
    span('early', 'root', 10, 20),
    span('inner', 'early', 12, 5),
  ]);
  expect(model.spans.map(({ name, depth, isOrphan }) => [name, depth, isOrphan])).toEqual([
    ['root', 0, false],
    ['early', 1, false],
    ['inner', 2, false],
    ['late', 1, false],
    ['lost', 0, true],
  ]);
  expect(model.spans[0].lastRow).toBe(3);
  expect(model.spans[0].selfNs).toBe(70e6);
});

it('a span that is its own ancestor is still a row, and is said to be', () => {
  const ring = modelOf([span('a', 'b', 0, 10), span('b', 'a', 0, 10), span('root', null, 0, 5)]);
  expect(ring.spans.map(({ name, depth, isRing }) => [name, depth, isRing])).toEqual([
    ['root', 0, false],
    ['a', 0, true],
    ['b', 1, false],
  ]);
  expect(ring.ringCount).toBe(1);
  const own = modelOf([span('a', 'a', 0, 10)]);
  expect([own.spans.length, own.ringCount, own.orphanCount]).toEqual([1, 1, 0]);
  // What hangs beneath a ring hangs there, whichever span came first.
  const beneath = modelOf([span('x', 'a', 0, 1), span('a', 'b', 0, 10), span('b', 'a', 0, 10)]);
  expect(beneath.spans.filter(({ isRing }) => isRing).map(({ name }) => name)).not.toContain('x');
  expect(beneath.spans.map(({ depth }) => depth)).toEqual([0, 1, 1]);
});

it('a client and a server of one id are parent and child', () => {
  const model = modelOf([
    span('x', null, 0, 10, { kind: 'CLIENT' }),
    span('x', null, 2, 5, { kind: 'SERVER' }),
    span('y', 'x', 3, 1),
  ]);
  expect(model.spans).toHaveLength(3);
  expect(model.spans.find(({ name }) => name === 'y')?.depth).toBe(1);
});

it('what was handed over hangs under the span that it links to', () => {
  const links = [{ traceId: 'a'.repeat(32), spanId: 'send' }];
  const model = modelOf([
    span('root', null, 0, 10),
    span('send', 'root', 5, 1),
    span('process', null, 40, 5, { links }),
    span('elsewhere', null, 50, 5, { links: [{ traceId: 'b'.repeat(32), spanId: 'send' }] }),
  ]);
  expect(model.spans.map(({ name, depth, isLinked }) => [name, depth, isLinked])).toEqual([
    ['root', 0, false],
    ['send', 1, false],
    ['process', 2, true],
    ['elsewhere', 0, false],
  ]);
});

it('says by how much a clock was moved back, not what cutting to milliseconds makes', () => {
  const model = modelOf([
    span('root', null, 100, 50),
    span('moved', 'root', 60, 20),
    span('inner', 'moved', 61, 5),
    span('cut', 'root', 99.5, 20),
  ]);
  const moved = Object.fromEntries(model.spans.map(({ name, movedBackNs }) => [name, movedBackNs / 1e6]));
  expect(moved).toEqual({ root: 0, moved: 40, inner: 0, cut: 0 });
  expect(model.movedBackCount).toBe(1);
});

it('finds in all attributes where they are here', () => {
  const model = modelOf([span('a', null, 0, 10), span('b', 'a', 1, 2)]);
  expect(matchingRows(model, 'user.plan=pro')).toEqual([]);
  expect(matchingRows(model, 'user.plan=pro', new Map([['b', { 'user.plan': 'pro' }]]))).toEqual([1]);
});

it('finds a name as it is and as it is drawn', () => {
  const turned = { name: 'photo\u202Egpj', serviceName: 'x\u200By' };
  const model = modelOf([span('a', null, 0, 10), span('b', 'a', 1, 2, turned)]);
  for (const text of ['photo\u202Egpj', 'photo⟨U+202E⟩', 'x\u200By', 'x⟨U+200B⟩y'])
    expect(matchingRows(model, text)).toEqual([1]);
});

it('a chain of 50,000 calls overflows nothing', () => {
  const spans = Array.from({ length: 50_000 }, (_, at) =>
    span(`s${at}`, at === 0 ? null : `s${at - 1}`, at / 1000, 100 - at / 1000),
  );
  const model = modelOf(spans);
  expect(model.spans.at(-1)?.depth).toBe(49_999);
  expect(criticalPath(model).size).toBeGreaterThan(0);
});

it('what lies under a closed span is not shown', () => {
  const model = modelOf([
    span('root', null, 0, 10),
    span('a', 'root', 1, 5),
    span('b', 'a', 2, 2),
    span('c', 'root', 7, 2),
  ]);
  expect(visibleRows(model, new Set([1])).map((row) => model.spans[row].name)).toEqual(['root', 'a', 'c']);
  expect([0, 1, 2, 3].map((row) => placeOfRow(visibleRows(model, new Set([1])), row))).toEqual([0, 1, -1, 2]);
  expect(visibleRows(model, allClosed(model))).toHaveLength(3);
  expect(matchingRows(model, 'B')).toEqual([2]);
  expect([2, 3].map((row) => nearestShown(model, new Set([1]), row))).toEqual([1, 3]);
});

const trees = fc.array(
  fc.record({ parent: fc.nat(30), start: fc.integer({ min: 0, max: 90 }), length: fc.integer({ min: 1, max: 60 }) }),
  {
    minLength: 1,
    maxLength: 30,
  },
);

it('the critical path covers the root once, from start to end', () => {
  fc.assert(
    fc.property(trees, (given) => {
      const spans = [
        span('root', null, 0, 100),
        ...given.map(({ parent, start, length }, at) =>
          span(`s${at}`, at === 0 || parent >= at ? 'root' : `s${parent}`, start, length),
        ),
      ];
      const model = modelOf(spans);
      const rootRow = model.spans.findIndex(({ name }) => name === 'root');
      if (rootRow !== 0) return;
      const parts = [...criticalPath(model).values()].flat().sort((one, other) => one.fromNs - other.fromNs);
      const inside = parts
        .map(({ fromNs, toNs }) => Math.min(toNs, 100e6) - Math.max(fromNs, 0))
        .filter((ns) => ns > 0);
      expect(inside.reduce((sum, ns) => sum + ns, 0)).toBeGreaterThanOrEqual(100e6 - 1);
      for (let at = 1; at < parts.length; at += 1)
        expect(parts[at].fromNs).toBeGreaterThanOrEqual(parts[at - 1].toNs - 1);
    }),
  );
});

it('waits for the one that ends last', () => {
  const model = modelOf([span('root', null, 0, 100), span('quick', 'root', 10, 20), span('slow', 'root', 10, 80)]);
  const named = [...criticalPath(model)].map(([row, parts]) => [
    model.spans[row].name,
    parts.map(({ fromNs, toNs }) => [fromNs / 1e6, toNs / 1e6]),
  ]);
  expect(Object.fromEntries(named)).toEqual({
    root: [
      [90, 100],
      [0, 10],
    ],
    slow: [[10, 90]],
  });
});

it('what never ended was under way until its nearest caller that did was over, or the trace; the critical path runs through it', () => {
  const open = { isUnfinished: true };
  const model = modelOf([
    span('invocation', null, 0, 100),
    span('pay', 'invocation', 20, 0, open),
    span('wait', 'pay', 30, 0, open),
    span('done', 'pay', 22, 5),
    span('adrift', null, 50, 0, open),
  ]);
  const openMs = Object.fromEntries(model.spans.map(({ name, openNs }) => [name, openNs / 1e6]));
  expect(openMs).toEqual({ invocation: 100, pay: 80, wait: 70, done: 5, adrift: 50 });
  expect(model.unfinishedCount).toBe(3);
  expect(model.durationNs).toBe(100e6);
  const wait = model.spans.findIndex(({ name }) => name === 'wait');
  expect(criticalPath(model).get(wait)).toEqual([{ fromNs: 30e6, toNs: 100e6 }]);
});

it('an init is before its invocation, where it was a cold start; the report is its last part', () => {
  const attributes = { 'aws.lambda.init_duration_ms': 40, 'aws.lambda.runtime_overhead_ms': 14 };
  const cold = { attributes: { ...attributes, 'faas.coldstart': true } };
  const model = modelOf([span('root', null, 0, 100, cold), span('called', 'root', 50, 10, cold)]);
  expect(model.spans.map(({ initNs, reportNs }) => [initNs / 1e6, reportNs / 1e6])).toEqual([
    [40, 14],
    [40, 10],
  ]);
  expect(model.leadNs).toBe(40e6);
  // Made ready beforehand: no part of this trace.
  const ready = modelOf([span('root', null, 0, 100, { attributes })]);
  expect([ready.leadNs, ready.spans[0].initNs]).toEqual([0, 0]);
});
