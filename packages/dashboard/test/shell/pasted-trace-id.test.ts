// People paste what they have.
import { expect, it } from 'vitest';
import { pastedAddress, pastedTraceId } from '../../src/shell/pasted-trace-id.ts';

const ID = '5759e988bd862e3fe1be46a994272793';

it.each([
  ID,
  ID.toUpperCase(),
  `00-${ID}-0123456789abcdef-01`,
  `https://lake.example.com/trace/${ID}?span=1`,
  '1-5759e988-bd862e3fe1be46a994272793',
  'XRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 5b5b5b5b5b5b5b5b\tSampled: true',
  'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
])('%s', (text) => expect(pastedTraceId(text)).toBe(ID));

it.each(['', 'checkout', `${ID}0`, '1-5759e988-bd862e3f', '11-5759e988-bd862e3fe1be46a994272793'])(
  'none in %j',
  (text) => expect(pastedTraceId(text)).toBeNull(),
);

const PAGE = 'http://127.0.0.1:4318';
it.each([
  [`${PAGE}/explore?q=1~%7B%7D&start=-1h`, '/explore?q=1~%7B%7D&start=-1h'],
  [`${PAGE}/trace/0af7651916cd43dd8448eb211c80319c`, '/trace/0af7651916cd43dd8448eb211c80319c'],
  ['http://elsewhere.example/explore', null],
  ['0af7651916cd43dd8448eb211c80319c', null],
  [`see ${PAGE}/explore`, null],
  ['', null],
])('%s goes to %s', (text, address) => expect(pastedAddress(text, PAGE)).toBe(address));
