// Saved questions and those that were run, newest first: found by typing, opened where they were made.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { savedOf } from '../api/api-queries.ts';
import type { Saved } from '../api/api-types.ts';
import { ageText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { Moment } from '../ui/moment.tsx';
import { PickList } from '../ui/pick-list.tsx';
import styles from './history-list.module.css';
import { useOpenQuestion } from './use-open-question.ts';

const SHOWN = 50;

export default function HistoryList({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const { zone } = useSettings();
  const open = useOpenQuestion();
  const saved = useQuery(savedOf('query')).data?.saved ?? [];
  const history = useQuery(savedOf('history')).data?.saved ?? [];
  const items = (questions: readonly Saved[]) =>
    questions
      .filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
      .slice(0, SHOWN)
      .map(({ id, name, sql, savedAt }) => ({
        value: id,
        label: name,
        side: (
          <>
            {sql === undefined ? 'Explore' : 'SQL'} ·{' '}
            <Moment ms={Date.parse(savedAt)}>{ageText(Date.parse(savedAt), zone, Date.now())}</Moment>
          </>
        ),
      }));
  return (
    <div className={styles.list}>
      <PickList
        label="Find a question"
        text={text}
        onText={setText}
        groups={[
          { title: 'Run before', items: items(history) },
          { title: 'Saved', items: items(saved) },
        ]}
        onPick={(id) => {
          onClose();
          open([...saved, ...history].find((question) => question.id === id));
        }}
      />
    </div>
  );
}
