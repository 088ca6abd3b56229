// The map of a trace: a box for each service and what it calls, lines for the calls; the same numbers as a table beneath.

import { CircleAlert, Database, Globe, List, Snowflake, SquareFunction, Waypoints } from 'lucide-react';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { countText } from '../format/count.ts';
import { durationMeasure, durationText } from '../format/duration.ts';
import { visibleText } from '../format/visible-text.ts';
import { classNames } from '../ui/class-names.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Measure } from '../ui/measure.tsx';
import { criticalPath } from './critical-path.ts';
import { MapLegend } from './map-legend.tsx';
import { MapZoom } from './map-zoom.tsx';
import { type MapCall, type MapNode, type MapNodeKind, type ServiceMap, serviceMap } from './service-map.ts';
import styles from './trace-map.module.css';
import type { TraceModel } from './trace-model.ts';

interface TraceMapProps {
  readonly model: TraceModel;
  readonly tones: ReadonlyMap<string, string>;
  readonly selected: number | null;
  readonly onSelect: (row: number) => void;
  readonly isPath: boolean;
}

const BOX = { width: 206, height: 60 } as const;
const STEP = { x: 282, y: 84 } as const;
const MARGIN = 24;

const ICONS: Readonly<Record<MapNodeKind, ReactNode>> = {
  service: <Waypoints size={14} />,
  function: <SquareFunction size={14} />,
  database: <Database size={14} />,
  queue: <List size={14} />,
  external: <Globe size={14} />,
};

