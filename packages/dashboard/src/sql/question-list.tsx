// The questions that have a name: a press opens one and asks it.
import { useQuery } from '@tanstack/react-query';
import { questions } from '../api/api-queries.ts';
import { Answer } from '../ui/panel-state.tsx';
import styles from './question-list.module.css';

export function QuestionList({ onPick }: { readonly onPick: (sql: string) => void }) {
  return (
    <Answer query={useQuery(questions())} minHeight={200}>
      {(data) => (
        <ul className={styles.list}>
          {data.questions.map(({ name, title, description, sql }) => (
            <li key={name}>
              <button type="button" onClick={() => onPick(sql)}>
                <b>{title}</b>
                <span>{description}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Answer>
  );
}
