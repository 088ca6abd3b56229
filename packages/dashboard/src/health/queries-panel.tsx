// What was asked of this server since it was started, and what it read and cost.
import { bytesText, usdText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import { Fact } from '../ui/fact.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './health-page.module.css';
import type { Stats } from './lake-state.ts';

export function QueriesPanel({ queries }: Pick<Stats, 'queries'>) {
  const { running, done, failed, left, started, bytesScanned, costUsd } = queries;
  return (
    <Panel title="Queries" meta={`${bytesText(bytesScanned)} read, ${usdText(costUsd)} since this server was started`}>
      <dl className={styles.facts}>
        <Fact name="Answered">{countText(done)}</Fact>
        <Fact name="Failed">{countText(failed)}</Fact>
        <Fact name="Given up by who asked">{countText(left)}</Fact>
        <Fact name="Running in the background">{countText(running)}</Fact>
        {started > 0 && <Fact name="Left to Athena, not in the cost">{countText(started)}</Fact>}
        <Fact name="Read">{bytesText(bytesScanned)}</Fact>
        <Fact name="Cost">{usdText(costUsd)}</Fact>
      </dl>
    </Panel>
  );
}
