// The minimap's stretches of colour: a line of pixels where spans are few, and what is seen of many on one line.
import { expect, it } from 'vitest';
import { minimapStrokes } from '../../src/trace/minimap-strokes.ts';
import { modelOf, span } from './model-of.ts';

const tones = new Map([
  ['shop', 'svc-1'],
  ['bank', 'svc-2'],
]);
const size = { width: 100, height: 30, fromNs: 0, toNs: 100e6 };

it('of few spans each has a line of its own, as long as it took, and one pixel at least', () => {
  const model = modelOf([
    span('root', null, 0, 100),
    span('pay', 'root', 20, 30, { serviceName: 'bank' }),
    span('wrong', 'root', 99.9, 0, { statusCode: 'ERROR' }),
  ]);
  expect(minimapStrokes(model, tones, size)).toEqual([
    { token: 'svc-1', line: 0, from: 0, to: 100 },
    { token: 'svc-2', line: 10, from: 20, to: 50 },
    { token: 'error', line: 20, from: 99, to: 100 },
  ]);
});

it('of many on one line later ones lie above, and a stretch of one colour is one stroke', () => {
  const spans = [
    span('root', null, 0, 80),
    span('first', 'root', 10, 20, { serviceName: 'bank' }),
    span('next', 'root', 30, 10, { serviceName: 'bank' }),
    span('odd', 'root', 60, 40, { serviceName: 'unknown' }),
  ];
  expect(minimapStrokes(modelOf(spans), tones, { ...size, height: 1 })).toEqual([
    { token: 'svc-1', line: 0, from: 0, to: 10 },
    { token: 'svc-2', line: 0, from: 10, to: 40 },
    { token: 'svc-1', line: 0, from: 40, to: 60 },
    { token: 'svc-other', line: 0, from: 60, to: 100 },
  ]);
});
