// What Lambda said of an invocation: its phases, cold start, what is billed, memory, request id.
import { Snowflake } from 'lucide-react';
import type { Span } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';
import { Badge } from '../ui/badge.tsx';
import { Fact } from '../ui/fact.tsx';
import { Meter } from '../ui/meter.tsx';
import styles from './lambda-facts.module.css';
import type { TraceSpan } from './trace-model.ts';

/** From here on memory is near its end. */
const NEAR_SHARE = 0.85;

interface LambdaFactsProps {
  readonly row: TraceSpan;
  readonly span: Span;
  readonly tone: string;
}

export function LambdaFacts({ row, span: { attributes }, tone }: LambdaFactsProps) {
  const billedMs = numberOf(attributes['aws.lambda.billed_duration_ms']);
  const requestId = attributes['faas.invocation_id'];
  if (billedMs === null && requestId === undefined) return null;
  const usedMb = numberOf(attributes['aws.lambda.memory_used_mb']);
  const sizeMb = numberOf(attributes['aws.lambda.memory_size_mb']);
  const initMs = row.initNs / 1e6;
  const invokeMs = row.durationNs / 1e6 - (initMs < row.durationNs / 1e6 ? initMs : 0);
  return (
    <section className={styles.facts}>
      <h3>Lambda</h3>
      {initMs > 0 && (
        <>
          <div className={styles.phases} aria-hidden="true">
            <i className={styles.init} style={{ flexGrow: initMs }} />
            <i style={{ flexGrow: invokeMs, background: `var(--${tone})` }} />
          </div>
          <p>
            <span className={styles.initText}>init {durationText(initMs)}</span> invoke {durationText(invokeMs)}
          </p>
        </>
      )}
      <dl>
        <Fact name="Cold start">
          {row.isCold ? (
            <Badge tone="cold" icon={<Snowflake size={11} />}>
              yes
            </Badge>
          ) : (
            'no'
          )}
        </Fact>
        {billedMs !== null && <Fact name="Billed">{countText(billedMs)} ms</Fact>}
        {usedMb !== null && sizeMb !== null && (
          <Fact name="Memory">
            {countText(usedMb)} of {countText(sizeMb)} MB{' '}
            <Meter share={usedMb / sizeMb} tone={usedMb / sizeMb > NEAR_SHARE ? 'warn' : 'base'} />
          </Fact>
        )}
        {requestId !== undefined && (
          <Fact name="Request id">
            <code>{String(requestId)}</code>
          </Fact>
        )}
      </dl>
    </section>
  );
}
