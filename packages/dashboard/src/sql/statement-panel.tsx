// The statement: its editor, what it would cost, what is wrong with it and where, and the buttons that run and stop it.
import { useQuery } from '@tanstack/react-query';
import { lazy, type Ref, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { type EngineChoice, health, sqlExplanation } from '../api/api-queries.ts';
import type { Explanation } from '../api/api-types.ts';
import { bytesText, usdText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import { LatePart } from '../shell/late-part.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { Button } from '../ui/button.tsx';
import { keyTitle } from '../ui/key-hint.tsx';
import { Panel } from '../ui/panel.tsx';
import { Segments } from '../ui/segments.tsx';
import { type CatalogueField, sqlCompletions } from './sql-completion.ts';
import type { EditorHandle, OpenedText } from './sql-editor.tsx';
import styles from './statement-panel.module.css';
import { placeOf } from './text-place.ts';

const SqlEditor = lazy(() => import('./sql-editor.tsx'));
/** After the last key, so that half a word is not called wrong. */
const STILL_MS = 500;

interface StatementPanelProps {
  readonly opened: OpenedText;
  /** As typed. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly engine: EngineChoice;
  readonly onEngine: (engine: EngineChoice) => void;
  readonly range: TimeRange;
  readonly fields: readonly CatalogueField[];
  /** Of the run, which may fail where nothing was wrong before. */
  readonly failure: { readonly text: string; readonly error: Error } | null;
  readonly isRunning: boolean;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  readonly onFormat: () => void;
  readonly editor: Ref<EditorHandle>;
}

export function StatementPanel(props: StatementPanelProps) {
  const { opened, text, onText, engine, onEngine, range, fields, failure } = props;
  const { isRunning, onRun, onCancel, onFormat, editor } = props;
  const isBucket = useQuery(health()).data?.otlpUrl === null;
  const still = useStill(text);
  const explanation = useQuery({ ...sqlExplanation(still, range), enabled: still.trim() !== '' });
  const completions = useMemo(() => sqlCompletions(fields), [fields]);
  const error = failure?.text === text ? failure.error : still === text ? explanation.error : null;
  const problem = useMemo(() => {
    const place = error instanceof ApiProblem ? placeOf(error.details) : null;
    return error === null || place === null ? null : { ...place, message: error.message };
  }, [error]);
  return (
    <Panel label="Statement">
      <div className={styles.text}>
        <LatePart fallback={<pre className={styles.waiting}>{text}</pre>}>
          <SqlEditor
            label="SQL"
            opened={opened}
            onChange={onText}
            onRun={onRun}
            onCancel={() => {
              if (isRunning) onCancel();
              return isRunning;
            }}
            completions={completions}
            problem={problem}
            ref={editor}
          />
        </LatePart>
      </div>
      <footer className={styles.foot}>
        {isRunning ? (
          <Button kind="main" hint="cancelSql" onClick={onCancel}>
            Cancel
          </Button>
        ) : (
          <Button kind="main" hint="runSql" onClick={onRun} disabled={text.trim() === ''}>
            Run
          </Button>
        )}
        <Button kind="quiet" title={keyTitle('Format', 'formatSql')} onClick={onFormat} disabled={text.trim() === ''}>
          Format
        </Button>
        {isBucket && (
          <Segments
            label="Engine"
            value={engine}
            options={[
              { value: 'auto', label: 'Auto' },
              { value: 'duckdb', label: 'DuckDB' },
              { value: 'athena', label: 'Athena' },
            ]}
            onChange={onEngine}
          />
        )}
        <span className={styles.grow} />
        {error === null ? (
          <Estimate explanation={explanation.error === null ? explanation.data : undefined} />
        ) : (
          <span className={styles.problem} role="alert">
            {error.message}
          </span>
        )}
      </footer>
    </Panel>
  );
}

function Estimate({ explanation }: { readonly explanation: Explanation | undefined }) {
  if (explanation === undefined) return null;
  const { estimatedBytes, files, estimatedUsd } = explanation;
  return (
    <span className={styles.estimate}>
      Estimate <b>{bytesText(estimatedBytes)}</b> in {countText(files.length)} {files.length === 1 ? 'file' : 'files'},{' '}
      <b>{usdText(estimatedUsd.duckdb)}</b> on DuckDB
      <span className={styles.other}>{usdText(estimatedUsd.athena)} on Athena</span>
    </span>
  );
}

/** The text once nobody has typed for a while. */
function useStill(text: string): string {
  const [still, setStill] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setStill(text), STILL_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return useDeferredValue(still);
}
