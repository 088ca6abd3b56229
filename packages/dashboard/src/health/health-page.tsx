// Health: can the data be trusted? The way of a span, what came in, what was refused and why, what was asked and what it cost.
import { useQuery } from '@tanstack/react-query';
import { ApiProblem, isPassing } from '../api/api-problem.ts';
import { health, stats } from '../api/api-queries.ts';
import { ageText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { Badge } from '../ui/badge.tsx';
import { Fact } from '../ui/fact.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { DaysPanel } from './days-panel.tsx';
import { DroppedPanel } from './dropped-panel.tsx';
import { FreshnessPanel } from './freshness-panel.tsx';
import styles from './health-page.module.css';
import { serverWords, wayOfSpan } from './lake-state.ts';
import { QueriesPanel } from './queries-panel.tsx';
import { SpansIn } from './spans-in.tsx';
import { WayOfSpan } from './way-of-span.tsx';

const EVERY_MS = 5000;
/** There each question is an invocation. */
const IN_BUCKET_EVERY_MS = 30_000;

export function HealthPage() {
  const { data: server, error } = useQuery(health());
  const query = useQuery({ ...stats(), refetchInterval: server?.otlpUrl === null ? IN_BUCKET_EVERY_MS : EVERY_MS });
  const { zone } = useSettings();
  const newest = query.data?.lake.newestStartTimeUnixNano ?? null;
  return (
    <Page>
      <PageHead
        title="Health"
        onPhone="actions"
        beside={
          <>
            {server !== undefined && (
              <ServerBadge
                server={server}
                isAway={[error, query.error].some((one) => one instanceof ApiProblem && isPassing(one))}
              />
            )}
            {newest !== null && (
              <span className={styles.newest}>
                newest span{' '}
                <Moment ms={Number(BigInt(newest) / 1_000_000n)} nanos={BigInt(newest)}>
                  {ageText(Number(BigInt(newest) / 1_000_000n), zone, Date.now())}
                </Moment>
              </span>
            )}
          </>
        }
      />
      {server?.trouble !== null && server?.trouble !== undefined && (
        <p className={styles.trouble}>
          <b>{server.trouble.title}.</b> {server.trouble.hint} <code>{server.trouble.code}</code>
        </p>
      )}
      <Answer query={query} minHeight={480} frame="Health">
        {(data) => (
          <div className={styles.parts}>
            <WayOfSpan parts={wayOfSpan(data)} />
            <div className={data.ingest === null ? styles.parts : styles.panels}>
              <SpansIn />
              {data.ingest !== null && <FreshnessPanel ingest={data.ingest} />}
            </div>
            <div className={styles.panels}>
              <div className={styles.parts}>
                <DroppedPanel ingest={data.ingest} />
                <QueriesPanel queries={data.queries} />
              </div>
              <div className={styles.parts}>
                <DaysPanel days={data.lake.days} />
                <Panel title="Read more">
                  <dl className={styles.facts}>
                    <Fact name="What is kept, what can be lost">docs/reliability.md</Fact>
                    <Fact name="What a question costs">docs/cost.md</Fact>
                    <Fact name="Every code of an error">docs/errors.md</Fact>
                    <Fact name="The API of this server">
                      <a href="/api/v1/openapi.json" className={styles.link}>
                        openapi.json
                      </a>
                    </Fact>
                  </dl>
                </Panel>
                {data.lake.notes.map((note) => (
                  <p key={note} className={styles.note}>
                    {note}
                  </p>
                ))}
              </div>
            </div>
          </div>
        )}
      </Answer>
    </Page>
  );
}

interface ServerBadgeProps {
  readonly server: Parameters<typeof serverWords>[0];
  /** What is known of it is old: its last answer did not come. */
  readonly isAway: boolean;
}

function ServerBadge({ server, isAway }: ServerBadgeProps) {
  const [words, tone] = isAway ? (['does not answer', 'error'] as const) : serverWords(server);
  return <Badge tone={tone}>{words}</Badge>;
}
