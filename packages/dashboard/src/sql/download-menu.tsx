// A result as a file: the rows that are shown, or all of them, streamed, where there are more.
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { QueryResult } from '../api/api-types.ts';
import { type StreamedForm, streamedRows } from '../api/streamed-rows.ts';
import { bytesText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import { csvText } from '../format/csv-text.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { saveFile } from '../ui/save-file.ts';
import { showFailure, showToast } from '../ui/toasts.tsx';
import { jsonText } from './result-text.ts';

interface DownloadMenuProps {
  readonly result: QueryResult;
  /** What was asked, to ask for all of its rows. */
  readonly asked: Parameters<typeof streamedRows>[0];
}

/** How often the count of bytes moves. */
const TOLD_BYTES = 500_000;

export function DownloadMenu({ result, asked }: DownloadMenuProps) {
  const [bytes, setBytes] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const heads = result.columns.map(({ name }) => name);
  const stream = async (form: StreamedForm): Promise<void> => {
    const abort = new AbortController();
    running.current = abort;
    let told = 0;
    setBytes(0);
    try {
      const file = await streamedRows(asked, form, abort.signal, (count) => {
        if (count - told < TOLD_BYTES) return;
        told = count;
        setBytes(count);
      });
      saveFile(`result.${form}`, file);
      showToast(`Downloaded all rows, ${bytesText(file.size)}`);
    } catch (error) {
      if (!abort.signal.aborted) showFailure(`Not downloaded: ${(error as Error).message}`);
    } finally {
      setBytes(null);
    }
  };
  if (bytes !== null)
    return <Button onClick={() => running.current?.abort()}>Cancel download, {bytesText(bytes)}</Button>;
  const isCut = result.truncated === true;
  const shown = isCut ? `, the first ${countText(result.rows.length)} rows` : '';
  return (
    <Menu
      label="Download"
      align="end"
      trigger={<Button icon={<Download size={14} />}>Download</Button>}
      groups={[
        [
          { label: `CSV${shown}`, onSelect: () => saveFile('result.csv', csvText(heads, result.rows), 'text/csv') },
          { label: `JSON${shown}`, onSelect: () => saveFile('result.json', jsonText(result), 'application/json') },
        ],
        ...(isCut
          ? [
              [
                { label: 'CSV, all rows', onSelect: () => void stream('csv') },
                { label: 'NDJSON, all rows', onSelect: () => void stream('ndjson') },
              ],
            ]
          : []),
      ]}
    />
  );
}
