// A stack of Node.js, of a function on Lambda, of Python: what is a frame, what is folded, what is left as it is.
import { expect, it } from 'vitest';
import { stackLines } from '../../src/errors/stack-lines.ts';

it('names own frames by the end of their path, and counts those of the runtime in a row', () => {
  const stack = [
    'PaymentTimeout: no answer in 3,000 ms',
    '    at charge (/var/task/src/providers/paylane.ts:84:11)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    '    at async Runtime.handleOnce (file:///var/runtime/index.mjs:1173:29)',
    '    at async file:///srv/shop/dist/index.js:22:9',
  ].join('\n');
  expect(stackLines(stack)).toEqual([
    { kind: 'text', text: 'PaymentTimeout: no answer in 3,000 ms' },
    {
      kind: 'frame',
      call: 'charge',
      place: 'src/providers/paylane.ts:84:11',
      file: '/var/task/src/providers/paylane.ts:84:11',
    },
    { kind: 'runtime', frames: 2 },
    { kind: 'frame', call: '', place: 'shop/dist/index.js:22:9', file: 'file:///srv/shop/dist/index.js:22:9' },
  ]);
});

it('leaves what it does not know as it is', () => {
  const stack = 'Traceback (most recent call last):\n  File "app.py", line 3, in handler\nValueError: no';
  expect(stackLines(stack).map((line) => (line.kind === 'text' ? line.text : ''))).toEqual(stack.split('\n'));
});
