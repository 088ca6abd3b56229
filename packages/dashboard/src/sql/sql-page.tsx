// SQL: anything else. The columns, the statement with what it would cost, its answer with what it did cost.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ChartLine, Columns3, List } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type EngineChoice, fields, sqlExplanation, sqlQuery } from '../api/api-queries.ts';
import { HistoryButton } from '../history/history-button.tsx';
import { useHistory } from '../history/use-history.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useChangeSearch } from '../page-search.ts';
import { SaveButton } from '../shell/save-button.tsx';
import { ShareButton } from '../shell/share-button.tsx';
import { rangeText } from '../time/time-range.ts';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Popover } from '../ui/popover.tsx';
import { showToast } from '../ui/toasts.tsx';
import { ColumnList } from './column-list.tsx';
import { formattedSql } from './formatted-sql.ts';
import { plainStatement } from './plain-statement.ts';
import { QuestionList } from './question-list.tsx';
import { ResultPanel } from './result-panel.tsx';
import { draftOver, keepDraft } from './sql-draft.ts';
import type { EditorHandle, OpenedText } from './sql-editor.tsx';
import styles from './sql-page.module.css';
import { StatementPanel } from './statement-panel.tsx';
import { useStillRange } from './still-range.ts';

const route = getRouteApi('/sql');
const MOST_ROWS = 10_000;
const MOST_FIELDS = 1000;
const EXAMPLE = `SELECT service_name, count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95_ms
FROM spans
WHERE main
GROUP BY 1
ORDER BY p95_ms DESC`;

export function SqlPage() {
  const { sql: asked, engine: engineText } = route.useSearch();
  const engine: EngineChoice = engineText === 'duckdb' || engineText === 'athena' ? engineText : 'auto';
  const change = useChangeSearch();
  const client = useQueryClient();
  const navigate = useNavigate();
  // A statement runs when it is told to: live mode asks none again by itself.
  const { range, isLive, refresh } = useStillRange();
  const [opened, setOpened] = useState<OpenedText>(() => ({ text: draftOver(asked) ?? asked ?? EXAMPLE }));
  const [text, setText] = useState(opened.text);
  const [areColumnsOpen, setColumnsOpen] = useState(false);
  const [areQuestionsOpen, setQuestionsOpen] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const open = useCallback((sql: string): void => {
    setOpened({ text: sql });
    setText(sql);
  }, []);
  const sent = useRef(asked);
  // Told to run, and not in the address yet: of a range that has just moved the one before it is not asked again.
  const [told, setTold] = useState<string | undefined>(undefined);
  // Back, forward, or a question opened from elsewhere; what was run from here stands in the editor, and may have been typed on since.
  useEffect(() => {
    if (asked !== undefined && asked !== sent.current) open(draftOver(asked) ?? asked);
    sent.current = undefined;
    setTold(undefined);
  }, [asked, open]);
  const { fields: catalogue = [], truncated: isPart = false } = useQuery(fields('', MOST_FIELDS)).data ?? {};
  const options = sqlQuery(asked ?? '', range, { limit: MOST_ROWS, ...(engine === 'auto' ? {} : { engine }) });
  const query = useQuery({
    ...options,
    enabled: asked !== undefined && (told === undefined || told === asked),
    meta: { isToldToRun: true },
  });
  const explanation = useQuery({
    ...sqlExplanation(asked ?? '', range),
    enabled: asked !== undefined && query.isSuccess,
  });
  const plain = useMemo(
    () => plainStatement(explanation.isPlaceholderData ? undefined : explanation.data),
    [explanation.data, explanation.isPlaceholderData],
  );
  useHistory(asked !== undefined && query.isSuccess && !query.isPlaceholderData ? { sql: asked } : null);
  const type = (written: string): void => {
    setText(written);
    keepDraft(asked, written);
  };
  const run = (): void => {
    // What stands in the editor, not what was drawn last: ⌘↵ may come before a key is drawn.
    const written = editor.current?.text() ?? text;
    keepDraft(written, written);
    if (isLive || written === asked) refresh();
    if (written === asked) {
      setTold(undefined);
      return;
    }
    sent.current = written;
    setTold(written);
    change({ sql: written });
  };
  const cancel = (): void => void client.cancelQueries({ queryKey: options.queryKey });
  const format = async (): Promise<void> => {
    const written = editor.current?.text() ?? text;
    const formatted = await formattedSql(written);
    if (formatted === null) showToast('Left as it is: this statement cannot be read yet');
    else editor.current?.replace(written, formatted);
  };
  useKeys({ runSql: run, formatSql: () => void format(), cancelSql: () => query.isFetching && cancel() });
  const ask = (sql: string): void => {
    setQuestionsOpen(false);
    open(sql);
    if (isLive) refresh();
    if (sql !== asked) setTold(sql);
    change({ sql });
  };
  const insert = (sql: string): void => {
    setColumnsOpen(false);
    editor.current?.insert(sql);
  };
  return (
    <Page>
      <PageHead
        title="SQL"
        onPhone="actions"
        beside={asked !== undefined && text !== asked && <span className={styles.edited}>edited</span>}
      >
        <Popover
          label="Questions with a name"
          align="end"
          isOpen={areQuestionsOpen}
          onOpenChange={setQuestionsOpen}
          className={styles.questionsPopover}
          trigger={<Button icon={<List size={14} />}>Questions</Button>}
        >
          <QuestionList onPick={ask} />
        </Popover>
        <Popover
          label="Columns"
          align="end"
          isOpen={areColumnsOpen}
          onOpenChange={setColumnsOpen}
          className={styles.columnsPopover}
          trigger={
            <Button icon={<Columns3 size={14} />} className={styles.columnsButton}>
              Columns
            </Button>
          }
        >
          <ColumnList fields={catalogue} isPart={isPart} onPick={insert} />
        </Popover>
        <HistoryButton />
        <Button
          icon={<ChartLine size={14} />}
          disabled={plain.search === null}
          title={plain.search === null ? 'Once it has run, where a question of Explore says the same' : undefined}
          onClick={() => void navigate({ to: '/explore', search: plain.search as never })}
        >
          Open in Explore
        </Button>
        <ShareButton />
        <SaveButton question={{ sql: text }} />
      </PageHead>
      <div className={styles.split}>
        <aside className={styles.columns} aria-label="Columns">
          <ColumnList fields={catalogue} isPart={isPart} onPick={insert} />
        </aside>
        <div className={styles.main}>
          <StatementPanel
            opened={opened}
            text={text}
            onText={type}
            engine={engine}
            onEngine={(value) => change({ engine: value === 'auto' ? undefined : value })}
            range={range}
            fields={catalogue}
            failure={asked !== undefined && query.error !== null ? { text: asked, error: query.error } : null}
            isRunning={query.isFetching}
            onRun={run}
            onCancel={cancel}
            onFormat={format}
            editor={editor}
          />
          <ResultPanel
            query={query}
            isAsked={asked !== undefined}
            isTold={told !== undefined && told !== asked}
            asked={{ sql: asked ?? '', ...rangeText(range), ...(engine === 'auto' ? {} : { engine }) }}
            plain={plain}
            onPick={ask}
          />
        </div>
      </div>
    </Page>
  );
}
