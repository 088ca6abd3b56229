// What DuckDB throws, read: its words, and where in the text it was given it stumbled.

export interface EngineMessage {
  /** `Conversion Error: Could not convert …` */
  readonly message: string;
  /** Bytes from the beginning of the text; macros count too, behind the query (`macroScript`). */
  readonly position?: number | undefined;
}

/** With `errors_as_json` an error is an object; without it, and of its own client, words. */
export function readEngineMessage(thrown: string): EngineMessage {
  if (!thrown.startsWith('{"exception_type"')) return { message: thrown };
  const { exception_type, exception_message, position } = JSON.parse(thrown) as Readonly<Record<string, string>>;
  const message = `${exception_type} Error: ${exception_message}`;
  return position === undefined ? { message } : { message, position: Number(position) };
}
