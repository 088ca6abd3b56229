// What must be known to read an execution's answer where nobody remembers its plan: another process, minutes later. It is written as a
// comment at the end of the query's text, which Athena gives back.
import { type CopiedText, parseTypeText, type ResultColumn, typeText } from '@tracelake/query';

export interface QueryMemo {
  readonly columns: readonly ResultColumn[];
  readonly copied: CopiedText;
  readonly rowLimit: number;
  /** Of whoever started it. */
  readonly note: string;
}

interface WrittenMemo {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly userText: string;
  readonly stretches: readonly (readonly [start: number, end: number, from: number, verbatim: 0 | 1])[];
  readonly rowLimit: number;
  readonly note: string;
}

const MARK = '\n-- tracelake ';

/** JSON has no line breaks: the comment is one line. */
export function withMemo(sql: string, { columns, copied, rowLimit, note }: QueryMemo): string {
  const written: WrittenMemo = {
    columns: columns.map(({ name, type }) => [name, typeText(type)]),
    userText: copied.userText,
    stretches: copied.stretches.map(({ start, end, from, verbatim }) => [start, end, from, verbatim ? 1 : 0]),
    rowLimit,
    note,
  };
  return `${sql}${MARK}${JSON.stringify(written)}`;
}

/** `undefined` for what was not started here. */
export function memoOf(sql: string): QueryMemo | undefined {
  const at = sql.lastIndexOf(MARK);
  if (at < 0) return undefined;
  try {
    const { columns, userText, stretches, rowLimit, note } = JSON.parse(sql.slice(at + MARK.length)) as WrittenMemo;
    return {
      columns: columns.map(([name, type]) => ({ name, type: parseTypeText(type) })),
      copied: {
        userText,
        stretches: stretches.map(([start, end, from, verbatim]) => ({ start, end, from, verbatim: verbatim === 1 })),
      },
      rowLimit,
      note,
    };
  } catch {
    return undefined;
  }
}
