// What was refused, by the code that the sender was told, and what that code means.
import { ERROR_TABLE, isErrorCode } from '@tracelake/schema';
import { bytesText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import { Fact } from '../ui/fact.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './health-page.module.css';
import { countedText, droppedSpans, type Stats } from './lake-state.ts';

export function DroppedPanel({ ingest }: Pick<Stats, 'ingest'>) {
  if (ingest === null)
    return (
      <Panel title="Dropped">
        <p className={styles.note}>
          This server takes no spans. What an extension drops it says in its own spans; docs/extension.md tells what can
          be lost.
        </p>
      </Panel>
    );
  const { otlp } = ingest;
  const codes = Object.entries(otlp.errors);
  const dropped = droppedSpans(ingest);
  return (
    <Panel title="Dropped" meta={`${countText(dropped)} of ${countedText(otlp.spans + dropped, 'span')}`}>
      <dl className={styles.facts}>
        <Fact name="Requests">{countText(otlp.requests)}</Fact>
        <Fact name="Received">{bytesText(otlp.bodyBytes)}</Fact>
        {codes.map(([code, count]) => (
          <Fact key={code} name={<Reason code={code} />}>
            {countedText(count, 'request')}
          </Fact>
        ))}
      </dl>
      <p className={styles.note}>
        {dropped === 0 && codes.length === 0 ? (
          <>
            <b>Nothing dropped.</b> {countedText(otlp.spans, 'span')} in since this server was started.
          </>
        ) : (
          'docs/errors.md has every code.'
        )}
      </p>
    </Panel>
  );
}

/** A code that this page does not know is of a newer server. */
function Reason({ code }: { readonly code: string }) {
  if (!isErrorCode(code)) return <code>{code}</code>;
  const { title, hint } = ERROR_TABLE[code];
  return (
    <>
      <code>{code}</code> {title}. <span className={styles.hint}>{hint}</span>
    </>
  );
}
