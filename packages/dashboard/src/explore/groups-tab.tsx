// The groups of an answer: value, number and shape side by side; the others and the total below.
import type { UseQueryResult } from '@tanstack/react-query';
import { type Calculation, calculationName } from '@tracelake/query/structured';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import type { AskedAnswer } from '../api/api-queries.ts';
import type { StructuredAnswer } from '../api/api-types.ts';
import { groupTones } from '../charts/group-tones.ts';
import type { LineChoice } from '../charts/hidden-lines.ts';
import { pointsAtLine } from '../charts/pointed-line.ts';
import { bucketsOf } from '../charts/pointed-moment.ts';
import { kindOfCalculation, numberOf, type ValueKind, valueMeasure } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { csvText } from '../format/csv-text.ts';
import { Button } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Measure, NoMeasure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { saveFile } from '../ui/save-file.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import type { ValueKeys } from '../ui/value-keys.ts';
import { isApproximate } from './approximate.ts';
import { totalOf, useTotal } from './explore-requests.ts';
import type { ExploreState } from './explore-state.ts';
import { groupLabel, groupValueText } from './group-label.ts';
import styles from './groups-tab.module.css';
import { calculationsOf, orderOf, setOrder } from './query-steps.ts';
import { answerKeys, exploreActions } from './value-actions.ts';

interface GroupsTabProps {
  readonly state: ExploreState;
  readonly answer: UseQueryResult<AskedAnswer>;
  readonly lines: LineChoice;
}

interface GroupRow {
  readonly group: readonly unknown[];
  readonly values: readonly unknown[];
}

const SHAPE_PX = 150;
const BAR_PX = 160;

export function GroupsTab({ state, answer, lines }: GroupsTabProps) {
  const total = useTotal(state.query);
  return (
    <Panel label="Groups">
      {answer.error !== null && answer.data === undefined ? (
        // Why stands above, where the charts would be.
        <Empty title="No groups">The question has no answer.</Empty>
      ) : (
        <Answer query={answer}>
          {(data) => <GroupsTable state={state} answer={data} total={totalOf(data, total.data)} lines={lines} />}
        </Answer>
      )}
    </Panel>
  );
}

/** Beside the tabs: what is in the table, as a file. */
export function GroupsFile({ answer }: { readonly answer: AskedAnswer | undefined }) {
  return (
    <Button
      kind="quiet"
      icon={<Download size={14} />}
      disabled={answer === undefined}
      onClick={() => answer !== undefined && saveGroups(answer)}
    >
      CSV
    </Button>
  );
}

/** Every group with its numbers as they are, without units; then the others, where there are any. */
function saveGroups({ rows, other, asked: { query } }: AskedAnswer): void {
  const breakdowns = query.breakdowns ?? [];
  const calculations = calculationsOf(query).filter(({ op }) => op !== 'HEATMAP');
  const rest = other === null || breakdowns.length === 0 ? [] : [[...breakdowns.map(() => 'Other'), ...other]];
  const text = csvText([...breakdowns, ...calculations.map(calculationName)], [...rows, ...rest]);
  saveFile('groups.csv', text, 'text/csv');
}

interface GroupsTableProps {
  readonly state: ExploreState;
  readonly answer: AskedAnswer;
  /** Undefined until it is known. */
  readonly total: readonly unknown[] | undefined;
  readonly lines: LineChoice;
}

const DIGIT_PX = 8;

/** What the longest of its numbers takes, which is never cut: half a number is another one. */
function room(kind: ValueKind, values: readonly unknown[]): number {
  const digits = values.map((value) => {
    const { digits, unit } = valueMeasure(numberOf(value) ?? 0, kind);
    return digits.length + unit.length;
  });
  return Math.max(...digits) * DIGIT_PX + 44;
}

