// A trace: head, waterfall or table of spans, and the panel of the span that is selected.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { leanTrace, wholeTrace } from '../api/api-queries.ts';
import type { LeanTrace } from '../api/api-types.ts';
import { groupTones } from '../charts/group-tones.ts';
import { useChangeSearch } from '../page-search.ts';
import { Answer, Loading } from '../ui/panel-state.tsx';
import { isPhone } from '../ui/phone.ts';
import { shortId } from '../ui/trace-link.tsx';
import { leanTraceModel } from './lean-trace-model.ts';
import { LinkedBar } from './linked-bar.tsx';
import { clocksOf } from './moved-clocks.ts';
import { addressedRow, spanAddress } from './span-address.ts';
import { SpanPanel } from './span-panel.tsx';
import { SpanTable } from './span-table.tsx';
import { TraceHead, type TraceView } from './trace-head.tsx';
import { TraceMap } from './trace-map.tsx';
import type { TraceModel } from './trace-model.ts';
import styles from './trace-page.module.css';
import { matchingRows } from './visible-rows.ts';
import { Waterfall } from './waterfall.tsx';

const route = getRouteApi('/trace/$id');
const UnknownTrace = lazy(async () => ({ default: (await import('./unknown-trace.tsx')).UnknownTrace }));
/** Some 3 MB of attributes. */
const MOST_SEARCHED_SPANS = 3000;

export function TracePage() {
  const { id } = route.useParams();
  const query = useQuery(leanTrace(id));
  const title = <h1 className="hidden-text">Trace {shortId(id)}</h1>;
  if (query.error instanceof ApiProblem && query.error.code === 'trace_not_found') {
    return (
      <>
        {title}
        <Suspense fallback={<Loading minHeight={400} />}>
          <UnknownTrace id={id} onRetry={() => void query.refetch()} />
        </Suspense>
      </>
    );
  }
  return (
    <>
      {query.data === undefined && title}
      <Answer query={query} minHeight={400}>
        {(data) => <LoadedTrace trace={data} />}
      </Answer>
    </>
  );
}

function LoadedTrace({ trace: data }: { readonly trace: LeanTrace }) {
  const received = useMemo(() => leanTraceModel(data), [data]);
  const search = route.useSearch();
  const change = useChangeSearch();
  const isMoved = search.clocks !== 'received';
  const clocks = useMemo(() => clocksOf(received, isMoved), [received, isMoved]);
  const { model } = clocks;
  const find = search.find ?? '';
  const isWholeHere = model.spans.length <= MOST_SEARCHED_SPANS;
  const attributes = useSearchedAttributes(model, isWholeHere && find !== '');
  const matches = useMemo(() => matchingRows(model, find, attributes), [model, find, attributes]);
  const view: TraceView = search.view === 'spans' || search.view === 'map' ? search.view : 'waterfall';
  const selected = addressedRow(model.spans, search.span);
  // On a phone the panel is a sheet over the view, which a step back takes away.
  const select = (row: number | null): void =>
    change({ span: row === null ? undefined : spanAddress(model.spans, row) }, selected !== null || !isPhone());
  const tones = useMemo(() => {
    const services = model.services.map(({ service }) => service);
    const toneOf = groupTones(services);
    return new Map(services.map((service) => [service, toneOf(service)]));
  }, [model]);
  const isPath = search.path !== '0';
  // What is no service of this trace dims nothing.
  const service = model.services.some((one) => one.service === search.only) ? (search.only ?? null) : null;
  return (
    <div className={styles.page}>
      <TraceHead
        model={model}
        tones={tones}
        view={view}
        onView={(next) => change({ view: next === 'waterfall' ? undefined : next })}
        find={find}
        onFind={(text) => change({ find: text === '' ? undefined : text }, true)}
        matches={matches}
        selected={selected}
        onSelect={select}
        isPath={isPath}
        onPath={(next) => change({ path: next ? undefined : '0' }, true)}
        service={service}
        onService={(next) => change({ only: next ?? undefined }, true)}
      />
      <div className={styles.body}>
        {view === 'map' && (
          <TraceMap model={model} tones={tones} selected={selected} onSelect={select} isPath={isPath} />
        )}
        {view === 'spans' && <SpanTable model={model} tones={tones} onSelect={select} />}
        {view === 'waterfall' && (
          <Waterfall
            clocks={clocks}
            onMove={(next) => change({ clocks: next ? undefined : 'received' }, true)}
            tones={tones}
            matches={matches}
            isFoundByName={!isWholeHere && find !== ''}
            selected={selected}
            onSelect={select}
            isPath={isPath}
            onPath={(next) => change({ path: next ? undefined : '0' }, true)}
            service={service}
            stats={data.stats}
          />
        )}
        {selected !== null && (
          <SpanPanel
            clocks={clocks}
            row={model.spans[selected]}
            tone={tones.get(model.spans[selected].service) ?? 'svc-other'}
            onSelect={select}
          />
        )}
      </div>
      <LinkedBar model={model} onSelect={select} />
    </div>
  );
}

/** All attributes, once something is looked for; of a trace that is too large names are searched, and what is drawn, which its foot says. */
function useSearchedAttributes({ traceId }: TraceModel, isSearched: boolean) {
  const { data } = useQuery({ ...wholeTrace(traceId), enabled: isSearched });
  return useMemo(
    () => new Map((data?.spans ?? []).map((span) => [span.spanId, { ...span.resourceAttributes, ...span.attributes }])),
    [data],
  );
}
