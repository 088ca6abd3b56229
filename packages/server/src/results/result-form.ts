// The forms a result can have, chosen by `?format=`, else by the Accept header.
import { TracelakeError } from '@tracelake/schema';

export const RESULT_MEDIA_TYPES = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  arrow: 'application/vnd.apache.arrow.stream',
} as const;

export type ResultForm = keyof typeof RESULT_MEDIA_TYPES;

export const RESULT_FORMS = Object.keys(RESULT_MEDIA_TYPES) as ResultForm[];

const FORM_BY_MEDIA_TYPE = new Map<string, ResultForm>([
  ...Object.entries(RESULT_MEDIA_TYPES).map(([form, mediaType]) => [mediaType, form as ResultForm] as const),
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['application/*', 'json'],
  ['text/*', 'csv'],
  ['*/*', 'json'],
]);

interface AcceptedType {
  readonly mediaType: string;
  readonly quality: number;
}

/** The form with the highest quality; of equals the first named. Nothing said means JSON. Throws `not_acceptable`. */
export function resultFormOf(accept: string | undefined): ResultForm {
  const accepted = (accept ?? '*/*').split(',').map(parseAcceptedType);
  const ranked = accepted.filter((type) => type.quality > 0).sort((left, right) => right.quality - left.quality);
  for (const { mediaType } of ranked) {
    const form = FORM_BY_MEDIA_TYPE.get(mediaType);
    if (form !== undefined) return form;
  }
  throw new TracelakeError('not_acceptable', `No form of a result fits Accept: ${(accept ?? '').slice(0, 200)}.`, {
    details: { accept: accept?.slice(0, 200), supported: Object.values(RESULT_MEDIA_TYPES) },
  });
}

function parseAcceptedType(text: string): AcceptedType {
  const [mediaType, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { mediaType, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
}
