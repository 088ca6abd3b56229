// Above a part of an answer: what is missing, and how much; which files, and why, when they are asked for.
import { TriangleAlert } from 'lucide-react';
import type { QueryResult } from '../api/api-types.ts';
import { visibleText } from '../format/visible-text.ts';
import { leftOut } from './left-out.ts';
import styles from './partial-line.module.css';

export function PartialLine({ stats }: { readonly stats: QueryResult['stats'] }) {
  const missing = leftOut(stats);
  if (missing === null) return null;
  const { words, files } = missing;
  return (
    <div className={styles.partial}>
      <TriangleAlert size={14} aria-hidden="true" />
      <p>
        <b>Part of the answer.</b> {visibleText(words.join(' '))}
      </p>
      {files.length > 0 && (
        <details>
          <summary>Which</summary>
          <ul>
            {files.map((note) => (
              <li key={note}>{visibleText(note)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
