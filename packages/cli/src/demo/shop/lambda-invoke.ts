// One function calling another, as the AWS SDK does it: a client span, and the W3C headers handed over.
import { context, propagation, SpanKind } from '@opentelemetry/api';
import type { Carrier, LambdaFunction } from './lambda-function.ts';
import type { Random } from './seeded-random.ts';
import { inSpan, type Work } from './traced-work.ts';

export function invokeFunction<Event, Answer>(
  work: Work,
  random: Random,
  target: LambdaFunction<Event, Answer>,
  event: Event,
): Promise<Answer> {
  const attributes = {
    'rpc.system.name': 'aws-api',
    'rpc.method': 'Invoke',
    'faas.invoked_name': target.name,
    'faas.invoked_provider': 'aws',
    'service.peer.name': target.name,
  };
  return inSpan(work, 'Lambda.Invoke', { kind: SpanKind.CLIENT, attributes }, async ({ timeline }) => {
    const carrier: Carrier = {};
    propagation.inject(context.active(), carrier);
    await timeline.spend(random.logNormal(2.5, 0.4));
    const answer = await target.invoke(event, carrier, timeline);
    await timeline.spend(random.logNormal(1.5, 0.4));
    return answer;
  });
}
