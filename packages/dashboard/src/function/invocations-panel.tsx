// A function's invocations: the slowest, the newest, those that failed, with what tells one from another: version, two attributes of its own, memory.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { useRef } from 'react';
import { newestSpan } from '../api/api-queries.ts';
import type { Span } from '../api/api-types.ts';
import { durationsOf } from '../explore/starting-query.ts';
import { PLATFORM_STATUS, TracesPanel } from '../explore/traces-tab.tsx';
import { useExploreLinks } from '../explore/value-actions.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Panel } from '../ui/panel.tsx';
import { Loading } from '../ui/panel-state.tsx';
import { tellingAttributes } from './own-attributes.ts';

interface InvocationsPanelProps {
  readonly name: string;
  readonly filters: readonly Filter[];
  /** The same of its invocations alone. */
  readonly units: readonly Filter[];
}

const MOST_OWN = 2;

export function InvocationsPanel({ name, filters, units }: InvocationsPanelProps) {
  const { range } = useRangeClock();
  const actions = useExploreLinks(durationsOf(filters));
  const newest = useQuery(newestSpan({ filters: [...units] }, range));
  // The first that came: the next newest may have others, and columns stay what they are.
  const attributes = useRef<readonly string[] | null>(null);
  if (newest.data !== undefined && newest.data !== null) attributes.current ??= invocationAttributes(newest.data, name);
  if (newest.isPending)
    return (
      <Panel title="Invocations">
        <Loading minHeight={280} />
      </Panel>
    );
  return (
    <TracesPanel
      title="Invocations"
      filters={units}
      range={range}
      actions={actions}
      {...(attributes.current === null ? {} : { attributes: attributes.current })}
      isDense
    />
  );
}

/** Those that its newest invocation has: by what no span has nothing can be grouped. */
function invocationAttributes(span: Pick<Span, 'attributes' | 'resourceAttributes'>, name: string): string[] {
  const has = { ...span.resourceAttributes, ...span.attributes };
  const own = tellingAttributes(span, name).slice(0, MOST_OWN);
  return ['service.version', PLATFORM_STATUS, ...own, 'aws.lambda.memory_used_mb'].filter((key) => key in has);
}
