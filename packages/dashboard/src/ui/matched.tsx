// A name with the part that was typed set off.
import { visibleText } from '../format/visible-text.ts';
import styles from './matched.module.css';

export function Matched({ text: written, match }: { readonly text: string; readonly match: string }) {
  const text = visibleText(written);
  const at = match === '' ? -1 : text.toLowerCase().indexOf(match.toLowerCase());
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <b className={styles.match}>{text.slice(at, at + match.length)}</b>
      {text.slice(at + match.length)}
    </>
  );
}
