// The stack of an error: the type first, then the frames of one's own code; those of the runtime are only counted.
import { copyValue } from '../explore/value-actions.ts';
import { visibleText } from '../format/visible-text.ts';
import styles from './error-stack.module.css';
import { type StackLine, stackLines } from './stack-lines.ts';

export function ErrorStack({ stack }: { readonly stack: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is reached by keys.
    <ol className={styles.stack} aria-label="Stack" tabIndex={0}>
      {stackLines(visibleText(stack)).map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines never move.
        <li key={at}>{lineText(line)}</li>
      ))}
    </ol>
  );
}

function lineText(line: StackLine) {
  if (line.kind === 'runtime')
    return (
      <small>
        {line.frames} {line.frames === 1 ? 'frame' : 'frames'} of the runtime
      </small>
    );
  if (line.kind === 'text') {
    const [type, ...rest] = line.text.split(/(?=: )/);
    return (
      <>
        <b>{type}</b>
        {rest.join('')}
      </>
    );
  }
  const { call, place, file } = line;
  return (
    <button type="button" title={`Copy ${file}`} onClick={() => copyValue(file)}>
      at{' '}
      {call === '' ? (
        <em>{place}</em>
      ) : (
        <>
          {call} (<em>{place}</em>)
        </>
      )}
    </button>
  );
}
