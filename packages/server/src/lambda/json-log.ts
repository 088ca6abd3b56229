// Log lines as CloudWatch Logs searches them: one JSON object a line.
import type { ServerLog } from '../server-log.ts';

export function jsonLog(write: (line: string) => void): ServerLog {
  return (level, message, fields) => {
    write(`${JSON.stringify({ level, message, ...fields })}\n`);
  };
}
