// Health: can the data be trusted? What came in, what was refused and why, what lies there, what was set aside.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { health, stats } from '../api/api-queries.ts';
import { bytesText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import { ageText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { Badge } from '../ui/badge.tsx';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import styles from './health-page.module.css';

const EVERY_MS = 5000;

export function HealthPage() {
  const query = useQuery({ ...stats(), refetchInterval: EVERY_MS });
  const { data: server } = useQuery(health());
  const { zone } = useSettings();
  return (
    <Page>
      <PageHead
        title="Health"
        beside={
          server !== undefined && (
            <Badge tone={server.status === 'ok' ? 'ok' : 'error'}>
              {server.status === 'ok' ? 'takes spans' : server.status}
            </Badge>
          )
        }
      />
      {server?.trouble !== null && server?.trouble !== undefined && (
        <p className={styles.trouble}>
          <b>{server.trouble.title}.</b> {server.trouble.hint} <code>{server.trouble.code}</code>
        </p>
      )}
      <Answer query={query} minHeight={320}>
        {({ ingest, lake, queries }) => (
          <div className={styles.panels}>
            <Panel title="Ingest">
              {ingest === null ? (
                <p className={styles.note}>This server takes no spans: Firehose writes the lake.</p>
              ) : (
                <dl className={styles.facts}>
                  <Fact name="Requests">{countText(ingest.otlp.requests)}</Fact>
                  <Fact name="Spans">{countText(ingest.otlp.spans)}</Fact>
                  <Fact name="Bytes received">{bytesText(ingest.otlp.bodyBytes)}</Fact>
                  <Fact name="Refused spans">{countText(ingest.otlp.rejectedSpans)}</Fact>
                  {Object.entries(ingest.otlp.errors).map(([code, count]) => (
                    <Fact key={code} name={<code>{code}</code>}>
                      {countText(count)}
                    </Fact>
                  ))}
                </dl>
              )}
              {ingest !== null && ingest.otlp.rejectedSpans === 0 && Object.keys(ingest.otlp.errors).length === 0 && (
                <p className={styles.note}>Nothing dropped.</p>
              )}
            </Panel>
            <Panel title="Lake">
              <dl className={styles.facts}>
                {(['landing', 'tail', 'compacted'] as const).map((tier) => (
                  <Fact key={tier} name={TIERS[tier]}>
                    {countedText(lake[tier].rows, 'span')} · {countedText(lake[tier].files, 'file')} ·{' '}
                    {bytesText(lake[tier].sizeBytes)}
                  </Fact>
                ))}
                {lake.maxStartTimeUnixNano !== null && (
                  <Fact name="Newest span">
                    {ageText(Number(BigInt(lake.maxStartTimeUnixNano) / 1_000_000n), zone, Date.now())}
                  </Fact>
                )}
                <Fact name="Set aside">
                  {lake.quarantined.files === 0
                    ? 'nothing'
                    : `${countedText(lake.quarantined.files, 'file')} · ${bytesText(lake.quarantined.sizeBytes)}`}
                </Fact>
                <Fact name="Queries running">{countText(queries.running)}</Fact>
              </dl>
              {lake.notes.map((note) => (
                <p key={note} className={styles.note}>
                  {note}
                </p>
              ))}
            </Panel>
          </div>
        )}
      </Answer>
    </Page>
  );
}

const TIERS = { landing: 'Landed', tail: 'Last minute', compacted: 'Compacted' } as const;

function Fact({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function countedText(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
