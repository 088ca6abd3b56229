// What the server says while it runs, one line each on stderr. Pure.
import type { LogLevel } from '@tracelake/server';
import { visibleText } from './cell-text.ts';
import { type Style, styled } from './style.ts';

const LEVEL_STYLES: Readonly<Record<LogLevel, Style>> = { info: 'dim', warn: 'yellow', error: 'red' };

export function logLine(
  at: Date,
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, unknown>>,
  colors: boolean,
): string {
  const details = Object.entries(fields).map(([key, value]) => ` ${key}=${valueText(value)}`);
  return `${at.toISOString()} ${styled(level, LEVEL_STYLES[level], colors)} ${visibleText(message)}${details.join('')}\n`;
}

function valueText(value: unknown): string {
  const text = visibleText(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));
  return /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}
