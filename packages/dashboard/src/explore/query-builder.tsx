// The question as chips: visualise, where, group by, order, limit, having, granularity; and Run. Each chip is edited in place.
import { calculationName, isFilterGroup, type Order } from '@tracelake/query/structured';
import { Plus, SquareFunction } from 'lucide-react';
import { lazy, type ReactNode, useEffect, useLayoutEffect, useState } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { askedQueries } from '../api/asked-queries.ts';
import type { Clause as ClauseName } from '../api/problem-place.ts';
import { type EarlyLetters, EarlyTyping, useEarlyLetters } from '../keys/early-letters.ts';
import { useKeys } from '../keys/use-keys.ts';
import { LatePart } from '../shell/late-part.tsx';
import { bucketText } from '../time/bucket-seconds.ts';
import { Button } from '../ui/button.tsx';
import { AddButton, Chip } from '../ui/chip.tsx';
import { classNames } from '../ui/class-names.ts';
import { Popover } from '../ui/popover.tsx';
import { brokenClause, isBroken } from './broken-clause.ts';
import { useDraftCheck } from './draft-estimate.tsx';
import type { ExploreState } from './explore-state.ts';
import styles from './query-builder.module.css';
import {
  addBreakdown,
  addCalculatedField,
  addCalculation,
  addFilter,
  addHaving,
  calculationsOf,
  chipWords,
  filterText,
  isAnyEnough,
  orderOf,
  removeOrder,
  setBreakdown,
  setCalculatedField,
  setCalculation,
  setCombination,
  setFilter,
  setGranularity,
  setHaving,
  setLimit,
  setOrder,
} from './query-steps.ts';
import { type Run, RunPart } from './run-part.tsx';

// The editors come once the page is drawn, before anyone opens one.
const editors = {
  attribute: () => import('./attribute-picker.tsx'),
  calculated: () => import('./calculated-editor.tsx'),
  calculation: () => import('./calculation-editor.tsx'),
  filter: () => import('./filter-editor.tsx'),
  granularity: () => import('./granularity-editor.tsx'),
  brackets: () => import('./bracket-conditions.tsx'),
  having: () => import('./having-editor.tsx'),
  limit: () => import('./limit-editor.tsx'),
  order: () => import('./order-editor.tsx'),
};
const AttributePicker = lazy(async () => ({ default: (await editors.attribute()).AttributePicker }));
const CalculatedEditor = lazy(async () => ({ default: (await editors.calculated()).CalculatedEditor }));
const CalculationEditor = lazy(async () => ({ default: (await editors.calculation()).CalculationEditor }));
const FilterEditor = lazy(async () => ({ default: (await editors.filter()).FilterEditor }));
const GranularityEditor = lazy(async () => ({ default: (await editors.granularity()).GranularityEditor }));
const BracketConditions = lazy(async () => ({ default: (await editors.brackets()).BracketConditions }));
const HavingEditor = lazy(async () => ({ default: (await editors.having()).HavingEditor }));
const LimitEditor = lazy(async () => ({ default: (await editors.limit()).LimitEditor }));
const OrderEditor = lazy(async () => ({ default: (await editors.order()).OrderEditor }));
const LATER_CODE = Object.values(editors);
/** Clauses whose editor begins with a list to type in. */
const TYPED_EDITORS = {
  visualise: editors.calculation,
  where: editors.filter,
  group: editors.attribute,
  order: editors.order,
  granularity: editors.granularity,
} as Readonly<Record<string, (() => Promise<unknown>) | undefined>>;

interface QueryBuilderProps {
  readonly state: ExploreState;
  readonly problem: ApiProblem | null;
  readonly run: Run;
}

const DEFAULT_LIMIT = 100;