export function TraceMap({ model, tones, selected, onSelect, isPath }: TraceMapProps) {
  const map = useMemo(() => serviceMap(model, new Set(criticalPath(model).keys())), [model]);
  const width = (map.columns - 1) * STEP.x + BOX.width + 2 * MARGIN;
  const height = (map.lines - 1) * STEP.y + BOX.height + 2 * MARGIN;
  const byKey = new Map(map.nodes.map((node) => [node.key, node]));
  const service = selected === null ? null : model.spans[selected].service;
  const [scale, setScale] = useState(1);
  const scroller = useRef<HTMLElement>(null);
  return (
    <div className={styles.map}>
      <div className={styles.frame}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
        <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label="Map of services">
          <div className={styles.plane} style={{ width, height, zoom: scale }}>
            <svg width={width} height={height} aria-hidden="true">
              {map.calls.map((call) => (
                <CallLine
                  key={`${call.from} ${call.to}`}
                  call={call}
                  from={placeOf(byKey.get(call.from)!)}
                  to={placeOf(byKey.get(call.to)!)}
                  isPath={isPath && call.isPath}
                />
              ))}
              {/* Above every line: a number that another one crosses could not be read. */}
              {map.calls.map((call) => (
                <CallCount
                  key={`${call.from} ${call.to}`}
                  call={call}
                  from={placeOf(byKey.get(call.from)!)}
                  to={placeOf(byKey.get(call.to)!)}
                />
              ))}
            </svg>
            {map.nodes.map((node) => (
              <NodeBox
                key={node.key}
                node={node}
                place={placeOf(node)}
                tone={node.isTraced ? (tones.get(node.name) ?? 'svc-other') : 'svc-other'}
                isSelected={node.isTraced && node.name === service}
                onSelect={() => onSelect(node.row)}
              />
            ))}
          </div>
        </section>
        <MapLegend map={map} isPath={isPath} />
        <MapZoom
          scale={scale}
          onScale={setScale}
          fitScale={() => Math.min(1, (scroller.current?.clientWidth ?? width) / width)}
        />
      </div>
      <CallTable map={map} byKey={byKey} onSelect={onSelect} />
    </div>
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Columns hang from the top, so that the failing path, first in each, is straight. */
function placeOf({ column, line }: MapNode): Place {
  return { x: MARGIN + column * STEP.x, y: MARGIN + line * STEP.y };
}

interface NodeBoxProps {
  readonly node: MapNode;
  readonly place: Place;
  readonly tone: string;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

function NodeBox({ node, place, tone, isSelected, onSelect }: NodeBoxProps) {
  const { name, kind, isTraced, calls, errors, totalNs, share, isCold } = node;
  return (
    <button
      type="button"
      className={classNames(
        styles.box,
        !isTraced && styles.untraced,
        errors > 0 && styles.failed,
        isSelected && styles.selected,
      )}
      style={{ left: place.x, top: place.y, width: BOX.width, height: BOX.height }}
      onClick={onSelect}
    >
      <i className={styles.tone} style={{ background: `var(--${tone})` }} />
      <span className={styles.name}>
        {ICONS[kind]} <b>{visibleText(name)}</b>
        {isCold && <Snowflake size={12} className={styles.cold} aria-label="cold start" />}
        {errors > 0 && <CircleAlert size={13} className={styles.error} aria-label="failed" />}
      </span>
      <span className={styles.facts}>
        {callsText(calls)} · {durationText(totalNs / 1e6)}
        {errors > 0 && ` · ${countText(errors)} failed`}
      </span>
      {share > 0 && (
        <i
          className={styles.share}
          style={{ width: `${share * 100}%`, background: `var(--${tone})` }}
          aria-hidden="true"
        />
      )}
    </button>
  );
}

function callsText(calls: number): string {
  return `${countText(calls)} ${calls === 1 ? 'call' : 'calls'}`;
}

interface CallLineProps {
  readonly call: MapCall;
  readonly from: Place;
  readonly to: Place;
  readonly isPath: boolean;
}

function CallLine({ call, from, to, isPath }: CallLineProps) {
  const start = { x: from.x + BOX.width, y: from.y + BOX.height / 2 };
  const end = { x: to.x, y: to.y + BOX.height / 2 };
  const bend = Math.max(30, (end.x - start.x) / 2);
  return (
    <g
      className={classNames(
        styles.call,
        call.isAsync && styles.async,
        isPath && styles.path,
        call.errors > 0 && styles.failedCall,
      )}
    >
      <path d={`M${start.x} ${start.y} C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x - 6} ${end.y}`} />
      <path className={styles.arrow} d={`M${end.x - 7} ${end.y - 4} L${end.x} ${end.y} L${end.x - 7} ${end.y + 4} Z`} />
    </g>
  );
}

const COUNT_HEIGHT_PX = 16;
/** Of a digit, and what stands around them. */
const DIGIT_PX = 7;
const AROUND_DIGITS_PX = 17;
const ARROW_PX = 8;

/** In the middle of its line; of one that goes back or down, which boxes may hide there, before its arrow. */
function CallCount({ call, from, to }: Omit<CallLineProps, 'isPath'>) {
  if (call.calls < 2) return null;
  const start = { x: from.x + BOX.width, y: from.y + BOX.height / 2 };
  const end = { x: to.x, y: to.y + BOX.height / 2 };
  const text = countText(call.calls);
  const width = text.length * DIGIT_PX + AROUND_DIGITS_PX;
  const isForward = end.x > start.x;
  const x = isForward ? (start.x + end.x) / 2 : end.x - ARROW_PX - width / 2;
  const y = isForward ? (start.y + end.y) / 2 : end.y;
  return (
    <g className={classNames(styles.count, call.errors > 0 && styles.failedCount)}>
      <rect x={x - width / 2} y={y - COUNT_HEIGHT_PX / 2} width={width} height={COUNT_HEIGHT_PX} />
      <text x={x} y={y + 4}>
        {text} ×
      </text>
    </g>
  );
}

interface CallTableProps {
  readonly map: ServiceMap;
  readonly byKey: ReadonlyMap<string, MapNode>;
  readonly onSelect: (row: number) => void;
}

function CallTable({ map, byKey, onSelect }: CallTableProps) {
  const columns: Column<MapCall>[] = [
    { key: 'from', title: 'Caller', cell: ({ from }) => byKey.get(from)!.name },
    { key: 'to', title: 'Called', cell: ({ to }) => byKey.get(to)!.name },
    { key: 'calls', title: 'Calls', align: 'right', width: 80, cell: ({ calls }) => countText(calls) },
    {
      key: 'errors',
      title: 'Errors',
      align: 'right',
      width: 80,
      cell: ({ errors }) => <span className={errors > 0 ? styles.errors : styles.zero}>{countText(errors)}</span>,
    },
    {
      key: 'total',
      title: 'Time',
      align: 'right',
      width: 100,
      cell: ({ totalNs }) => <Measure {...durationMeasure(totalNs / 1e6)} />,
    },
    { key: 'way', title: 'Waits', width: 90, from: 'tablet', cell: ({ isAsync }) => (isAsync ? 'no, async' : 'yes') },
  ];
  return (
    <DataTable
      label="Calls between services"
      columns={columns}
      rows={[...map.calls].sort((one, other) => other.totalNs - one.totalNs)}
      rowKey={({ from, to }) => `${from} ${to}`}
      onOpen={({ to }) => onSelect(byKey.get(to)!.row)}
      isDense
    />
  );
}
