// What stands in some columns of spans, apart from the table: whoever writes rows needs these and not its columns.

/** OTLP's span kinds by number. */
export const SPAN_KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;

/** OTLP's status codes by number. */
export const STATUS_CODES = ['UNSET', 'OK', 'ERROR'] as const;

/** What stands before and after each key in `misplaced`; no well-known key contains it. */
export const MISPLACED_SEPARATOR = '\n';