export function QueryBuilder({ state, problem, run }: QueryBuilderProps) {
  const { draft, edit } = state;
  /** Which clause is being edited: `where 2`, `group new`. */
  const [open, setOpen] = useState<string | null>(null);
  const early = useEarlyLetters();
  const show = (name: string): void => {
    const load = TYPED_EDITORS[name.split(' ')[0]];
    if (load !== undefined && open !== name) {
      early.start();
      load().catch(early.stop);
    }
    setOpen(name);
  };
  // It may be closed before its list has come.
  useEffect(() => {
    if (open === null) early.stop();
  }, [open, early]);
  useEffect(() => () => void early.stop(), [early]);
  const [isMore, setMore] = useState(false);
  useEffect(() => askedQueries.loadLater(LATER_CODE), []);
  useKeys({
    builder: () => show('where new'),
    visualise: () => show('visualise new'),
    addWhere: () => show('where new'),
    addGroup: () => show('group new'),
    addOrder: () => show('order 0'),
    addHaving: () => show('having new'),
  });
  const editor = (name: string, label: string, trigger: ReactNode, content: ReactNode) => (
    <Popover
      key={name}
      label={label}
      isOpen={open === name}
      onOpenChange={(isOpen) => (isOpen ? show(name) : setOpen(null))}
      trigger={trigger}
    >
      <EarlyTyping value={early}>
        <LatePart>
          <Shown early={early}>{content}</Shown>
        </LatePart>
      </EarlyTyping>
    </Popover>
  );
  const done = <T,>(step: (value: T) => Parameters<typeof edit>[0]) => {
    return (value: T): void => {
      edit(step(value));
      setOpen(null);
    };
  };
  const plus = (label: string) => (
    <AddButton label={label}>
      <Plus size={14} />
    </AddButton>
  );
  const order = orderOf(draft);
  const { calculatedFields: calculated = [] } = draft;
  const { granularity } = draft;
  const check = useDraftCheck(draft, state.isEdited);
  // Until the draft is looked at, what was asked says it.
  const [told, about] = !state.isEdited || check.isPending ? [problem, state.query] : [check.error, draft];
  const broken = told instanceof ApiProblem ? brokenClause(told, about) : null;
  /** Why the chip cannot be answered. */
  const problemOf = (clause: ClauseName, item: unknown): string | null =>
    isBroken(broken, clause, item) ? broken!.words : null;

  return (
    <section className={styles.builder} aria-label="Query">
      <div className={styles.clauses}>
        <Clause label="Visualise">
          {calculationsOf(draft).map((calculation, index) =>
            editor(
              `visualise ${index}`,
              'Calculation',
              <Chip
                word={calculation.op}
                {...(calculation.column === undefined ? {} : { text: calculation.column })}
                problem={problemOf('visualise', calculation)}
                removeLabel={`Remove ${calculationName(calculation)}`}
                onRemove={() => edit(setCalculation(index, null))}
              />,
              <CalculationEditor onDone={done((next) => setCalculation(index, next))} />,
            ),
          )}
          {calculated.map((field, index) =>
            editor(
              `calculated ${index}`,
              'Calculated field',
              <Chip
                text={field.name}
                operator="="
                value={field.expression}
                problem={problemOf('calculated', field)}
                removeLabel={`Remove ${field.name}`}
                onRemove={() => edit(setCalculatedField(index, null))}
              />,
              <CalculatedEditor
                field={field}
                names={calculated.filter((one) => one !== field).map(({ name }) => name)}
                onDone={done((next) => setCalculatedField(index, next))}
              />,
            ),
          )}
          {editor(
            'visualise new',
            'Calculation',
            plus('Add a calculation'),
            <CalculationEditor onDone={done(addCalculation)} />,
          )}
          {editor(
            'calculated new',
            'Calculated field',
            <AddButton label="Add a calculated field">
              <SquareFunction size={14} />
            </AddButton>,
            <CalculatedEditor names={calculated.map(({ name }) => name)} onDone={done(addCalculatedField)} />,
          )}
        </Clause>
        <Clause label="Where">
          {(draft.filters?.length ?? 0) > 1 && (
            <Chip
              word={isAnyEnough(draft) ? 'any of' : 'all of'}
              aria-label={`Spans meet ${isAnyEnough(draft) ? 'any' : 'all'} of these: change`}
              onClick={() => edit(setCombination(isAnyEnough(draft) ? 'AND' : 'OR'))}
            />
          )}
          {(draft.filters ?? []).map((filter, index) =>
            editor(
              `where ${index}`,
              isFilterGroup(filter) ? 'Conditions' : 'Condition',
              <Chip
                {...chipWords(filter)}
                problem={problemOf('where', filter)}
                removeLabel={`Remove ${filterText(filter)}`}
                onRemove={() => edit(setFilter(index, null))}
                onSwitch={() => state.switchOff(index)}
              />,
              isFilterGroup(filter) ? (
                <BracketConditions
                  group={filter}
                  onChange={(next) => {
                    // The next condition comes to its place, and nobody asked for its editor.
                    if (next === null) setOpen(null);
                    edit(setFilter(index, next));
                  }}
                />
              ) : (
                <FilterEditor
                  filter={filter}
                  onDone={done((next) => setFilter(index, next))}
                  onGroup={(group) => edit(setFilter(index, group))}
                />
              ),
            ),
          )}
          {state.off.map((filter, index) => (
            <Chip
              key={`off ${filterText(filter)}`}
              {...chipWords(filter)}
              isOff
              removeLabel={`Remove ${filterText(filter)}`}
              onRemove={() => state.dropOff(index)}
              onSwitch={() => state.switchOn(index)}
              onClick={() => state.switchOn(index)}
            />
          ))}
          {editor('where new', 'Condition', plus('Add a condition'), <FilterEditor onDone={done(addFilter)} />)}
        </Clause>
      </div>
      <div className={classNames(styles.clauses, !isMore && styles.folded)}>
        <Clause label="Group by">
          {(draft.breakdowns ?? []).map((key, index) =>
            editor(
              `group ${index}`,
              'Group',
              <Chip
                text={key}
                problem={problemOf('group', key)}
                removeLabel={`Remove ${key}`}
                onRemove={() => edit(setBreakdown(index, null))}
              />,
              <AttributePicker
                label="Group by which attribute"
                onPick={done((next: string) => setBreakdown(index, next))}
              />,
            ),
          )}
          {editor(
            'group new',
            'Group',
            plus('Add a group'),
            <AttributePicker label="Group by which attribute" onPick={done(addBreakdown)} />,
          )}
        </Clause>
        <Clause label="Order" className={styles.more}>
          {editor(
            'order 0',
            'Order',
            <Chip
              text={orderText(order)}
              operator={order.order === 'ascending' ? 'asc' : 'desc'}
              removeLabel="Remove the order"
              onRemove={(draft.orders?.length ?? 0) > 0 ? () => edit(setOrder(null)) : undefined}
            />,
            <OrderEditor query={draft} onDone={done(setOrder)} />,
          )}
          {(draft.orders ?? []).slice(1).map((further) => (
            <Chip
              key={orderText(further)}
              text={orderText(further)}
              operator={further.order === 'ascending' ? 'asc' : 'desc'}
              removeLabel={`Remove the order by ${orderText(further)}`}
              onRemove={() => edit(removeOrder(further))}
            />
          ))}
          <span className={styles.pair}>
            <span className={styles.label}>Limit</span>
            {editor(
              'limit 0',
              'Limit',
              <Chip value={String(draft.limit ?? DEFAULT_LIMIT)} />,
              <LimitEditor limit={draft.limit ?? DEFAULT_LIMIT} onDone={done(setLimit)} />,
            )}
          </span>
          <span className={styles.label}>Having</span>
          {(draft.havings ?? []).map((having, index) =>
            editor(
              `having ${index}`,
              'Condition on groups',
              <Chip
                text={calculationName({ op: having.calculateOp, column: having.column })}
                operator={having.op}
                value={String(having.value)}
                problem={problemOf('having', having)}
                removeLabel={`Remove the condition on ${calculationName({ op: having.calculateOp, column: having.column })}`}
                onRemove={() => edit(setHaving(index, null))}
              />,
              <HavingEditor query={draft} having={having} onDone={done((next) => setHaving(index, next))} />,
            ),
          )}
          {editor(
            'having new',
            'Having',
            plus('Add a condition on groups'),
            <HavingEditor query={draft} onDone={done(addHaving)} />,
          )}
          <span className={styles.pair}>
            <span className={styles.label}>Granularity</span>
            {editor(
              'granularity 0',
              'Granularity',
              <Chip
                value={typeof granularity === 'number' ? bucketText(granularity) : 'auto'}
                problem={problemOf('granularity', granularity)}
                removeLabel="Remove the granularity"
                onRemove={granularity === undefined ? undefined : () => edit(setGranularity(undefined))}
              />,
              <GranularityEditor onDone={done(setGranularity)} />,
            )}
          </span>
        </Clause>
        <Button kind="quiet" className={styles.moreButton} onClick={() => setMore(!isMore)}>
          {isMore ? 'Less' : 'More: order, limit, having, granularity'}
        </Button>
      </div>
      <RunPart state={state} run={run} explanation={check.data} />
    </section>
  );
}

interface ClauseProps {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

function Clause({ label, className, children }: ClauseProps) {
  return (
    <div className={classNames(styles.clause, className)}>
      <span className={styles.label}>{label}</span>
      <div className={styles.chips}>{children}</div>
    </div>
  );
}

function orderText({ op, column }: Order): string {
  return op === undefined ? (column ?? '') : calculationName({ op, column });
}

/** The editor is there: its list has taken what was typed before; one without a list has its keys to itself. */
function Shown({ early, children }: { readonly early: EarlyLetters; readonly children: ReactNode }) {
  useLayoutEffect(() => void early.stop(), [early]);
  return children;
}
