// Memory of a function: peak against size, and what this range would have cost in other sizes.
import type { Filter } from '@tracelake/query/structured';
import { usdText } from '../format/bytes.ts';
import { countText, percentText } from '../format/count.ts';
import { COST_WORDS, type Figures } from '../overview/overview-request.ts';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Meter } from '../ui/meter.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { MemoryPanel } from './memory-panel.tsx';
import { costOfSize, offeredSizes, suggestedMemoryMb } from './memory-size.ts';
import styles from './memory-tab.module.css';

const NEAR_SHARE = 0.85;

interface MemoryTabProps {
  readonly figures: Figures;
  /** Its invocations. */
  readonly units: readonly Filter[];
}

export function MemoryTab({ figures, units }: MemoryTabProps) {
  const { memoryUsedMb: used, memorySizeMb: size, costUsd, invocations } = figures;
  if (used === null || size === null)
    return (
      <Panel title="Memory">
        <Empty title="No memory figures">Lambda's report of memory has not come for this range of time.</Empty>
      </Panel>
    );
  const columns: Column<number>[] = [
    {
      key: 'size',
      title: 'Size',
      cell: (mb) => (
        <>
          {countText(mb)} MB {mb === size && <Badge>now</Badge>}
          {mb === suggestedMemoryMb(used) && mb !== size && <Badge tone="ok">would do</Badge>}
          {mb < used && <Badge tone="error">too small</Badge>}
        </>
      ),
    },
    {
      key: 'peak',
      title: 'Peak of it',
      width: 260,
      cell: (mb) => (
        <span className={styles.peak}>
          <Meter share={Math.min(1, used / mb)} tone={used / mb > NEAR_SHARE ? 'warn' : 'base'} width={160} />
          {percentText(used / mb)}
        </span>
      ),
    },
    {
      key: 'cost',
      title: <span title={COST_WORDS}>Cost, estimated</span>,
      align: 'right',
      width: 130,
      cell: (mb) => usdText(costOfSize(costUsd ?? 0, invocations ?? 0, size, mb)),
    },
  ];
  return (
    <div className={styles.tab}>
      <MemoryPanel figures={figures} units={units} />
      <Panel title="This range in other sizes">
        <DataTable label="Sizes" columns={columns} rows={offeredSizes(used, size)} rowKey={String} />
      </Panel>
    </div>
  );
}
