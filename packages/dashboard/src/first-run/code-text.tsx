// A few lines of code, with what a reader changes coloured.

import { codeParts } from './code-parts.ts';
import styles from './code-text.module.css';

export function CodeText({ text }: { readonly text: string }) {
  return codeParts(text).map(({ text: part, kind }, at) =>
    kind === 'plain' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts never move.
      <span key={at} className={styles[kind]}>
        {part}
      </span>
    ),
  );
}
