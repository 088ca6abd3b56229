// A whole result as a file, however many rows: streamed, counted on the way, and refused where the stream was cut.
import { ApiProblem, problemOf, unreachable } from './api-problem.ts';
import type { Api } from './api-types.ts';
import { askedQueries } from './asked-queries.ts';

export type StreamedForm = 'csv' | 'ndjson';

type Asked = Pick<Api['POST /api/v1/sql']['body'], 'sql' | 'start' | 'end' | 'engine'>;

const MEDIA_TYPES: Readonly<Record<StreamedForm, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };
/** As long as the API lets a query run. */
const TIMEOUT_MS = 900_000;
const LAST_LINE_BYTES = 65_536;

/** Throws ApiProblem, or what the signal was aborted with. */
export function streamedRows(
  asked: Asked,
  form: StreamedForm,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Blob> {
  return askedQueries.follow({ signal }, (headers) => streamed(asked, form, { signal, headers, onBytes }));
}

interface Streaming {
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  readonly onBytes: (bytes: number) => void;
}

async function streamed(asked: Asked, form: StreamedForm, { signal, headers, onBytes }: Streaming): Promise<Blob> {
  const response = await fetch(`/api/v1/sql?format=${form}&trailer=true`, {
    method: 'POST',
    signal,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ ...asked, timeoutMs: TIMEOUT_MS }),
  }).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  const parts: BlobPart[] = [];
  let bytes = 0;
  for (const reader = response.body!.getReader(); ; ) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw signal.aborted ? error : cut('The connection ended before the last row.');
    });
    if (done) break;
    parts.push(value);
    bytes += value.byteLength;
    onBytes(bytes);
  }
  return wholeRows(new Blob(parts, { type: MEDIA_TYPES[form] }), form);
}

/** The last line says that it is whole; it is no row. */
export async function wholeRows(file: Blob, form: StreamedForm): Promise<Blob> {
  const tail = await file.slice(-LAST_LINE_BYTES).text();
  const line = /(?:^|\n)([^\n]*)\n$/.exec(tail)?.[1] ?? '';
  const isWhole = form === 'csv' ? line.startsWith('# complete') : line.startsWith('{"stats":');
  if (!isWhole)
    throw cut(line.startsWith('# error') || line.startsWith('{"error":') ? line : 'Its last line is missing.');
  const lineBytes = new TextEncoder().encode(line).length + 1;
  return file.slice(0, file.size - lineBytes, file.type);
}

function cut(detail: string): ApiProblem {
  return new ApiProblem({
    code: 'cut_stream',
    title: 'The rows did not come whole',
    detail,
    hint: 'Download again; the range of time can be shorter.',
    status: 0,
  });
}
