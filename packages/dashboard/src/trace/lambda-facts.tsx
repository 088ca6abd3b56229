// What Lambda said of an invocation: its phases, cold start, what is billed, memory, request id.
import { Snowflake } from 'lucide-react';
import type { Span } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';
import { visibleText } from '../format/visible-text.ts';
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
  // From the handler's answer to the runtime's next call: what is done behind the function's back, and billed.
  const reportMs = row.reportNs / 1e6;
  const invokeMs = row.durationNs / 1e6 - reportMs;
  const unfinished = numberOf(attributes['tracelake.unfinished_spans']);
  return (
    <section className={styles.facts}>
      <h3>Lambda</h3>
      {initMs + reportMs > 0 && (
        <>
          <div className={styles.phases} aria-hidden="true">
            {initMs > 0 && <i className={styles.init} style={{ flexGrow: initMs }} />}
            <i style={{ flexGrow: invokeMs, background: `var(--${tone})` }} />
            {reportMs > 0 && <i className={styles.report} style={{ flexGrow: reportMs }} />}
          </div>
          <p className={styles.words}>
            {initMs > 0 && <span className={styles.initText}>init {durationText(initMs)}</span>}
            <span>invoke {durationText(invokeMs)}</span>
            {reportMs > 0 && <span>report {durationText(reportMs)}</span>}
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
            {countText(usedMb)} / {countText(sizeMb)} MB{' '}
            <Meter share={usedMb / sizeMb} tone={usedMb / sizeMb > NEAR_SHARE ? 'warn' : 'base'} />
          </Fact>
        )}
        {unfinished !== null && (
          <Fact name="Never ended">{unfinishedWords(unfinished, attributes['tracelake.unfinished_span_names'])}</Fact>
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

/** How many spans of an invocation, and the names of those that are known. */
function unfinishedWords(count: number, namesJson: unknown): string {
  const names = parsedNames(namesJson).map(visibleText);
  const more = count - names.length;
  return [...names, ...(more > 0 ? [`${countText(more)} more`] : [])].join(', ');
}

/** Whatever was sent by that key. */
function parsedNames(json: unknown): string[] {
  try {
    const names: unknown = JSON.parse(String(json));
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
