// All groups of a function's errors; a press opens the group on Errors.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { errorGroups } from '../api/api-queries.ts';
import { bucketsOf } from '../charts/pointed-moment.ts';
import { GROUP_BARS } from '../errors/error-group.ts';
import { GroupTable } from '../errors/group-table.tsx';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { useGo } from '../ui/use-go.ts';

export function ErrorsTab({ filters }: { readonly filters: readonly Filter[] }) {
  const { range } = useRangeClock();
  const go = useGo();
  const query = useQuery(errorGroups(range, filters, bucketSeconds(range, GROUP_BARS)));
  return (
    <Panel title="Errors" side={<CostLine stats={query.data?.stats} />}>
      <Answer query={query} minHeight={240}>
        {({ errors, ...answer }) =>
          errors.length === 0 ? (
            <Empty title="No errors">None of this function in this range of time.</Empty>
          ) : (
            <GroupTable
              groups={errors}
              within={filters}
              buckets={bucketsOf(answer)}
              chosenId={undefined}
              onOpen={({ group }, isNewTab) => go({ to: '/errors/{-$group}', params: { group } }, isNewTab)}
            />
          )
        }
      </Answer>
    </Panel>
  );
}
