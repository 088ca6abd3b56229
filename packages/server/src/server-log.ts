// Where the server says what it does: a function, so that the CLI prints to stderr and tests listen.

export type LogLevel = 'info' | 'warn' | 'error';

export type ServerLog = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;
