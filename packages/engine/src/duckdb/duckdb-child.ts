// Entry of the child process that runs DuckDB: no environment, no arguments but its settings, no way out but the channel to its parent.
import { engineError } from '@tracelake/query';
import { isTracelakeError } from '@tracelake/schema';
import type { ChildError, ChildMessage, ChildSettings, ParentMessage, RunMessage } from './child-protocol.ts';
import { QuerySandbox } from './query-sandbox.ts';
import { SandboxedQuery } from './sandboxed-query.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as ChildSettings;
const running = new Map<number, SandboxedQuery>();
/** Canceled before their sandbox was there. */
const canceledEarly = new Set<number>();
let spare = QuerySandbox.prepare(settings);

function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

function childError(error: unknown): ChildError {
  const { code, message, hint, details } = isTracelakeError(error)
    ? error
    : engineError(String((error as Error).message));
  return { code, message, hint, details };
}

async function run(message: RunMessage): Promise<void> {
  const { id } = message;
  const sandbox = await spare;
  const query = new SandboxedQuery(sandbox, message, (rows) => send({ kind: 'batch', id, rows }));
  running.set(id, query);
  if (canceledEarly.delete(id)) query.cancel();
  try {
    const stats = await query.run();
    send({ kind: 'end', id, stats });
  } catch (error) {
    send({ kind: 'failed', id, error: childError(error) });
  } finally {
    running.delete(id);
    sandbox.dispose();
    // Only now: the query has both cores to itself, and the parent gives the next one to who has been free for longest.
    spare = QuerySandbox.prepare(settings);
  }
}

function cancel(id: number): void {
  const query = running.get(id);
  if (query === undefined) canceledEarly.add(id);
  else query.cancel();
}

process.on('message', (message: ParentMessage) => {
  if (message.kind === 'run') void run(message);
  else if (message.kind === 'pull') running.get(message.id)?.pull();
  else cancel(message.id);
});
// Without its parent it has nothing to do; SIGKILL, because an orderly exit would wait for the threads of a running query.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

await spare;
send({ kind: 'ready' });