function GroupsTable({ state, answer, total, lines }: GroupsTableProps) {
  const { query } = answer.asked;
  const breakdowns = query.breakdowns ?? [];
  const calculations = calculationsOf(query).filter(({ op }) => op !== 'HEATMAP');
  const rows = useMemo(
    () =>
      answer.rows.map(
        (row): GroupRow => ({
          group: row.slice(0, breakdowns.length),
          values: row.slice(breakdowns.length),
        }),
      ),
    [answer.rows, breakdowns.length],
  );
  const isText = (at: number): boolean => answer.columns[breakdowns.length + at]?.type === 'varchar';
  const isAbout = (calculation: Calculation): boolean => isApproximate(calculation, answer.stats.notes);
  const toneOf = groupTones(breakdowns.length === 0 ? [] : rows.map(({ group }) => groupLabel(group)));
  const shapes = useMemo(() => shapesOf(answer), [answer]);
  const buckets = answer.series === null ? undefined : bucketsOf(answer.series);
  const order = orderOf(query);
  const sortKey =
    order.op === undefined ? (order.column ?? '') : calculationName({ op: order.op, column: order.column });
  const sort = (key: string): void => {
    const calculation = calculations.find((one) => calculationName(one) === key);
    const isSame = sortKey === key;
    const next = isSame && order.order !== 'ascending' ? 'ascending' : 'descending';
    state.apply(setOrder(calculation === undefined ? { column: key, order: next } : { ...calculation, order: next }));
  };

  const columns: Column<GroupRow>[] = [
    ...breakdowns.map(
      (key, at): Column<GroupRow> => ({
        key,
        title: key,
        isSortable: true,
        isValue: true,
        cell: (row) => (
          <GroupCell
            value={row.group[at]}
            line={at === 0 ? { label: groupLabel(row.group), tone: toneOf(groupLabel(row.group)) } : null}
            lines={lines}
          />
        ),
      }),
    ),
    ...calculations.flatMap((calculation, at): Column<GroupRow>[] => {
      const name = calculationName(calculation);
      const kind = kindOfCalculation(calculation);
      const most = Math.max(0, ...rows.map(({ values }) => numberOf(values[at]) ?? 0));
      const number: Column<GroupRow> = {
        key: name,
        title: name,
        align: 'right',
        width: Math.max(96, name.length * 7 + 30, room(kind, [...rows.map(({ values }) => values[at]), total?.[at]])),
        isSortable: true,
        cell: ({ values }) => (
          <Figure
            value={values[at]}
            isText={isText(at)}
            kind={kind}
            isStrong={name === sortKey}
            isAbout={isAbout(calculation)}
          />
        ),
      };
      const isShape = at === 0;
      const isBar = !isShape && name === sortKey && kind !== 'share';
      if (!isShape && !isBar) return [number];
      const tone = (row: GroupRow): string => (breakdowns.length > 0 ? toneOf(groupLabel(row.group)) : 'base');
      const shape: Column<GroupRow> = {
        key: `${name} shape`,
        title: <span className="hidden-text">{isShape ? 'Over time' : 'Share of the greatest'}</span>,
        width: (isShape ? SHAPE_PX : BAR_PX) + 20,
        from: 'tablet',
        cell: (row) =>
          isShape ? (
            <Sparkline
              values={shapes.get(JSON.stringify(row.group))?.[name] ?? []}
              kind={kind === 'count' ? 'bars' : 'line'}
              tone={tone(row)}
              width={SHAPE_PX}
              buckets={buckets}
            />
          ) : (
            <Meter share={(numberOf(row.values[at]) ?? 0) / Math.max(most, 1e-12)} tone={tone(row)} width={BAR_PX} />
          ),
      };
      return [number, shape];
    }),
  ];
  const filler: Column<GroupRow>[] = breakdowns.length === 0 ? [{ key: 'all', title: 'Spans', cell: () => 'All' }] : [];
  const footRow = (name: string, values: readonly unknown[] | undefined, isTotal: boolean) => (
    <tr key={name} className={isTotal ? styles.total : undefined}>
      {[...filler, ...columns].map((column, index) => {
        const at = calculations.findIndex((one) => calculationName(one) === column.key);
        if (index === 0) return <td key={column.key}>{name}</td>;
        if (at < 0) return <td key={column.key} className={column.from === 'tablet' ? styles.tablet : undefined} />;
        return (
          <td key={column.key} className={styles.right}>
            {values !== undefined && (
              <Figure
                value={values[at]}
                isText={isText(at)}
                kind={kindOfCalculation(calculations[at])}
                isStrong={false}
                isAbout={isAbout(calculations[at])}
              />
            )}
          </td>
        );
      })}
    </tr>
  );
  return (
    <DataTable
      label="Groups"
      columns={[...filler, ...columns]}
      rows={rows}
      rowKey={({ group }) => JSON.stringify(group)}
      sort={{ key: sortKey, order: order.order ?? 'descending' }}
      onSort={sort}
      valueKeys={(rows, key) => groupKeys(state, rows, answer, key)}
      opensMenu={breakdowns.length > 0}
      foot={
        breakdowns.length > 0 && (
          <>
            {answer.other !== null &&
              answer.otherGroups !== 0 &&
              footRow(otherName(answer.otherGroups), answer.other, false)}
            {footRow('Total', total, true)}
          </>
        )
      }
    />
  );
}

