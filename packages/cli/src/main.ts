#!/usr/bin/env node
// The `tracelake` command: the one place that reads the process's arguments, environment, streams and signals.
import { EXIT_CODES } from './exit-code.ts';
import { processTerminal } from './output/process-terminal.ts';
import { runCli } from './run-cli.ts';

// The AWS client is built in, so which Node its later versions need is not for its user.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const interrupt = new AbortController();
const insistence = new AbortController();
/** The terminal tells all of its processes, and npm tells its own once more. */
const ECHO_MS = 500;
let interruptedAtMs = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!interrupt.signal.aborted) {
      interruptedAtMs = performance.now();
      return interrupt.abort();
    }
    // A second Ctrl-C does not wait for anything.
    if (performance.now() - interruptedAtMs < ECHO_MS) return;
    insistence.abort();
    process.exit(EXIT_CODES.interrupted);
  });
}

const terminal = processTerminal({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  noColor: (process.env['NO_COLOR'] ?? '') !== '',
});

const exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  terminal,
  interrupted: interrupt.signal,
  interruptedAgain: insistence.signal,
  kill: () => {
    process.kill(process.pid, 'SIGKILL');
    // A container's first process gets no signal from inside, this one neither: only a fault ends it.
    process.abort();
  },
  leaveFolder: () => process.chdir('/'),
});
// Connections that are kept alive for a next request must not keep the process.
process.exit(exitCode);
