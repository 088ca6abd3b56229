// A saved question with its answer of now: drawn over time where it can be; its title opens it where it was made.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { callApi } from '../api/api-client.ts';
import type { Saved } from '../api/api-types.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { showFailure } from '../ui/toasts.tsx';
import { WhenSeen } from '../ui/when-seen.tsx';
import styles from './saved-panel.module.css';
import { SavedQuestion } from './saved-question.tsx';
import { SavedSql } from './saved-sql.tsx';

/** Until it is seen. */
const CONTENT_PX = 220;

export function SavedPanel({ saved }: { readonly saved: Saved }) {
  const { name, query, sql } = saved;
  if (sql !== undefined)
    return (
      <Frame
        saved={saved}
        title={
          <Link to="/sql" search={{ sql }}>
            {name}
          </Link>
        }
      >
        {(beside) => (
          <WhenSeen minHeight={CONTENT_PX}>
            <SavedSql sql={sql} beside={beside} />
          </WhenSeen>
        )}
      </Frame>
    );
  if (query !== undefined)
    return (
      <Frame
        saved={saved}
        title={
          <Link to="/explore" search={{ q: query }}>
            {name}
          </Link>
        }
      >
        {(beside) => (
          <WhenSeen minHeight={CONTENT_PX}>
            <SavedQuestion text={query} beside={beside} />
          </WhenSeen>
        )}
      </Frame>
    );
  return (
    <Frame saved={saved} title={name}>
      {() => <Empty title="Nothing is asked here" />}
    </Frame>
  );
}

interface FrameProps {
  readonly saved: Saved;
  readonly title: ReactNode;
  /** What is drawn may put a note into the head. */
  readonly children: (beside: HTMLElement | null) => ReactNode;
}

function Frame({ saved: { id, name }, title, children }: FrameProps) {
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const [beside, setBeside] = useState<HTMLElement | null>(null);
  const removal = useMutation({
    mutationFn: () => callApi('DELETE /api/v1/saved/{id}', { path: { id }, signal: new AbortController().signal }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['saved'] }),
    onError: (error) => showFailure(`Still there: ${error.message}`),
  });
  return (
    <Panel
      label={name}
      title={title}
      besideRef={setBeside}
      className={styles.panel}
      side={
        isAsked ? (
          <Button kind="risky" onClick={() => removal.mutate()} onBlur={() => setAsked(false)} autoFocus>
            Remove
          </Button>
        ) : (
          <IconButton label={`Remove ${name}`} icon={<Trash2 size={14} />} onClick={() => setAsked(true)} />
        )
      }
    >
      {children(beside)}
    </Panel>
  );
}