function otherName(groups: number | null): string {
  return groups === null ? 'Other' : `Other (≈ ${countText(groups)})`;
}

/** Of the column that has the focus, else of the first. */
function groupKeys(
  state: ExploreState,
  rows: readonly GroupRow[],
  { columns, asked }: AskedAnswer,
  key: string,
): ValueKeys {
  const { breakdowns = [] } = asked.query;
  if (breakdowns.length === 0) return {};
  const at = Math.max(0, breakdowns.indexOf(key));
  const cells = rows.map(({ group }) => ({ column: breakdowns[at], value: group[at] }));
  return answerKeys(exploreActions(state), columns[at]?.type, cells);
}

interface FigureProps {
  /** A number, mostly; the greatest text, infinity or no number, where that is the answer. */
  readonly value: unknown;
  /** A version such as 1.10 is no number. */
  readonly isText: boolean;
  readonly kind: ReturnType<typeof kindOfCalculation>;
  readonly isStrong: boolean;
  /** An estimate. */
  readonly isAbout: boolean;
}

/** An error rate that is high is red. */
const HIGH_ERROR_SHARE = 0.05;

function Figure({ value: answered, isText, kind, isStrong, isAbout }: FigureProps) {
  if (answered === null || answered === undefined) return <NoMeasure />;
  const value = isText ? null : numberOf(answered);
  if (value === null) {
    const text = groupValueText(answered);
    return (
      <span className={styles.value} title={text}>
        {text}
      </span>
    );
  }
  const isHigh = kind === 'share' && value >= HIGH_ERROR_SHARE;
  return (
    <span className={isHigh ? styles.high : isStrong ? styles.strong : value === 0 ? styles.zero : undefined}>
      {isAbout && value !== 0 && '≈ '}
      <Measure {...valueMeasure(value, kind)} />
    </span>
  );
}

interface GroupCellProps {
  readonly value: unknown;
  /** Of the charts, by its group's first name. */
  readonly line: { readonly label: string; readonly tone: string } | null;
  readonly lines: LineChoice;
}

function GroupCell({ value, line, lines }: GroupCellProps) {
  return (
    <span className={styles.cell}>
      {line !== null && (
        <button
          type="button"
          tabIndex={-1}
          className={lines.hidden.has(line.label) ? styles.hidden : undefined}
          aria-pressed={!lines.hidden.has(line.label)}
          aria-label={`${line.label} in the charts`}
          {...pointsAtLine(line.label)}
          title="Alone in the charts; with shift: hide, or show again"
          onClick={(event) => lines.press(line.label, event.shiftKey)}
        >
          <i style={{ background: `var(--${line.tone})` }} />
        </button>
      )}
      <span className={value === null ? styles.missing : styles.value} title={groupValueText(value)}>
        {groupValueText(value)}
      </span>
    </span>
  );
}

type Shapes = ReadonlyMap<string, Readonly<Record<string, readonly (number | null)[]>>>;

/** Each group's values over time, by its name. */
function shapesOf({ series }: StructuredAnswer): Shapes {
  return new Map(
    (series?.groups ?? []).map(({ group, values }) => [
      JSON.stringify(group),
      Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.map(numberOf)])),
    ]),
  );
}
