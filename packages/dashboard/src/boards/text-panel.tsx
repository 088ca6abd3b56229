// Words on a board: paragraphs, with names of things between backticks. Arranged, they are edited in place.
import { Fragment } from 'react';
import styles from './text-panel.module.css';

interface TextPanelProps {
  readonly name: string;
  readonly text: string;
  readonly height: number;
  /** While the board is arranged. */
  readonly onChange: ((change: { readonly name?: string; readonly text?: string }) => void) | null;
}

export function TextPanel({ name, text, height, onChange }: TextPanelProps) {
  if (onChange !== null) {
    return (
      <div className={styles.editor} style={{ height }}>
        <input
          aria-label="Title of the text"
          maxLength={200}
          value={name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <textarea
          aria-label="Text"
          placeholder="What to know of this board. `Names` stand between backticks."
          value={text}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <div className={styles.text} style={{ height }} tabIndex={0}>
      {text.split(/\n{2,}/).map((paragraph, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have no name, and are drawn anew together.
        <p key={at}>{paragraph.split('`').map(part)}</p>
      ))}
    </div>
  );
}

/** Every second part stood between backticks. */
function part(words: string, at: number) {
  return at % 2 === 1 ? <code key={at}>{words}</code> : <Fragment key={at}>{words}</Fragment>;
}
