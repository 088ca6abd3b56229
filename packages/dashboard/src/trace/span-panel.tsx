// A span beside the waterfall: what its row knows at once, and everything else when it was asked for.
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Snowflake, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { traceSpan } from '../api/api-queries.ts';
import type { Span } from '../api/api-types.ts';
import { durationText } from '../format/duration.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Moment } from '../ui/moment.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { Sheet } from '../ui/sheet.tsx';
import type { Clocks } from './moved-clocks.ts';
import { type DetailsTab, SpanDetails } from './span-details.tsx';
import styles from './span-panel.module.css';
import type { TraceSpan } from './trace-model.ts';

interface SpanPanelProps {
  readonly clocks: Clocks;
  readonly row: TraceSpan;
  readonly tone: string;
  readonly onSelect: (row: number | null) => void;
}

export function SpanPanel({ clocks, row, tone, onSelect }: SpanPanelProps) {
  const [tab, setTab] = useState<DetailsTab>('attributes');
  const { name, service, index } = row;
  const { model } = clocks;
  const behindNs = clocks.behindNs(row);
  // As it was received, which is where it lies.
  const startUnixNano = model.startUnixNano + BigInt(row.startNs - clocks.movedNs(row));
  const startMs = Number(startUnixNano / 1_000_000n);
  const query = useQuery(traceSpan(model.traceId, row.span.spanId, { startMs, endMs: startMs + 1 }));
  return (
    <Sheet as="aside" label={`Span ${name}`} className={styles.panel} onClose={() => onSelect(null)}>
      <header className={styles.head}>
        <div className={styles.title}>
          <i style={{ background: `var(--${tone})` }} />
          <h2>{name}</h2>
          <span>{service}</span>
          <div className={styles.move}>
            <IconButton
              label="Span before"
              hint="previous"
              icon={<ChevronUp size={16} />}
              disabled={index === 0}
              onClick={() => onSelect(index - 1)}
            />
            <IconButton
              label="Next span"
              hint="next"
              icon={<ChevronDown size={16} />}
              disabled={index === model.spans.length - 1}
              onClick={() => onSelect(index + 1)}
            />
            <IconButton label="Close" hint="close" icon={<X size={16} />} onClick={() => onSelect(null)} />
          </div>
        </div>
        <p className={styles.facts}>
          <span>{row.isUnfinished ? 'never ended' : durationText(row.durationNs / 1e6)}</span>
          <Moment ms={startMs} nanos={startUnixNano}>
            starts +{durationText(row.startNs / 1e6)}
          </Moment>
          {!row.isUnfinished && <span>self {durationText(row.selfNs / 1e6)}</span>}
          <span>{row.span.kind}</span>
          {row.isCold && (
            <Badge tone="cold" icon={<Snowflake size={11} />}>
              cold start
            </Badge>
          )}
        </p>
      </header>
      {behindNs > 0 && (
        <p className={styles.moved}>
          <TriangleAlert size={14} aria-hidden="true" /> Its clock is behind: it begins {durationText(behindNs / 1e6)}{' '}
          before the span that called it. {clocks.isMoved ? 'Drawn as much later.' : 'Drawn as it was received.'}
        </p>
      )}
      <Answer query={query} minHeight={240}>
        {({ spans }) => (
          <SpanDetails row={row} span={spanOfRow(spans, row, startUnixNano)} tone={tone} tab={tab} onTab={setTab} />
        )}
      </Answer>
    </Sheet>
  );
}

/** A client and its server may share an id. */
function spanOfRow(spans: readonly Span[], { span: { kind } }: TraceSpan, startUnixNano: bigint): Span {
  const start = String(startUnixNano);
  return spans.find((one) => one.kind === kind && one.startTimeUnixNano === start) ?? spans[0];
}
