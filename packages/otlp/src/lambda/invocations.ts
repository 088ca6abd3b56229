// The assembler of a function's invocations with what its spans need: the whole of it, where no start has to be short.
import { createSpanlessAssembler, type InvocationAssembler } from './invocation-assembler.ts';
import type { InvocationOptions } from './invocation-event.ts';
import { SPAN_RULES } from './invocation-spans.ts';

export type { InvocationAssembler } from './invocation-assembler.ts';

export function createInvocationAssembler(options: InvocationOptions): InvocationAssembler {
  const assembler = createSpanlessAssembler(options);
  assembler.takeSpansBy(SPAN_RULES);
  return assembler;
}
